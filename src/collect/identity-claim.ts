import { NO_CUSTOMER } from '#kernel/id.ts'
import type { LeftOutTrait, SaidTrait } from './tracking/trait-attributes.ts'

/**
 * The identifiers of a record. Values are as received; identity normalises, protects and resolves them. An openid is unique in its app only, so its value is
 * `APP:OPENID`; a kind `custom:NAME` counts once the identity rules declare it.
 */
export type IdentifierKind =
  | 'user_id'
  | 'custom_id'
  | 'member_number'
  | 'unionid'
  | 'openid'
  | `custom:${string}`
  | 'phone'
  | 'email'
  | 'device'

export interface ClaimedIdentifier<K extends IdentifierKind = IdentifierKind> {
  readonly kind: K
  readonly value: string
}

/** Kinds that name a person. A device names none: it only belongs to whoever identified on it. */
export type PersonKind = Exclude<IdentifierKind, 'device'>

/** `attributes` go to analysis unprotected, so they must not hold anything that identifies a person. */
export interface IdentityClaim {
  readonly identifiers: readonly ClaimedIdentifier[]
  readonly source: string
  readonly seenAt: Date
  /** When its values held, where that is not `seenAt`. */
  readonly saidAt?: Date
  /** The source of the catalogue that it came from. */
  readonly sourceId?: string
  /** What the sender says to have been called before, as an identifier of the same kind: a device, or somebody who is known and is then never merged. */
  readonly former?: ClaimedIdentifier<PersonKind>
  /** The import whose file contains it. */
  readonly importId?: string
  readonly name?: string
  readonly registeredAt?: Date
  readonly preferredLanguage?: string
  readonly timeZone?: string
  readonly isTest?: boolean
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  /** What it says beyond the fixed fields: attributes, some of them new. Personal ones are encrypted. */
  readonly traits?: readonly SaidTrait[]
}

/** The owner of a fact; NO_CUSTOMER twice if there was no identifier. */
export interface Owner {
  /** NO_CUSTOMER for a device that nobody, or more than one person, identified on. */
  readonly customerId: string
  /** The record that the strongest identifier was first added to, or the device. A fact is written under it and keeps it through every merge. */
  readonly originId: string
}

export const NO_OWNER: Owner = { customerId: NO_CUSTOMER, originId: NO_CUSTOMER }

/** The owner of what was sent, and the traits that are no values of attributes; absent where all are. */
export interface Sender extends Owner {
  readonly leftOut?: readonly LeftOutTrait[]
}

/** The owner of each claim, in order, and the ids merged in the process. */
export interface Resolution {
  readonly owners: readonly Sender[]
  readonly merges: readonly { readonly from: string; readonly to: string }[]
}

/** When identifiers are used, epoch milliseconds. */
export interface UseTimes {
  readonly from: number
  readonly to: number
}

/** That a customer uses the identifiers of an earlier claim again, and nothing else. */
export interface Reuse {
  readonly identifiers: readonly ClaimedIdentifier[]
  /** The owner that the earlier claim was told. */
  readonly customerId: string
  /** When they were used by what identity was told so far. */
  readonly known: UseTimes
  readonly said: UseTimes
}
