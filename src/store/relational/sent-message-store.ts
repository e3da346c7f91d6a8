import type { Kysely } from 'kysely'
import type { MessageText, SentMessageStore } from '#act/sent-message.ts'
import type { Channel } from '#decide/strategy.ts'
import { decryptField, encryptField } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** Seals what is about to be sent and opens it again. The ledger writes it in the statement that hands the message over. */
export function createSentMessageStore(db: Kysely<Database>, keyring: Keyring): SentMessageStore {
  const keyOf = async (customerId: string): Promise<Buffer | undefined> => (await readDataKeys(db, keyring, [customerId])).get(customerId)
  return {
    async seal({ sendKey, customerId }, { subject, text }) {
      const key = await keyOf(customerId)
      if (key === undefined) return null
      return { sealedFor: customerId, body: encryptField(key, customerId, fieldOf(sendKey), JSON.stringify({ subject, text })) }
    },

    async read(sendKey) {
      const row = await db
        .selectFrom('send_ledger')
        .leftJoin('sent_messages', 'sent_messages.send_key', 'send_ledger.send_key')
        .select(['customer_id', 'channel', 'handed_at', 'sealed_for', 'sealed'])
        .where('send_ledger.send_key', '=', sendKey)
        .executeTakeFirst()
      if (row === undefined) return null
      const send = { customerId: row.customer_id, channel: row.channel as Channel, handedAt: row.handed_at }
      if (row.sealed_for === null || row.sealed === null) return { ...send, message: null }
      const key = await keyOf(row.sealed_for)
      if (key === undefined) return { ...send, message: null }
      return { ...send, message: JSON.parse(decryptField(key, row.sealed_for, fieldOf(sendKey), row.sealed)) as MessageText }
    },
  }
}

function fieldOf(sendKey: string): string {
  return `message:${sendKey}`
}
