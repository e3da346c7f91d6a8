import type { Pool } from 'pg'
import type { ContactRules } from '#act/policy/contact-rules.ts'
import type { ContactRuleStore } from '#act/policy/contact-rules-service.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { isRealCustomer } from './real-customer.ts'

interface GroupRow {
  id: string
  share: number
  started_at: Date
  started_by: string
  ended_at: Date | null
  ended_by: string | null
  end_reason: string
}

/** Contact rules by version, and the history of global control groups. */
export function createContactRuleStore(pool: Pool): ContactRuleStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  return {
    async current() {
      const [row] = await ask<{ version: number; rules: ContactRules; saved_at: Date; saved_by: string }>(
        'SELECT version, rules, saved_at, saved_by FROM contact_rules ORDER BY version DESC LIMIT 1',
      )
      return row === undefined ? null : { rules: row.rules, version: row.version, savedAt: row.saved_at, savedBy: row.saved_by }
    },

    async save(base, rules, { at, by }) {
      // Two who save the same base meet at the key; one that is behind, or ahead of everything, at the condition.
      const saved = await ask(
        `INSERT INTO contact_rules (version, rules, saved_at, saved_by)
         SELECT $1::int + 1, $2, $3, $4 WHERE $1 = coalesce((SELECT max(version) FROM contact_rules), 0)
         ON CONFLICT DO NOTHING RETURNING version`,
        [base, JSON.stringify(rules), at, by],
      )
      return saved.length === 1
    },

    async groups() {
      const rows = await ask<GroupRow>('SELECT * FROM control_groups ORDER BY ended_at IS NOT NULL, started_at DESC, id DESC')
      return rows.map((row) => ({
        id: row.id,
        share: row.share,
        startedAt: row.started_at,
        startedBy: row.started_by,
        endedAt: row.ended_at,
        endedBy: row.ended_by,
        endReason: row.end_reason,
      }))
    },

    async start({ id, share, startedAt, startedBy }) {
      const started = await ask(
        'INSERT INTO control_groups (id, share, started_at, started_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id',
        [id, share, startedAt, startedBy],
      )
      return started.length === 1
    },

    async end(id, { at, by, reason }) {
      const ended = await ask(
        'UPDATE control_groups SET ended_at = $2, ended_by = $3, end_reason = $4 WHERE id = $1 AND ended_at IS NULL RETURNING id',
        [id, at, by, reason],
      )
      return ended.length === 1
    },

    async zones() {
      return await ask(
        `SELECT time_zone AS "timeZone", count(*)::float8 AS customers FROM customers c
         WHERE time_zone <> '' AND merged_into IS NULL AND ${isRealCustomer('c')} GROUP BY time_zone`,
      )
    },

    async customers() {
      const [row] = await ask<{ n: number }>(
        `SELECT count(*)::float8 AS n FROM customers c WHERE merged_into IS NULL AND ${isRealCustomer('c')}`,
      )
      return row?.n ?? 0
    },
  }
}
