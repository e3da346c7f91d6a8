import type { Pool } from 'pg'
import type { AttributeType } from '#collect/columns/attribute.ts'
import type { RuleKind } from '#identity/survivorship/rule-kind.ts'
import type { RuleSaved, Speaker, SurvivorshipStore } from '#identity/survivorship/survivorship-service.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { Ask } from './ask.ts'
import type { AttributeStore } from './attribute-store.ts'
import { readStatements, readSurvivorshipRules, wordsOfFacts } from './statement-store.ts'

export function createSurvivorshipStore(pool: Pool, attributes: Pick<AttributeStore, 'settle'>): SurvivorshipStore {
  const ask: Ask = async <Row>(text: string, values: readonly unknown[]) =>
    await withEngineErrors('postgres', async () => (await pool.query(text, [...values])).rows as Row[])
  return {
    attributes: () =>
      ask<{ name: string; label: string; type: AttributeType }>(
        'SELECT name, label, type FROM attribute_definitions WHERE removed_at IS NULL ORDER BY lower(label), name',
        [],
      ),
    sources: () => ask<{ id: string; name: string }>('SELECT id, name FROM sources ORDER BY created_at, id', []),
    rules: () => readSurvivorshipRules(ask),
    async versions(limit) {
      const rows = await ask<Omit<RuleSaved, 'createdAt'> & { rule: RuleKind; created_at: Date }>(
        'SELECT fact, version, rule, sources, author, note, created_at FROM survivorship_rules ORDER BY created_at DESC, version DESC LIMIT $1',
        [limit],
      )
      return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at }))
    },
    async add({ fact, version, rule, sources, author, note, createdAt }) {
      const rows = await ask<{ version: number }>(
        `INSERT INTO survivorship_rules (fact, version, rule, sources, author, note, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (fact, version) DO NOTHING RETURNING version`,
        [fact, version, rule, sources, author, note, createdAt],
      )
      return rows.length === 1
    },
    async people(after, limit) {
      const people = await ask<{ id: string; masked_name: string }>(
        'SELECT id, masked_name FROM customers WHERE id > $1 AND merged_into IS NULL ORDER BY id LIMIT $2',
        [after, limit],
      )
      const said = await readStatements(
        ask,
        people.map(({ id }) => id),
      )
      return people.map(({ id, masked_name }) => ({ customerId: id, maskedName: masked_name, words: wordsOfFacts(said.get(id) ?? []) }))
    },
    wordsOf: async (customerId) => wordsOfFacts((await readStatements(ask, [customerId])).get(customerId) ?? []),
    async speakers(saidBy) {
      const rows = await ask<{ id: string; kind: Speaker['kind']; name: string }>(
        `SELECT id, 'file' AS kind, file_name AS name FROM imports WHERE id = ANY ($1::uuid[])
         UNION ALL SELECT id, 'source', name FROM sources WHERE id = ANY ($1::uuid[])`,
        [saidBy],
      )
      return new Map(rows.map(({ id, kind, name }) => [id, { kind, name }]))
    },
    settle: attributes.settle,
  }
}
