import { NO_CUSTOMER } from '#kernel/id.ts'

/** What a record says about who it belongs to. Values are as they came; identity normalises, protects and resolves them. */
export type IdentifierKind = 'user_id' | 'custom_id' | 'member_number' | 'phone' | 'email' | 'device'

export interface ClaimedIdentifier {
  readonly kind: IdentifierKind
  readonly value: string
}

/** Safe attributes go to analysis as they are, so nothing that identifies a person belongs into `attributes`. */
export interface IdentityClaim {
  readonly identifiers: readonly ClaimedIdentifier[]
  readonly source: string
  readonly seenAt: Date
  /** The import whose file says it. */
  readonly importId?: string
  readonly name?: string
  readonly registeredAt?: Date
  readonly preferredLanguage?: string
  readonly timeZone?: string
  readonly isTest?: boolean
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
}

/** Whose a fact is: NO_CUSTOMER twice where nothing identified anyone. */
export interface Owner {
  readonly customerId: string
  /** The record that the most telling identifier was first put on. A fact is written under it and keeps it, whoever its customer becomes. */
  readonly originId: string
}

export const NO_OWNER: Owner = { customerId: NO_CUSTOMER, originId: NO_CUSTOMER }

/** The owner of each claim, in order, and the ids that were merged on the way. */
export interface Resolution {
  readonly owners: readonly Owner[]
  readonly merges: readonly { readonly from: string; readonly to: string }[]
}
