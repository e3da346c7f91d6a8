import type { Pool } from 'pg'
import type { Approval, ApprovalFacts, ApprovalKind, ApprovalState } from '#act/approvals/approval.ts'
import type { ApprovalRuleStore, ApprovalStore } from '#act/approvals/approval-ports.ts'
import type { ApprovalRule } from '#act/approvals/approval-rule.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'
import { decodeCursor, toPage } from './page-cursor.ts'
import type { SettingStore } from './setting-store.ts'

interface Row {
  readonly id: string
  readonly kind: ApprovalKind
  readonly subject: string
  readonly version: number
  readonly title: string
  readonly people: number
  readonly facts: ApprovalFacts
  readonly state: ApprovalState
  readonly asked_by: string
  readonly authors: string[]
  readonly asked_at: Date
  readonly decided_by: string | null
  readonly decided_at: Date | null
  readonly reason: string
}

const RULE = 'approval-rule'

export function createApprovalStore(pool: Pool): ApprovalStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  return {
    ask: ({ id, subject: { kind, id: subject, version }, title, people, facts, askedBy, askedAt, authors }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          // Two who ask at once wait for each other, and the second finds what the first wrote.
          await client.query("SELECT pg_advisory_xact_lock(hashtextextended('approval ' || $1 || ' ' || $2, 0))", [kind, subject])
          const { rows: open } = await client.query<Row>(
            "SELECT * FROM approvals WHERE kind = $1 AND subject = $2 AND version = $3 AND state = 'waiting'",
            [kind, subject, version],
          )
          if (open[0] !== undefined) return toApproval(open[0])
          await client.query(
            "UPDATE approvals SET state = 'replaced', decided_at = $3 WHERE kind = $1 AND subject = $2 AND state = 'waiting'",
            [kind, subject, askedAt],
          )
          const { rows } = await client.query<Row>(
            `INSERT INTO approvals (id, kind, subject, version, title, people, facts, asked_by, authors, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING *`,
            [id, kind, subject, version, title, people, JSON.stringify(facts), askedBy, [...authors], askedAt],
          )
          return toApproval(rows[0] as Row)
        }),
      ),

    async get(id) {
      const [row] = await ask<Row>('SELECT * FROM approvals WHERE id = $1', [id])
      return row === undefined ? null : toApproval(row)
    },

    async of({ kind, id, version }) {
      const [row] = await ask<Row>(
        'SELECT * FROM approvals WHERE kind = $1 AND subject = $2 AND version = $3 ORDER BY asked_at DESC, id DESC LIMIT 1',
        [kind, id, version],
      )
      return row === undefined ? null : toApproval(row)
    },

    async list({ limit, cursor, states }) {
      const place = cursor === null ? null : decodeCursor(cursor, 'uuid')
      const rows = await ask<Row>(
        `SELECT * FROM approvals WHERE ($1::text[] IS NULL OR state = ANY ($1)) AND ($2::timestamptz IS NULL OR (asked_at, id) < ($2, $3::uuid))
         ORDER BY asked_at DESC, id DESC LIMIT $4`,
        [states ?? null, place?.time ?? null, place?.key ?? null, limit + 1],
      )
      const page = toPage(rows, limit, (row) => ({ time: row.asked_at, key: row.id }))
      return { items: page.items.map(toApproval), nextCursor: page.nextCursor }
    },

    async waiting() {
      const [row] = await ask<{ n: number }>("SELECT count(*)::float8 AS n FROM approvals WHERE state = 'waiting'")
      return row?.n ?? 0
    },

    async newestOf(kind) {
      const rows = await ask<Row>(
        'SELECT DISTINCT ON (subject) * FROM approvals WHERE kind = $1 ORDER BY subject, version DESC, asked_at DESC, id DESC',
        [kind],
      )
      return rows.map(toApproval)
    },

    async approvedSince(kind, since) {
      const rows = await ask<Row>(
        "SELECT * FROM approvals WHERE kind = $1 AND state = 'approved' AND decided_at >= $2 ORDER BY decided_at",
        [kind, since],
      )
      return rows.map(toApproval)
    },

    async decide(id, state, { by, at, reason }) {
      const changed = await ask(
        "UPDATE approvals SET state = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE id = $1 AND state = 'waiting' RETURNING id",
        [id, state, by, at, reason],
      )
      return changed.length > 0
    },

    async withdraw(kind, subjectId, by, at) {
      const changed = await ask(
        "UPDATE approvals SET state = 'withdrawn', decided_by = $3, decided_at = $4 WHERE kind = $1 AND subject = $2 AND state = 'waiting' RETURNING id",
        [kind, subjectId, by, at],
      )
      return changed.length > 0
    },
  }
}

/** The rule among the settings. */
export function approvalRuleSettings(settings: Pick<SettingStore, 'read' | 'write'>): ApprovalRuleStore {
  return {
    read: async () => (await settings.read(RULE)) as ApprovalRule | null,
    write: (rule, now) => settings.write(RULE, rule, now),
  }
}

function toApproval(row: Row): Approval {
  const { id, kind, subject, version, title, people, facts, state, authors, reason } = row
  return {
    id,
    subject: { kind, id: subject, version },
    title,
    people,
    facts,
    state,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    authors,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason,
  }
}
