import type { Kysely } from 'kysely'
import type { Contact } from '#act/contact-reader.ts'
import type { MessageSealer } from '#act/sent-message.ts'
import { encryptField } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { keyOfContact } from './contact-keys.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** Seals what is about to be sent. The ledger writes it in the statement that hands the message over. */
export function createMessageSealer(db: Kysely<Database>, keyring: Keyring): MessageSealer {
  return {
    async sealAll(messages) {
      const keys = await readDataKeys(
        db,
        keyring,
        messages.filter((one) => ownKey(one) === undefined).map(({ customerId }) => customerId),
      )
      return messages.map((message) => {
        const {
          sendKey,
          customerId,
          text: { subject, text },
        } = message
        const key = ownKey(message) ?? keys.get(customerId)
        if (key === undefined) return null
        return { sealedFor: customerId, body: encryptField(key, customerId, messageField(sendKey), JSON.stringify({ subject, text })) }
      })
    },
  }
}

function ownKey({ contact }: { readonly contact?: Contact }): Buffer | undefined {
  return contact === undefined ? undefined : keyOfContact(contact)
}

export function messageField(sendKey: string): string {
  return `message:${sendKey}`
}
