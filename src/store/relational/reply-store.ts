import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import type { ReplyChannel, ReplyStore } from '#act/replies/reply-service.ts'
import { OWN_NO } from '#act/suppressions/suppression.ts'
import { isId, stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { encryptField } from '#privacy/field-encryption.ts'
import { mask } from '#privacy/mask.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { askKysely } from './ask.ts'
import { appendConsents } from './consent-ledger.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'
import { addSuppressions } from './suppression-store.ts'

/** Kind of identifier that replies of a channel come from. */
const KINDS: Readonly<Record<ReplyChannel, string>> = { sms: 'phone' }

export function createReplyStore(db: Kysely<Database>, keyring: Keyring): ReplyStore {
  const indexOf = (channel: ReplyChannel, address: string): Buffer => blindIndex(keyring, KINDS[channel], address)
  return {
    async channelOf(accountId) {
      if (!isId(accountId)) return null
      const { rows } = await sql<{ side: string }>`SELECT side FROM channel_accounts WHERE id = ${accountId}`.execute(db)
      return rows[0]?.side === 'sms' ? 'sms' : null
    },

    async isKept(accountId, key) {
      const row = await db
        .selectFrom('customer_replies')
        .select('meaning')
        .where('account_id', '=', accountId)
        .where('reply_key', '=', key)
        .executeTakeFirst()
      return row !== undefined
    },

    async keep({ accountId, key, channel, address, meaning, repliedAt, receivedAt, customers }) {
      await db
        .insertInto('customer_replies')
        .values({
          account_id: accountId,
          reply_key: key,
          channel,
          blind_index: indexOf(channel, address),
          meaning,
          replied_at: repliedAt,
          received_at: receivedAt,
          customers,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async customersOf(channel, address) {
      const rows = await db
        .selectFrom('identifiers')
        .innerJoin('customers', 'customers.id', 'identifiers.customer_id')
        .select('customers.id')
        .distinct()
        .where('identifiers.kind', '=', KINDS[channel])
        .where('identifiers.blind_index', '=', indexOf(channel, address))
        .where('customers.merged_into', 'is', null)
        .execute()
      return rows.map(({ id }) => id)
    },

    async lastWordAt(channel, address) {
      const row = await db
        .selectFrom('customer_replies')
        .select('replied_at')
        .where('channel', '=', channel)
        .where('blind_index', '=', indexOf(channel, address))
        .where('meaning', 'in', ['stop', 'start'])
        .orderBy('replied_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.replied_at ?? null
    },

    async close(channel, address, source, now) {
      const kind = KINDS[channel]
      const closed = { kind, blindIndex: indexOf(channel, address), masked: mask(kind, address) }
      await addSuppressions(db, [closed], [channel], { reason: 'unsubscribe', source, now })
    },

    async open(channel, address, customerIds, evidence, at) {
      await db.transaction().execute(async (trx) => {
        const word = { purpose: CONTACT_PURPOSE, channel, granted: true, source: 'reply', evidence, saidAt: at }
        await appendConsents(
          askKysely(trx),
          customerIds.map((customerId) => ({ customerId, ...word })),
        )
        await trx
          .deleteFrom('suppressions')
          .where('channel', '=', channel)
          .where('kind', '=', KINDS[channel])
          .where('blind_index', '=', indexOf(channel, address))
          .where('reason', 'in', OWN_NO)
          .execute()
      })
    },

    async note(customerId, { accountId, key, channel }, text, at) {
      const dataKey = (await readDataKeys(db, keyring, [customerId])).get(customerId)
      if (dataKey === undefined) return
      const id = stableId(accountId, key, customerId)
      await db
        .insertInto('customer_notes')
        .values({
          id,
          customer_id: customerId,
          sealed_for: customerId,
          body: encryptField(dataKey, customerId, `note:${id}`, text),
          author: `reply-${channel}`,
          created_at: at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async counts(accountId, since) {
      const rows = await db
        .selectFrom('customer_replies')
        .select(({ fn }) => ['meaning', fn.countAll<string>().as('replies'), fn.sum<string>(sql`(customers = 0)::int`).as('unknown')])
        .where('account_id', '=', accountId)
        .where('received_at', '>=', since)
        .groupBy('meaning')
        .execute()
      const of = (meaning: string): number => Number(rows.find((row) => row.meaning === meaning)?.replies ?? 0)
      const unknown = rows.reduce((sum, row) => sum + Number(row.unknown), 0)
      return { stop: of('stop'), start: of('start'), help: of('help'), other: of('other'), unknown }
    },

    async lastSent(customerId, channel, since) {
      const row = await db
        .selectFrom('send_ledger')
        .select('send_key')
        .where('customer_id', '=', customerId)
        .where('channel', '=', channel)
        .where('handed_at', '>=', since)
        .orderBy('handed_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.send_key ?? null
    },
  }
}
