import type { HeldOut } from '#decide/candidate.ts'
import type { Channel } from '#decide/strategy.ts'
import type { PushTarget } from './outgoing-message.ts'

/** What the sender needs to know about one customer, read again for every message. The address and name are in clear: never log or store them. */
export interface Contact {
  readonly customerId: string
  /** Null where the channel needs none or none is known. */
  readonly address: string | null
  /** Blind index of the address. */
  readonly addressHash?: Buffer | null
  readonly language: string
  /** Masked where the channel ends at the shop's own people or systems. */
  readonly name: string
  /** null: never asked. */
  readonly consent: boolean | null
  readonly suppressed: boolean
  /** Suppressed for another reason than the person's own no to marketing: a receipt or a code may not be sent either. Absent: as `suppressed`. */
  readonly closed?: boolean
  /** Absent or null: nothing holds them out of everything. */
  readonly heldOut?: HeldOut | null
  /** Of WeChat and push: every address that can be sent to now, the one seen last first; `address` is the first of them. Absent: the channel has none of its own. */
  readonly routes?: readonly ContactRoute[]
}

/** An address that belongs to one app. Personal data, as `Contact` is. */
export interface ContactRoute {
  /** An openid, without its app; of a push the token, or the browser's subscription as JSON. */
  readonly address: string
  /** Accounts that can send to it, in the order that the team prefers; never empty. A message over any other is refused. */
  readonly accountIds: readonly string[]
  /** Null: it is WeChat. */
  readonly push: PushTarget | null
  /** Until when a customer-service message may be sent; null: the customer never wrote. */
  readonly windowUntil: Date | null
  /** Messages that the customer agreed to, by template of WeChat. */
  readonly subscriptions: readonly { readonly template: string; readonly left: number }[]
}

export interface ContactReader {
  addressOf(customerIds: readonly string[], channel: Channel): Promise<Contact[]>
}

/** Writes down that a person or an address must not be contacted again. */
export interface ContactStopper {
  /**
   * Unsubscribe and complaint: suppresses the customer's addresses on that channel and withdraws consent for marketing on it, a complaint on every channel
   * where the project wants that. Hard bounce: suppresses the address that was used (`address`, or its blind index; without it the one that `ContactReader` gives first). Safe
   * to repeat; false when nothing changed.
   */
  stop(
    customerId: string,
    channel: Channel,
    reason: 'unsubscribe' | 'hard_bounce' | 'complaint',
    source: string,
    now: Date,
    address?: string | Buffer,
  ): Promise<boolean>
}

/** Nothing reaches a person on some channels for a time; what they agreed to stays as it is. */
export interface ContactPauser {
  pause(
    customerId: string,
    channels: readonly Channel[],
    pause: { readonly source: string; readonly until: Date; readonly now: Date },
  ): Promise<void>
}
