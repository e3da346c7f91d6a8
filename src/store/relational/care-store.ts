import type { Kysely } from 'kysely'
import type { CareStore } from '#act/customer-care.ts'
import { encryptField } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** Kind of address behind a channel of consent; a webhook has none. */
const ADDRESS = { email: 'email', phone: 'phone', webhook: '' } as const

/** What ends with a new yes. A bounced address stays closed: no word of the customer makes it exist. */
const OWN_NO = ['unsubscribe', 'complaint']

/** A merge of merges is a short chain; the bound only stops a ring that a fault might make. */
const MOST_MERGES = 10

export function createCareStore(db: Kysely<Database>, keyring: Keyring): CareStore {
  const addressesOf = (customerId: string, channel: keyof typeof ADDRESS) =>
    db.selectFrom('identifiers').select('blind_index').where('customer_id', '=', customerId).where('kind', '=', ADDRESS[channel])
  return {
    async survivor(customerId) {
      let id = customerId
      for (let step = 0; step < MOST_MERGES; step += 1) {
        const row = await db.selectFrom('customers').select('merged_into').where('id', '=', id).executeTakeFirst()
        if (row === undefined) return null
        if (row.merged_into === null) return id
        id = row.merged_into
      }
      return null
    },

    async addNote(customerId, note) {
      const key = (await readDataKeys(db, keyring, [customerId])).get(customerId)
      if (key === undefined) return false
      await db
        .insertInto('customer_notes')
        .values({
          id: note.id,
          customer_id: customerId,
          sealed_for: customerId,
          body: encryptField(key, customerId, `note:${note.id}`, note.text),
          author: note.author,
          created_at: note.createdAt,
        })
        .execute()
      return true
    },

    async saidNo(customerId, purpose, channel) {
      const consent = await db
        .selectFrom('consents')
        .select('granted')
        .where('customer_id', '=', customerId)
        .where('purpose', '=', purpose)
        .where('channel', '=', channel)
        .executeTakeFirst()
      if (consent?.granted === false) return true
      const unsubscribed = await db
        .selectFrom('suppressions')
        .select('reason')
        .where('kind', '=', ADDRESS[channel])
        .where('reason', 'in', OWN_NO)
        .where('blind_index', 'in', addressesOf(customerId, channel))
        .executeTakeFirst()
      return unsubscribed !== undefined
    },

    async setConsent(customerId, { purpose, channel, granted, evidence }, source, now) {
      await db.transaction().execute(async (trx) => {
        const word = { granted, source, evidence, changed_at: now }
        await trx
          .insertInto('consents')
          .values({ customer_id: customerId, purpose, channel, ...word })
          .onConflict((conflict) => conflict.columns(['customer_id', 'purpose', 'channel']).doUpdateSet(word))
          .execute()
        if (!granted || purpose !== 'marketing') return
        await trx
          .deleteFrom('suppressions')
          .where('kind', '=', ADDRESS[channel])
          .where('reason', 'in', OWN_NO)
          .where('blind_index', 'in', addressesOf(customerId, channel))
          .execute()
      })
    },

    async stop(customerIds, { reason, actor, createdAt }) {
      if (customerIds.length === 0) return []
      const rows = await db
        .insertInto('contact_stops')
        .values([...new Set(customerIds)].map((id) => ({ customer_id: id, reason, actor, created_at: createdAt })))
        .onConflict((conflict) => conflict.doNothing())
        .returning('customer_id')
        .execute()
      return rows.map((row) => row.customer_id)
    },

    async lift(customerId) {
      const result = await db.deleteFrom('contact_stops').where('customer_id', '=', customerId).executeTakeFirst()
      return result.numDeletedRows === 1n
    },
  }
}
