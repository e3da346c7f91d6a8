/** A value that a rule fills in for a customer. */
export interface FoundFill {
  readonly customerId: string
  readonly field: string
  readonly value: string
  readonly ruleId: string
}

/** What a look fills in by the rules of a version. */
export interface FillLook {
  readonly found: readonly FoundFill[]
  readonly version: number
  /** Rules that fill: what another one filled goes. */
  readonly rules: readonly string[]
  /** Whether all customers were looked at: otherwise those not found may lie beyond. */
  readonly isComplete: boolean
  readonly now: Date
}

export interface FilledValueStore {
  /** Puts what a look fills in the place of what was filled before; both stores are told before anything holds. Returns how many values are filled now. */
  settle(look: FillLook): Promise<number>
}
