import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { MailCounts, MailboxStore } from '#act/bounces/mailbox-reader.ts'
import type { MailboxState } from '#act/bounces/mailbox-state.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** So often a mail that could not be fetched or applied is tried. */
const MOST_TRIES = 5
const AGAIN_AFTER_MS = 10 * MINUTE_MS
/** Rows of mails set aside that are kept and shown for each mailbox, newest first; the counts are of all. */
const MOST_ASIDE = 200

/** How far each mailbox of bounces was read. Grain: one row an account. */
export function createBounceMailboxStore(pool: Pool): MailboxStore & {
  /** Null: nothing was read for it yet. */
  state(accountId: string): Promise<MailboxState | null>
  /** Makes a mailbox due. */
  hurry(accountId: string): Promise<void>
  takers(sendKeys: readonly string[]): Promise<ReadonlyMap<string, string>>
} {
  const ask = <Row extends object>(text: string, values: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  return {
    async claim(now, heldUntil) {
      await ask(
        `INSERT INTO bounce_mailboxes (account_id) SELECT id FROM channel_accounts WHERE settings ? 'imapHost' ON CONFLICT DO NOTHING`,
        [],
      )
      const owner = randomUUID()
      const { rows } = await ask<{ account_id: string; place: string | null; uid_validity: string | null; last_uid: string }>(
        `UPDATE bounce_mailboxes SET owner = $3, held_until = $2 WHERE account_id IN (
           SELECT b.account_id FROM bounce_mailboxes b JOIN channel_accounts c ON c.id = b.account_id
           WHERE c.settings ? 'imapHost' AND (b.next_at IS NULL OR b.next_at <= $1) AND (b.held_until IS NULL OR b.held_until <= $1)
           FOR UPDATE OF b SKIP LOCKED
         ) RETURNING account_id, place, uid_validity, last_uid`,
        [now, heldUntil, owner],
      )
      return rows.map((row) => ({
        accountId: row.account_id,
        owner,
        place: row.place,
        uidValidity: row.uid_validity,
        lastUid: Number(row.last_uid),
      }))
    },
    async advance({ accountId, owner }, { place, uidValidity, lastUid }, read, heldUntil, now) {
      const { rowCount } = await ask(
        `UPDATE bounce_mailboxes SET last_uid = CASE WHEN place = $3 AND uid_validity = $4 THEN greatest(last_uid, $5) ELSE $5 END,
           place = $3, uid_validity = $4, held_until = $6, read_at = $7, understood = understood + $8, unknown = unknown + $9,
           automatic = automatic + $10, other = other + $11, unreadable = unreadable + $12
         WHERE account_id = $1 AND owner = $2`,
        [
          accountId,
          owner,
          place,
          uidValidity,
          lastUid,
          heldUntil,
          now,
          read.understood,
          read.unknown,
          read.automatic,
          read.other,
          read.unreadable,
        ],
      )
      return rowCount === 1
    },
    async release({ accountId, owner }, { nextAt, problem, markProblem, now }) {
      await ask(
        `UPDATE bounce_mailboxes SET owner = NULL, held_until = NULL, next_at = $3, problem = $4, mark_problem = $5, tried_at = $6,
           read_at = CASE WHEN $4 = '' THEN $6 ELSE read_at END
         WHERE account_id = $1 AND owner = $2`,
        [accountId, owner, nextAt, problem, markProblem, now],
      )
    },
    async setAside({ accountId }, uidValidity, uid, reason, isFinal, now) {
      await ask(
        `INSERT INTO bounce_mails_aside AS a (account_id, uid_validity, uid, reason, tries, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (account_id, uid_validity, uid) DO UPDATE SET reason = $4, tries = greatest(a.tries + 1, $5), last_at = $6`,
        [accountId, uidValidity, uid, reason, isFinal ? MOST_TRIES : 1, now],
      )
      await ask(
        `DELETE FROM bounce_mails_aside WHERE account_id = $1 AND (uid_validity, uid) IN (
           SELECT uid_validity, uid FROM bounce_mails_aside WHERE account_id = $1 AND tries >= $2 ORDER BY last_at DESC, uid DESC OFFSET $3)`,
        [accountId, MOST_TRIES, MOST_ASIDE],
      )
    },
    async toTryAgain(accountId, uidValidity, limit, now) {
      const { rows } = await ask<{ uid: string }>(
        `SELECT uid FROM bounce_mails_aside WHERE account_id = $1 AND uid_validity = $2 AND tries < $3 AND last_at <= $5 ORDER BY last_at, uid LIMIT $4`,
        [accountId, uidValidity, MOST_TRIES, limit, new Date(now.getTime() - AGAIN_AFTER_MS)],
      )
      return rows.map(({ uid }) => Number(uid))
    },
    async settled(accountId, uidValidity, uid) {
      await ask('DELETE FROM bounce_mails_aside WHERE account_id = $1 AND uid_validity = $2 AND uid = $3', [accountId, uidValidity, uid])
    },
    async takers(sendKeys) {
      const { rows } = await ask<{ send_key: string; account_id: string }>(
        `SELECT send_key, account_id FROM send_ledger WHERE send_key = ANY ($1::text[]) AND channel = 'email' AND account_id IS NOT NULL`,
        [sendKeys],
      )
      return new Map(rows.map((row) => [row.send_key, row.account_id]))
    },
    async hurry(accountId) {
      await ask('UPDATE bounce_mailboxes SET next_at = NULL WHERE account_id = $1', [accountId])
    },
    async state(accountId) {
      const { rows } = await ask<StateRow>(
        `SELECT tried_at, read_at, problem, mark_problem, understood, unknown, automatic, other, unreadable FROM bounce_mailboxes WHERE account_id = $1`,
        [accountId],
      )
      const [row] = rows
      if (row === undefined) return null
      const { rows: aside } = await ask<{ uid: string; reason: string; tries: number; first_at: Date; last_at: Date }>(
        `SELECT uid, reason, tries, first_at, last_at FROM bounce_mails_aside WHERE account_id = $1 ORDER BY last_at DESC, uid DESC LIMIT ${MOST_ASIDE}`,
        [accountId],
      )
      return {
        triedAt: row.tried_at,
        readAt: row.read_at,
        problem: row.problem,
        markProblem: row.mark_problem,
        counts: {
          understood: Number(row.understood),
          unknown: Number(row.unknown),
          automatic: Number(row.automatic),
          other: Number(row.other),
          unreadable: Number(row.unreadable),
        },
        aside: aside.map((one) => ({
          number: Number(one.uid),
          reason: one.reason,
          tries: one.tries,
          willTryAgain: one.tries < MOST_TRIES,
          firstAt: one.first_at,
          lastAt: one.last_at,
        })),
      }
    },
  }
}

interface StateRow extends Readonly<Record<keyof MailCounts, string>> {
  readonly tried_at: Date | null
  readonly read_at: Date | null
  readonly problem: string
  readonly mark_problem: string
}
