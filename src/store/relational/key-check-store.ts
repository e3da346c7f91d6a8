import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { EncryptedSample, KeyChecks } from '#privacy/key-check.ts'
import type { Database } from './database.ts'
import { INBOX_CONTEXT } from './inbox-payload.ts'

const NAME = 'master-key-check'

export type KeyCheckStore = ReturnType<typeof createKeyCheckStore>

/** The check values of the master keys, and samples of what they encrypted. */
export function createKeyCheckStore(db: Kysely<Database>) {
  /** Null before a key was ever used here. */
  async function read(): Promise<KeyChecks | null> {
    const row = await db.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst()
    return (row?.value as KeyChecks | undefined) ?? null
  }

  return {
    read,

    /** Adds the values of keys that have none yet; those that are there stay. Answers all, so that of two nodes that start together one can be refused. */
    async add(checks: KeyChecks, now: Date): Promise<KeyChecks> {
      const value = JSON.stringify(checks)
      await db
        .insertInto('settings')
        .values({ name: NAME, value, updated_at: now })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({ value: sql<string>`${value}::jsonb || settings.value`, updated_at: now }),
        )
        .execute()
      return (await read()) ?? {}
    },

    /** One row of each kind that the keys protect; empty in a database that holds nothing encrypted. */
    async samples(): Promise<EncryptedSample[]> {
      const [customers, identifiers, endpoints, refused, waiting] = await Promise.all([
        // One customer for each master key that wraps some: there are few, and this runs once in the life of an installation.
        sql<{
          id: string
          data_key: Buffer
        }>`SELECT DISTINCT ON (get_byte(data_key, 0)) id, data_key FROM customers WHERE data_key IS NOT NULL`.execute(db),
        db
          .selectFrom('identifiers')
          .innerJoin('customers', 'customers.id', 'identifiers.customer_id')
          .where('customers.data_key', 'is not', null)
          .select(['customers.id', 'customers.data_key', 'identifiers.kind', 'identifiers.ciphertext', 'identifiers.blind_index'])
          .limit(1)
          .execute(),
        db.selectFrom('webhook_endpoints').select(['id', 'secret']).limit(1).execute(),
        db.selectFrom('quarantine').select(['id', 'record']).limit(1).execute(),
        db.selectFrom('inbox').select('payload').limit(1).execute(),
      ])
      return [
        ...customers.rows.map((row) => ({ kind: 'data-key' as const, customerId: row.id, wrapped: row.data_key })),
        ...identifiers.flatMap((row) =>
          row.data_key === null
            ? []
            : {
                kind: 'identifier' as const,
                customerId: row.id,
                wrapped: row.data_key,
                identifierKind: row.kind,
                ciphertext: row.ciphertext,
                blindIndex: row.blind_index,
              },
        ),
        ...endpoints.map((row) => ({ kind: 'record' as const, context: `webhook:${row.id}`, sealed: row.secret })),
        ...refused.map((row) => ({ kind: 'record' as const, context: row.id, sealed: row.record })),
        ...waiting.map((row) => ({ kind: 'record' as const, context: INBOX_CONTEXT, sealed: row.payload })),
      ]
    },
  }
}
