import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { Kysely } from 'kysely'
import { attributeOfField } from '#collect/columns/attribute.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { readCurrentAttributes } from './current-attributes.ts'
import type { Database } from './database.ts'

const LOOKED_UP = ['phone', 'email', 'member_number', 'custom_id', 'user_id']
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

interface VaultParts {
  readonly db: Kysely<Database>
  readonly keyring: Keyring
  readonly project: { readonly country: string }
  readonly people: PeopleInScope
}

/** Finds people by what is stored encrypted, and opens it for those who may see it. Who may, and the audit, is the caller's matter. */
export function createCustomerVault({ db, keyring, project, people }: VaultParts) {
  return {
    /** Ids of the customers with exactly this phone, email, member number, custom id, user id or customer id. Merged records answer with the survivor. */
    async find(scope: Scope, text: string): Promise<readonly string[]> {
      const wanted = LOOKED_UP.flatMap((kind) => {
        const normal = normaliseIdentifier(kind, text, project.country)
        return normal === undefined ? [] : [{ kind, index: blindIndex(keyring, kind, normal) }]
      })
      const found = new Set<string>()
      if (wanted.length > 0) {
        const rows = await db
          .selectFrom('identifiers')
          .innerJoin('customers', 'customers.id', 'identifiers.customer_id')
          .select((eb) => eb.fn.coalesce('customers.merged_into', 'customers.id').as('id'))
          .where((eb) => eb.or(wanted.map(({ kind, index }) => eb.and([eb('identifiers.kind', '=', kind), eb('blind_index', '=', index)]))))
          .execute()
        for (const row of rows) found.add(row.id)
      }
      if (UUID.test(text)) {
        const row = await db.selectFrom('customers').select(['id', 'merged_into']).where('id', '=', text).executeTakeFirst()
        if (row !== undefined) found.add(row.merged_into ?? row.id)
      }
      return await people.narrow(scope, [...found])
    },

    /** The values of one kind (or `name`, or `attribute:NAME`) in clear; null when there is no such customer. Empty when there is none, or the key was destroyed. */
    async reveal(scope: Scope, customerId: string, kind: string): Promise<string[] | null> {
      const customer = await db.selectFrom('customers').select(['data_key', 'display_name']).where('id', '=', customerId).executeTakeFirst()
      if (customer === undefined || !(await people.has(scope, customerId))) return null
      if (customer.data_key === null) return []
      const key = unwrapDataKey(keyring, customerId, customer.data_key)
      if (kind === 'name') return customer.display_name === null ? [] : [decryptField(key, customerId, 'name', customer.display_name)]
      const attribute = attributeOfField(kind)
      if (attribute !== undefined) {
        const known = (await readCurrentAttributes(db, [customerId])).find(({ name }) => name === attribute)
        if (known === undefined || !('sealed' in known.value)) return []
        const { recordId, sealed } = known.value
        const record = await db.selectFrom('customers').select('data_key').where('id', '=', recordId).executeTakeFirst()
        if (record === undefined || record.data_key === null) return []
        return [decryptField(unwrapDataKey(keyring, recordId, record.data_key), recordId, kind, sealed)]
      }
      const rows = await db
        .selectFrom('identifiers')
        .select('ciphertext')
        .where('customer_id', '=', customerId)
        .where('kind', '=', kind)
        .orderBy('first_seen_at')
        .execute()
      return rows.map((row) => decryptField(key, customerId, kind, row.ciphertext))
    },
  }
}
