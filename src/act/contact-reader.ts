import type { HeldOut } from '#decide/candidate.ts'
import type { Channel } from '#decide/strategy.ts'

/** What the sender needs to know about one customer, read again for every message. The address and name are in clear: never log or store them. */
export interface Contact {
  readonly customerId: string
  /** Null where the channel needs none or none is known. */
  readonly address: string | null
  readonly language: string
  readonly name: string
  /** null: never asked. */
  readonly consent: boolean | null
  readonly suppressed: boolean
  /** Absent or null: nothing holds them out of everything. */
  readonly heldOut?: HeldOut | null
}

export interface ContactReader {
  addressOf(customerIds: readonly string[], channel: Channel): Promise<Contact[]>
}

/** Writes down that a person or an address must not be contacted again. */
export interface ContactStopper {
  /**
   * Unsubscribe and complaint: suppresses the customer's addresses of that channel and withdraws consent for marketing on it. Hard bounce: suppresses the
   * address that was used. Safe to repeat; false when nothing changed.
   */
  stop(
    customerId: string,
    channel: Channel,
    reason: 'unsubscribe' | 'hard_bounce' | 'complaint',
    source: string,
    now: Date,
  ): Promise<boolean>
}
