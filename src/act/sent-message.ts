import type { Contact } from './contact-reader.ts'
import type { Channel } from '#decide/strategy.ts'

/** What a customer, or the agent who calls, gets to read. Of a webhook the kind of event is the subject, and there is no text. */
export interface MessageText {
  readonly subject: string
  readonly text: string
}

/** A message that only the key of its customer opens. */
export interface SealedMessage {
  readonly sealedFor: string
  readonly body: Buffer
}

export interface SentMessage extends MessageText {
  readonly sendKey: string
  readonly customerId: string
  readonly channel: Channel
  /** When it was last handed over. */
  readonly handedAt: Date
}

export interface MessageSealer {
  /** In their order. Null: the customer has no key (any more), so the text is not kept. `contact`: as it was just read, which spares a second look for the key. */
  sealAll(
    messages: readonly { readonly sendKey: string; readonly customerId: string; readonly contact?: Contact; readonly text: MessageText }[],
  ): Promise<readonly (SealedMessage | null)[]>
}
