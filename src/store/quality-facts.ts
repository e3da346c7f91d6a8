import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { StoredFact } from '#quality/rules/repeated-facts.ts'
import type { StoredFacts } from '#quality/rules/survey-quality.ts'
import { readQualityFacts } from './analytical/queries/quality-facts.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { withSignUps } from './relational/sign-up-places.ts'
import { readAccountFacts } from './relational/account-quality-facts.ts'

const BLOCK = 2_000
const CONTACTS = ['phone', 'email'] as const

/** What is stored, for rules of quality: facts of the analytical store, and phones and e-mails decrypted where a rule looks at them. */
export function createQualityFacts(client: ClickHouseClient, pool: Pool, keyring: Keyring): StoredFacts {
  return {
    async *facts(scope, most, { personal, signUps, properties }) {
      const facts =
        scope === 'accounts' || scope === 'account-members'
          ? await readAccountFacts(pool, scope, most)
          : await withEngineErrors('clickhouse', () => readQualityFacts(client, scope, most, properties))
      for (let start = 0; start < facts.length; start += BLOCK) {
        const block = facts.slice(start, start + BLOCK)
        const named = personal && scope === 'customers' ? await withContacts(pool, keyring, block) : block
        yield signUps && scope === 'customers' ? await withSignUps(pool, named) : named
      }
    },
  }
}

async function withContacts(pool: Pool, keyring: Keyring, facts: readonly StoredFact[]): Promise<readonly StoredFact[]> {
  const { rows } = await withEngineErrors('postgres', () =>
    pool.query<{ id: string; data_key: Buffer | null; kind: string; ciphertext: Buffer }>(
      `SELECT DISTINCT ON (c.id, i.kind) c.id, c.data_key, i.kind, i.ciphertext FROM customers c JOIN identifiers i ON i.customer_id = c.id
       WHERE c.id = ANY ($1::uuid[]) AND i.kind = ANY ($2::text[]) ORDER BY c.id, i.kind, i.first_seen_at`,
      [facts.map(({ key }) => key), [...CONTACTS]],
    ),
  )
  const found = new Map<string, Map<string, string>>()
  for (const { id, data_key, kind, ciphertext } of rows) {
    if (data_key === null) continue
    const own = found.get(id) ?? new Map<string, string>()
    own.set(kind, decryptField(unwrapDataKey(keyring, id, data_key), id, kind, ciphertext))
    found.set(id, own)
  }
  return facts.map((fact) => ({
    ...fact,
    read: (field) => (field === 'phone' || field === 'email' ? (found.get(fact.key)?.get(field) ?? null) : fact.read(field)),
  }))
}
