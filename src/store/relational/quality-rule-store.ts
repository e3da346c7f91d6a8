import type { Pool } from 'pg'
import type { QualityRuleStore, QualityRuleVersion } from '#quality/rules/quality-rule-keeper.ts'
import type { QualityRules } from '#quality/rules/quality-rules.ts'
import type { QualitySurvey } from '#quality/rules/survey-quality.ts'
import type { Limits } from '#quality/rules/robust-limits.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

export function createQualityRuleStore(pool: Pool): QualityRuleStore {
  return {
    versions: (limit) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ version: number; rules: QualityRules; author: string; note: string; created_at: Date }>(
          'SELECT version, rules, author, note, created_at FROM quality_rules ORDER BY version DESC LIMIT $1',
          [limit],
        )
        return rows.map(({ created_at, ...row }): QualityRuleVersion => ({ ...row, createdAt: created_at }))
      }),
    add: ({ version, rules, author, note, createdAt }) =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query(
          'INSERT INTO quality_rules (version, rules, author, note, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version) DO NOTHING',
          [version, JSON.stringify(rules), author, note, createdAt],
        )
        return rowCount === 1
      }),
    look: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{
          version: number
          limits: Record<string, Record<string, Limits>>
          survey: QualitySurvey
          looked_at: Date
        }>('SELECT version, limits, survey, looked_at FROM quality_looks')
        const [row] = rows
        if (row === undefined) return null
        const limits = new Map(Object.entries(row.limits).map(([rule, groups]) => [rule, new Map(Object.entries(groups))]))
        return { limits, survey: row.survey, version: row.version, lookedAt: row.looked_at }
      }),
    saveLook: ({ limits, survey, version, lookedAt }) =>
      withEngineErrors('postgres', async () => {
        const written = Object.fromEntries([...limits].map(([rule, groups]) => [rule, Object.fromEntries(groups)]))
        await pool.query(
          `INSERT INTO quality_looks (version, limits, survey, looked_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (id) DO UPDATE SET version = excluded.version, limits = excluded.limits, survey = excluded.survey, looked_at = excluded.looked_at`,
          [version, JSON.stringify(written), JSON.stringify(survey), lookedAt],
        )
      }),
  }
}
