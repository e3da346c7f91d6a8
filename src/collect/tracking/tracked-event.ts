import type { Sender } from '../identity-claim.ts'
import type { QualityFlag } from '../quality-gate.ts'
import type { MeasuredValue } from '../import/measure-row-step.ts'
import type { PlanViolation } from '../plan/compile-plan.ts'
import type { StatedOrder } from '../orders/order-statement.ts'
import type { SignUp } from '../sign-ups/sign-up.ts'
import type { DeviceToken } from './device-token.ts'
import type { LeftOutTrait, TraitAttributes } from './trait-attributes.ts'
import type { TraitFields } from './trait-fields.ts'
import type { JsonObject, TrackingType } from './tracking-message.ts'

/** Kind of what an alias says the sender was called before. */
export const FORMER_ID = 'former_id'

export interface MessageIdentifier {
  readonly kind: string
  readonly value: string
}

/** A message that may be stored. Times in epoch milliseconds; `properties` holds no personal data; `identifiers` do and are only passed on. */
export interface TrackedEvent {
  readonly sourceId: string
  /** Of its source alone: another source may have the same. */
  readonly messageId: string
  readonly messageHash: bigint
  readonly type: TrackingType
  readonly name: string
  readonly channel: string
  readonly anonymousId: string
  /** The account that a group call names. */
  readonly groupId?: string
  readonly occurredAt: number
  readonly receivedAt: number
  /** The request of the inbox that it came with. */
  readonly inboxId: string
  readonly availableAt: number
  readonly clockClamped: boolean
  readonly productId: string
  readonly category: string
  readonly amount: number
  /** Code of the amount's currency as the message has it, in capitals; '' where it names none: the project's own. */
  readonly currency: string
  readonly properties: JsonObject
  /** What it says of an order; null where it is no event of one. */
  readonly order: StatedOrder | null
  readonly isBot: boolean
  readonly isTest: boolean
  readonly identifiers: readonly MessageIdentifier[]
  readonly personName: string | null
  /** Where the app or browser takes pushes: personal, and only passed on. Absent where it says nothing of that. */
  readonly device?: DeviceToken
  /** Where whoever is identified signed up; absent where it says nothing of that. */
  readonly signUp?: SignUp
  /** Fixed fields that an identify call says; absent where it says none. */
  readonly fields?: TraitFields
  /** Attributes that an identify call says; absent where it says none. */
  readonly traits?: TraitAttributes
  /** Values that declared traits tell of the sender; absent where none does. */
  readonly measures?: readonly MeasuredValue[]
  /** What the message says of the consent to the purpose of its source; null where it says nothing, or nobody asks. */
  readonly consent: boolean | null
  /** What rules of quality mark it for; absent where none does. */
  readonly flags?: readonly QualityFlag[]
  /** In which it is not what the tracking plan of its source says; absent where nothing is. */
  readonly violations?: readonly PlanViolation[]
}

/** An event with its customer, as the events table keeps it. */
export interface StoredEvent extends TrackedEvent, Sender {
  /** A second click on the same target within half a second. */
  readonly isRepeat: boolean
  /** Of a file; absent for an event that was sent. */
  readonly importId?: string
}

/** The traits of an event that are no values of attributes: those that cannot be, and those that do not go with the attributes there are. */
export function leftOutOf({ traits, leftOut = [] }: StoredEvent): readonly LeftOutTrait[] {
  return [...(traits?.leftOut ?? []), ...leftOut]
}
