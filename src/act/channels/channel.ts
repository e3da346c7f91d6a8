import type { StrategyDefinition } from '#decide/strategy.ts'
import type { Contact } from '../contact-reader.ts'
import type { SendEvent } from '../send-ledger.ts'
import type { ClaimedSend } from '../send-store.ts'

export type Outcome = Extract<SendEvent, { kind: 'delivered' | 'rejected' | 'deferred' | 'unknown' }>

export interface Delivery {
  readonly send: ClaimedSend
  readonly definition: StrategyDefinition
  readonly contact: Contact
  readonly now: Date
}

/** One way to reach a customer. */
export interface ChannelPort {
  /**
   * Makes everything ready without any effect outside, and returns the step that has one. May throw: then nothing has left.
   * The step is run once, after the ledger says "handed"; it answers with what is known and never throws.
   */
  prepare(delivery: Delivery): () => Promise<Outcome>
  /** Lets go of connections. */
  close(): void
}
