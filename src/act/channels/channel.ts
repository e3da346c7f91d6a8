import type { StrategyDefinition } from '#decide/strategy.ts'
import type { Contact } from '../contact-reader.ts'
import type { OwnMessage } from '../message-maker.ts'
import type { SendEvent } from '../send-ledger.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { MessageText } from '../sent-message.ts'

export type Outcome = Extract<SendEvent, { kind: 'delivered' | 'rejected' | 'deferred' | 'unknown' }>

export interface Delivery {
  readonly send: ClaimedSend
  readonly definition: StrategyDefinition
  readonly contact: Contact
  readonly now: Date
}

/** A message that is ready to leave. */
export interface PreparedMessage {
  /** What will be read, as it will be sent. */
  readonly message: MessageText
  /** Has the effect outside. Run once, after the ledger says "handed"; it answers with what is known and never throws. */
  readonly deliver: () => Promise<Outcome>
}

/** A task or a webhook that a content made, of a send that comes from no strategy. */
export interface OwnDelivery {
  readonly send: ClaimedSend
  readonly contact: Contact
  readonly made: OwnMessage
  readonly now: Date
}

/** One way to reach a customer. */
export interface ChannelPort {
  /** Makes everything ready without any effect outside. May throw: then nothing has left. */
  prepare(delivery: Delivery): PreparedMessage
  /** As `prepare`, of what a content says; absent: the channel carries none. */
  prepareMade?(delivery: OwnDelivery): PreparedMessage
  /** Lets go of connections. */
  close(): void
}
