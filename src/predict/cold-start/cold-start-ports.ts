import type { Scope } from '#access/scope.ts'
import type { ColdDay, ColdFeature, ColdTarget } from './cold-start-model.ts'
import type { ColdCount } from './learn-forecast.ts'
import type { Expected, NewCustomer } from './tell-customer.ts'

/** How facts are told apart: worked out of the facts of a run once, and kept in the model. */
export interface ColdSplit {
  readonly keep: readonly (readonly string[])[]
  readonly categories: readonly string[]
  readonly spendLimits: readonly [number, number]
  /** Customers from here on are for the test; those whose time was not over by then are used for neither. */
  readonly testFrom: Date
  readonly learned: number
  readonly tested: number
}

export interface ProvisionalRow {
  readonly customerId: string
  readonly day: ColdDay
  readonly told: ReadonlyMap<ColdTarget, Expected>
}

export interface ProvisionalPortrait {
  readonly asOf: Date
  readonly day: ColdDay
  readonly firstAt: Date
  readonly told: ReadonlyMap<ColdTarget, Omit<Expected, 'shares'>>
}

/** One day and target of portraits whose time is over: how many came true. */
export interface RealisedAccuracy {
  readonly day: ColdDay
  readonly target: ColdTarget
  readonly checked: number
  readonly hits: number
}

export interface ColdStartStore {
  /** Names of the answers to questionnaires that most customers gave, at most five. */
  questions(): Promise<readonly string[]>
  /** Works out the facts of customers; answers the id of the run. `horizonDays` null: of new customers alone. */
  gather(parts: { readonly asOf: Date; readonly horizonDays: number | null; readonly questions: readonly string[] }): Promise<string>
  /** How to tell the facts of a run apart; null: nobody's later behaviour is known. */
  split(run: string, horizonDays: number, features: number): Promise<ColdSplit | null>
  counts(
    run: string,
    split: ColdSplit,
    horizonDays: number,
    of: { readonly day: ColdDay; readonly target: ColdTarget; readonly chosen: readonly number[] },
  ): Promise<readonly ColdCount[]>
  newCustomers(run: string): AsyncIterable<NewCustomer & { readonly firstAt: Date }>
  write(asOf: Date, modelVersion: number, rows: readonly (ProvisionalRow & { readonly firstAt: Date })[]): Promise<void>
  /** Drops the facts of a run. */
  drop(run: string): Promise<void>
  /** The portrait of a customer who is new; null: none. `undefined`: no such customer in the scope. */
  of(scope: Scope, customerId: string, now: Date): Promise<ProvisionalPortrait | null | undefined>
  /** How many portraits of the newest run there are, by day; as of when. */
  newest(
    scope: Scope,
  ): Promise<{ readonly asOf: Date; readonly days: readonly { readonly day: ColdDay; readonly customers: number }[] } | null>
}

export type FeaturesOf = (questions: readonly string[]) => readonly ColdFeature[]
