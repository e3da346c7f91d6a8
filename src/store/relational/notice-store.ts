import type { Pool } from 'pg'
import type { NoticeSettings, NoticeSubject, NoticeTarget } from '#act/notices/notice.ts'
import type { NoticeKind } from '#act/notices/notice-names.ts'
import type { HeldWords, NoticeStore, WordState } from '#act/notices/notice-ports.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'
import type { SettingStore } from './setting-store.ts'

const SETTINGS = 'team-notices'
const phoneContext = (userId: string): string => `team-phone:${userId}`

interface WordRow {
  id: string
  kind: NoticeKind
  subject: NoticeSubject
  target: NoticeTarget
  at: Date
  tries: number
  state: WordState
  reason: string
  due_at: Date
  told_at: Date | null
}

/** Notices and their words. Grain: one row a notice, one a notice and place; both are kept for thirty days. */
export function createNoticeStore(pool: Pool, keyring: Keyring, settings: SettingStore): NoticeStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<{ rows: Row[]; rowCount: number | null }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  return {
    settings: async () => (await settings.read(SETTINGS)) as NoticeSettings | null,
    save: (saved, now) => settings.write(SETTINGS, saved, now),

    note: (notice, targets, dueAt) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rows } = await client.query<{ id: string }>(
            'INSERT INTO notices (kind, key, subject, at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING id',
            [notice.kind, notice.key, JSON.stringify(notice.subject), notice.at],
          )
          const [row] = rows
          if (row === undefined) return false
          for (const target of targets)
            await client.query(
              "INSERT INTO notice_words (notice_id, target, user_id, way, state, due_at) VALUES ($1, $2, $3, $4, 'waiting', $5)",
              [row.id, JSON.stringify(target), target.userId, target.way, dueAt],
            )
          return true
        }),
      ),

    async take(now): Promise<HeldWords | null> {
      const { rows } = await ask<WordRow>(
        `WITH place AS (
           SELECT target FROM notice_words WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
         ), mine AS (
           SELECT w.id FROM notice_words w JOIN place USING (target) WHERE w.state = 'waiting' ORDER BY w.id LIMIT 500 FOR UPDATE OF w SKIP LOCKED
         )
         UPDATE notice_words w SET state = 'handed', handed_at = $1, tries = tries + 1 FROM mine, notices n
         WHERE w.id = mine.id AND n.id = w.notice_id RETURNING w.id, w.target, w.tries, n.kind, n.subject, n.at`,
        [now],
      )
      const [first] = rows
      if (first === undefined) return null
      const words = rows.toSorted((a, b) => a.at.getTime() - b.at.getTime())
      return { target: first.target, words: words.map(({ id, kind, subject, at, tries }) => ({ id, kind, subject, at, tries })) }
    },

    async settle(ids, state, reason, { now, dueAt }) {
      await ask(
        `UPDATE notice_words SET state = $2, reason = $3, told_at = CASE WHEN $2 = 'told' THEN $4 ELSE told_at END, due_at = coalesce($5, due_at),
           handed_at = CASE WHEN $2 IN ('waiting', 'dropped') THEN NULL ELSE handed_at END
         WHERE id = ANY ($1::bigint[]) AND state = 'handed'`,
        [ids, state, reason, now, dueAt ?? null],
      )
    },

    async endLost(before, now) {
      const { rowCount } = await ask(
        `UPDATE notice_words SET state = 'uncertain', reason = 'sender_lost', told_at = NULL WHERE state = 'handed' AND handed_at < $1 AND handed_at <= $2`,
        [before, now],
      )
      return rowCount ?? 0
    },

    async smsSince(userId, since) {
      // A message of several words counts once: they were handed over in one moment.
      const { rows } = await ask<{ n: number }>(
        `SELECT count(DISTINCT handed_at)::integer AS n FROM notice_words
         WHERE way = 'sms' AND user_id = $1 AND handed_at >= $2 AND state IN ('told', 'uncertain')`,
        [userId, since],
      )
      return rows[0]?.n ?? 0
    },

    async log(limit) {
      const { rows } = await ask<WordRow>(
        `SELECT w.id, w.target, w.state, w.reason, w.due_at, w.told_at, w.tries, n.kind, n.subject, n.at
         FROM notice_words w JOIN notices n ON n.id = w.notice_id ORDER BY w.id DESC LIMIT $1`,
        [limit],
      )
      return rows.map(({ id, target, state, reason, due_at, told_at, kind, subject, at }) => ({
        id,
        kind,
        subject,
        at,
        way: target.way,
        accountId: target.accountId,
        userId: target.userId,
        state,
        reason,
        dueAt: due_at,
        toldAt: told_at,
      }))
    },

    async forget(before) {
      await ask('DELETE FROM notices WHERE at < $1', [before])
    },

    async phones() {
      const { rows } = await ask<{ user_id: string; masked: string }>('SELECT user_id, masked FROM team_phones')
      return new Map(rows.map(({ user_id, masked }) => [user_id, { masked }]))
    },

    async phoneOf(userId) {
      const { rows } = await ask<{ phone: Buffer }>('SELECT phone FROM team_phones WHERE user_id::text = $1', [userId])
      return rows[0] === undefined ? null : openRecord(keyring, phoneContext(userId), rows[0].phone)
    },

    async setPhone(userId, phone) {
      if (phone === null) {
        await ask('DELETE FROM team_phones WHERE user_id = $1', [userId])
        return
      }
      await ask(
        'INSERT INTO team_phones (user_id, phone, masked) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET phone = excluded.phone, masked = excluded.masked',
        [userId, sealRecord(keyring, phoneContext(userId), phone), mask('phone', phone)],
      )
    },

    async standing(now) {
      const { rows } = await ask<{ sends: number; tasks: number }>(
        `SELECT (SELECT count(*)::integer FROM send_ledger WHERE (state = 'uncertain' AND ask_at IS NULL) OR (state = 'planned' AND held_at IS NOT NULL)) AS sends,
           (SELECT count(*)::integer FROM tasks WHERE state = 'open' AND due_at < $1) AS tasks`,
        [now],
      )
      return { sendsWaiting: rows[0]?.sends ?? 0, tasksOverdue: rows[0]?.tasks ?? 0 }
    },
  }
}

/** Names of our own house by id; the id itself where there is none. */
export function createHouseNames(pool: Pool): (what: 'source' | 'account' | 'broadcast', id: string) => Promise<string> {
  const asked = {
    source: 'SELECT name FROM sources WHERE id::text = $1',
    account: 'SELECT name FROM channel_accounts WHERE id::text = $1',
    broadcast: "SELECT definition ->> 'name' AS name FROM broadcasts WHERE id::text = $1",
  }
  return async (what, id) => {
    const { rows } = await withEngineErrors('postgres', () => pool.query<{ name: string | null }>(asked[what], [id]))
    return rows[0]?.name ?? id
  }
}
