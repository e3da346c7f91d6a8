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

/** The customer id of each claim, in order (NO_CUSTOMER where nothing identified anyone), and the ids that were merged on the way. */
export interface Resolution {
  readonly customerIds: readonly string[]
  readonly merges: readonly { readonly from: string; readonly to: string }[]
}
