import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'

/** Customers of one strategy and arm by the day after the decision on which they first ordered; 0 means "not within the window". */
export interface OutcomeGroup {
  readonly strategyId: string
  readonly arm: 'treated' | 'control'
  readonly firstOrderDay: number
  readonly customers: number
  /** Minor units, net of returns, excluding amounts in currencies without a rate. */
  readonly revenue: number
  readonly revenueSquares: number
  /** What `revenue` excludes, net of returns. */
  readonly unconverted: readonly UnconvertedSales[]
  readonly cost: number
  /** Sums of the recorded probability of contact, and of probability x (1 - probability). */
  readonly treatedChance: number
  readonly treatedVariance: number
  readonly riskProbability: number
}

export interface OutcomeReader {
  /** Every customer with a decision in a run, with their orders in (asOf, asOf + window]; windows in days by strategy. */
  outcomes(run: { readonly runId: string; readonly asOf: Date; readonly windows: ReadonlyMap<string, number> }): Promise<OutcomeGroup[]>
}
