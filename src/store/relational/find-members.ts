import { blindIndex } from '#privacy/blind-index.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { Kysely } from 'kysely'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'

const BLOCK = 5_000

/** The customer behind each member number; numbers that nobody has are left out. Merged customers answer with the survivor. */
export async function findMembers(
  { db, keyring }: { readonly db: Kysely<Database>; readonly keyring: Keyring },
  memberNumbers: readonly string[],
): Promise<Map<string, string>> {
  const numberOf = new Map<string, string>()
  for (const number of memberNumbers) {
    const normal = normaliseIdentifier('member_number', number)
    if (normal !== undefined) numberOf.set(blindIndex(keyring, 'member_number', normal).toString('base64'), number)
  }
  const found = new Map<string, string>()
  const indexes = [...numberOf.keys()]
  for (let start = 0; start < indexes.length; start += BLOCK) {
    const rows = await db
      .selectFrom('identifiers')
      .innerJoin('customers', 'customers.id', 'identifiers.customer_id')
      .select((eb) => ['blind_index', eb.fn.coalesce('customers.merged_into', 'customers.id').as('id')])
      .where('kind', '=', 'member_number')
      .where(
        'blind_index',
        'in',
        indexes.slice(start, start + BLOCK).map((index) => Buffer.from(index, 'base64')),
      )
      .execute()
    for (const row of rows) found.set(numberOf.get(row.blind_index.toString('base64')) ?? '', row.id)
  }
  return found
}
