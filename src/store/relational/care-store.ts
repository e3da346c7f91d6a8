import type { PeopleInScope } from '#access/people-in-scope.ts'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { CareStore } from '#act/customer-care.ts'
import { OF_CUSTOMER, OWN_NO, SUPPRESSED_CHANNELS } from '#act/suppressions/suppression.ts'
import type { Channel } from '#decide/strategy.ts'
import { encryptField } from '#privacy/field-encryption.ts'
import { EVERY_CHANNEL } from '#privacy/consent.ts'
import type { SpokenChannel } from '#privacy/consent.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { askKysely } from './ask.ts'
import { appendConsents } from './consent-ledger.ts'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import { readConsents } from './consent-reader.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** Channels of suppressions behind a channel of consent. A bounced address stays closed: no word of the customer makes it exist. */
const SUPPRESSED: Readonly<Partial<Record<SpokenChannel, readonly Channel[]>>> = {
  email: ['email'],
  sms: ['sms'],
  phone: ['agent_task'],
  wechat: ['wechat'],
  push: ['push'],
  [EVERY_CHANNEL]: SUPPRESSED_CHANNELS,
}

/** A merge of merges is a short chain; the bound only stops a ring that a fault might make. */
const MOST_MERGES = 10

export function createCareStore(db: Kysely<Database>, keyring: Keyring, people: PeopleInScope): CareStore {
  return {
    async survivors(scope, customerIds) {
      const found = await Promise.all(customerIds.map((id) => survivorOf(db, id)))
      const seen = new Set(
        await people.narrow(
          scope,
          found.filter((id) => id !== null),
        ),
      )
      return found.map((id) => (id !== null && seen.has(id) ? id : null))
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
      let refused = db
        .selectFrom('consents')
        .select('granted')
        .where('customer_id', '=', customerId)
        .where('purpose', '=', purpose)
        .where('granted', '=', false)
      if (channel !== EVERY_CHANNEL) refused = refused.where('channel', '=', channel)
      if ((await refused.executeTakeFirst()) !== undefined) return true
      const channels = SUPPRESSED[channel]
      if (purpose !== CONTACT_PURPOSE || channels === undefined) return false
      const unsubscribed = await db
        .selectFrom('suppressions')
        .select('reason')
        .where('channel', 'in', channels)
        .where('reason', 'in', ['unsubscribe', 'complaint'])
        .where(({ eb, refTuple }) => eb(refTuple('kind', 'blind_index'), 'in', addressesOf(db, customerId)))
        .executeTakeFirst()
      return unsubscribed !== undefined
    },

    async setConsent(customerId, word, { source, actor }, now) {
      const { purpose, channel, granted, evidence, noticeVersion } = word
      await db.transaction().execute(async (trx) => {
        await appendConsents(askKysely(trx), [
          { customerId, purpose, channel, granted, source, evidence, noticeVersion, actor, saidAt: now },
        ])
        const channels = SUPPRESSED[channel]
        if (!granted || purpose !== CONTACT_PURPOSE || channels === undefined) return
        await trx
          .deleteFrom('suppressions')
          .where('channel', 'in', channels)
          .where('reason', 'in', OWN_NO)
          .where(({ eb, refTuple, and }) =>
            eb.or([
              eb(refTuple('kind', 'blind_index'), 'in', addressesOf(trx, customerId)),
              and([eb('kind', '=', OF_CUSTOMER), eb('blind_index', 'in', recordsOf(trx, customerId))]),
            ]),
          )
          .execute()
      })
    },

    consents: (customerId) => readConsents(db, customerId),

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

/** The record that an id stands for now; null when there is none. */
async function survivorOf(db: Kysely<Database>, customerId: string): Promise<string | null> {
  let id = customerId
  for (let step = 0; step < MOST_MERGES; step += 1) {
    const row = await db.selectFrom('customers').select('merged_into').where('id', '=', id).executeTakeFirst()
    if (row === undefined) return null
    if (row.merged_into === null) return id
    id = row.merged_into
  }
  return null
}

function addressesOf(db: Kysely<Database>, customerId: string) {
  return db.selectFrom('identifiers').select(['kind', 'blind_index']).where('customer_id', '=', customerId).$asTuple('kind', 'blind_index')
}

/** The ids of all records that are this person, as suppressions have them. */
function recordsOf(db: Kysely<Database>, customerId: string) {
  return db
    .selectFrom('customers')
    .select(sql<Buffer>`uuid_send(id)`.as('record'))
    .where((eb) => eb.or([eb('id', '=', customerId), eb('merged_into', '=', customerId)]))
}
