import type { Page, PageRequest } from '#kernel/page.ts'

/** A customer whom a rule takes for a fake registration. */
export interface FoundFake {
  readonly customerId: string
  readonly ruleId: string
  readonly burst: string
  readonly field: string
  /** What the burst has in common, masked or as a code. */
  readonly masked: string
  /** Epoch milliseconds. */
  readonly signedUpAt: number
}

/** What a look found by the rules of a version. */
export interface FakeLook {
  readonly found: readonly FoundFake[]
  readonly version: number
  /** Rules that leave out. What another rule found before counts again. */
  readonly rules: readonly string[]
  /** Whether all customers were looked at: otherwise those not found may lie beyond. */
  readonly isComplete: boolean
  readonly now: Date
}

/** Sign-ups from one place within a short time. */
export interface SignUpBurst {
  readonly burst: string
  readonly ruleId: string
  readonly field: string
  readonly masked: string
  readonly signUps: number
  /** Of those: left out of all figures. */
  readonly leftOut: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** The first of them. */
  readonly customerIds: readonly string[]
  /** Who decided on the burst, and when; null where nobody did. */
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

export interface SignUpDecision {
  /** A whole burst, with whoever joins it later; or one customer of one. */
  readonly about: { readonly burst: string } | { readonly customerId: string }
  /** True: they count. False: they are left out, whatever later looks find. */
  readonly isReal: boolean
  readonly actor: string
  readonly now: Date
}

/** Customers taken for fake registrations; both stores are told before anything holds. */
export interface FakeSignUpStore {
  /** Puts what a look found in the place of what the one before did; what somebody decided stays. Returns how many are left out now. */
  settle(look: FakeLook): Promise<number>
  /** The latest first. */
  bursts(page: PageRequest): Promise<Page<SignUpBurst>>
  leftOut(): Promise<number>
  /** Returns of how many customers it was decided; 0 where there is no such burst or customer. */
  decide(decision: SignUpDecision): Promise<number>
}
