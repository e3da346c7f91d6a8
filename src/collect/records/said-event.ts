import type { JsonObject } from '../tracking/tracking-message.ts'
import type { Owner } from '../identity-claim.ts'
import { hash64 } from '../tracking/steps/clean-step.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'

/** What is said of an act that no tracking program saw: a sign-in at an activity, answers to questions. Times in epoch milliseconds. */
export interface SaidAct extends Owner {
  readonly sourceId: string
  /** The same id is the same event. */
  readonly messageId: string
  readonly name: string
  readonly channel: string
  readonly occurredAt: number
  readonly receivedAt: number
  readonly availableAt: number
  /** No personal data. */
  readonly properties: JsonObject
  /** Empty: of no file. */
  readonly importId: string
}

/** The event that it is: of no device and no product, whose customer is known. */
export function saidEvent(act: SaidAct): StoredEvent {
  return {
    ...act,
    messageHash: hash64(act.messageId),
    type: 'track',
    anonymousId: '',
    inboxId: '',
    clockClamped: false,
    productId: '',
    category: '',
    amount: 0,
    currency: '',
    order: null,
    isBot: false,
    isTest: false,
    identifiers: [],
    personName: null,
    consent: null,
    isRepeat: false,
  }
}
