import type { Kysely } from 'kysely'
import { unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'

/** The opened keys of customers; those without one (erased, or never had personal data) are left out. */
export async function readDataKeys(db: Kysely<Database>, keyring: Keyring, customerIds: readonly string[]): Promise<Map<string, Buffer>> {
  const keys = new Map<string, Buffer>()
  if (customerIds.length === 0) return keys
  const rows = await db
    .selectFrom('customers')
    .select(['id', 'data_key'])
    .where('id', 'in', [...new Set(customerIds)])
    .execute()
  for (const { id, data_key } of rows) if (data_key !== null) keys.set(id, unwrapDataKey(keyring, id, data_key))
  return keys
}
