import { NO_CUSTOMER } from '#kernel/id.ts'

/** The identifiers of a record. Values are as received; identity normalises, protects and resolves them. */
export type IdentifierKind = 'user_id' | 'custom_id' | 'member_number' | 'phone' | 'email' | 'device'

export interface ClaimedIdentifier {
  readonly kind: IdentifierKind
  readonly value: string
}

/** `attributes` go to analysis unprotected, so they must not hold anything that identifies a person. */
export interface IdentityClaim {
  readonly identifiers: readonly ClaimedIdentifier[]
  readonly source: string
  readonly seenAt: Date
  /** The import whose file contains it. */
  readonly importId?: string
  readonly name?: string
  readonly registeredAt?: Date
  readonly preferredLanguage?: string
  readonly timeZone?: string
  readonly isTest?: boolean
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
}

/** The owner of a fact; NO_CUSTOMER twice if there was no identifier. */
export interface Owner {
  readonly customerId: string
  /** The record that the strongest identifier was first added to. A fact is written under it and keeps it through every merge. */
  readonly originId: string
}

export const NO_OWNER: Owner = { customerId: NO_CUSTOMER, originId: NO_CUSTOMER }

/** The owner of each claim, in order, and the ids merged in the process. */
export interface Resolution {
  readonly owners: readonly Owner[]
  readonly merges: readonly { readonly from: string; readonly to: string }[]
}
