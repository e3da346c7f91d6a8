import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { UnitSpread } from './unit-spread.ts'

/** Customers of one arm with one chance of it: of one strategy, or of all strategies of a run together. */
export interface ArmGroup {
  /** Null: all strategies of the run. */
  readonly strategyId: string | null
  readonly arm: 'treated' | 'control'
  /** The recorded probability of the contact group, 0-1, the same for each. 0 and 1: not drawn, as people who follow the running arm of their company. */
  readonly treatedChance: number
  readonly customers: number
  /** Customers by the day after the decision on which they first ordered, from 1; who did not within the window is in none. */
  readonly firstOrders: ReadonlyMap<number, number>
  /** Minor units, net of returns, excluding amounts in currencies without a rate. */
  readonly revenue: number
  readonly revenueSquares: number
  /** What `revenue` excludes, net of returns. */
  readonly unconverted: readonly UnconvertedSales[]
  readonly cost: number
  /** Sum over customers. */
  readonly riskProbability: number
  /** Over what was drawn as one. */
  readonly spread: UnitSpread
  /** Companies that were drawn as one, and their customers. */
  readonly companies: number
  readonly companyPeople: number
}

export interface RunOutcomes {
  readonly byStrategy: readonly ArmGroup[]
  /** For the comparison over all strategies: by strategy, or without it where a company has people of several strategies, who cannot be told apart as draws. */
  readonly overall: readonly ArmGroup[]
}

export interface OutcomeReader {
  /** Every customer with a decision in a run, with their orders in (asOf, asOf + window]; windows in days by strategy. */
  outcomes(run: { readonly runId: string; readonly asOf: Date; readonly windows: ReadonlyMap<string, number> }): Promise<RunOutcomes>
  /**
   * Everybody of a broadcast who was drawn, with their orders in the window after it was meant to reach them; null: its arms are not there.
   * `windowDays`: days, from 1.
   */
  ofBroadcast(broadcastId: string, windowDays: number): Promise<BroadcastOutcomes | null>
}

export interface BroadcastOutcomes {
  /** When it was meant to reach the first and the last of them. */
  readonly firstAsOf: Date
  readonly lastAsOf: Date
  readonly groups: readonly ArmGroup[]
}
