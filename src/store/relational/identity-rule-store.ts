import type { Pool } from 'pg'
import type { IdentityRuleStore, RuleVersion } from '#identity/identity-rule-keeper.ts'
import type { IdentityRules } from '#identity/identity-rules.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

export function createIdentityRuleStore(pool: Pool): IdentityRuleStore {
  return {
    versions: (limit) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ version: number; rules: IdentityRules; author: string; note: string; created_at: Date }>(
          'SELECT version, rules, author, note, created_at FROM identity_rules ORDER BY version DESC LIMIT $1',
          [limit],
        )
        return rows.map(({ created_at, ...row }): RuleVersion => ({ ...row, createdAt: created_at }))
      }),
    add: ({ version, rules, author, note, createdAt }) =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query(
          'INSERT INTO identity_rules (version, rules, author, note, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version) DO NOTHING',
          [version, JSON.stringify(rules), author, note, createdAt],
        )
        return rowCount === 1
      }),
  }
}
