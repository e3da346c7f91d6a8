import type { Kysely } from 'kysely'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from '#store/relational/database.ts'

export interface CustomerIds {
  /** As written into lists: own codes in clear, phone and email masked unless asked for. */
  readonly ids: readonly { readonly kind: string; readonly value: string }[]
  readonly masked: string
}

/** Most informative kind first. Phone and email can reach a person, so they are personal in a way that a shop's own number is not. */
const KINDS = ['custom_id', 'member_number', 'user_id', 'phone', 'email'] as const
const CONTACT_KINDS = new Set<string>(['phone', 'email'])

/** The ids of customers in the file, by customer id. Grain: one read of all identifiers and customers. */
export async function readCustomerIds(db: Kysely<Database>, keyring: Keyring, withContacts: boolean): Promise<Map<string, CustomerIds>> {
  const rows = await db
    .selectFrom('identifiers')
    .innerJoin('customers', 'customers.id', 'identifiers.customer_id')
    .select((eb) => [
      eb.fn.coalesce('customers.merged_into', 'customers.id').as('id'),
      'identifiers.customer_id as owner',
      'customers.data_key as dataKey',
      'identifiers.kind as kind',
      'identifiers.ciphertext as ciphertext',
      'identifiers.masked as masked',
    ])
    .orderBy('identifiers.first_seen_at')
    .execute()
  const found = new Map<string, { kind: string; value: string; masked: string }[]>()
  for (const row of rows) {
    const hidden = !withContacts && CONTACT_KINDS.has(row.kind)
    const value =
      hidden || row.dataKey === null
        ? row.masked
        : decryptField(unwrapDataKey(keyring, row.owner, row.dataKey), row.owner, row.kind, row.ciphertext)
    const list = found.get(row.id) ?? []
    found.set(row.id, list)
    list.push({ kind: row.kind, value, masked: row.masked })
  }
  const rank = (kind: string): number => KINDS.findIndex((known) => known === kind)
  return new Map(
    [...found].map(([id, list]) => {
      const sorted = list.toSorted((a, b) => rank(a.kind) - rank(b.kind))
      return [id, { ids: sorted.map(({ kind, value }) => ({ kind, value })), masked: sorted[0]?.masked ?? '' }]
    }),
  )
}
