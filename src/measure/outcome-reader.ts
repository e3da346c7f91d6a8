import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'

/** Customers of one strategy and arm by the day after the decision on which they first ordered; 0 stands for "not within the window". */
export interface OutcomeGroup {
  readonly strategyId: string
  readonly arm: 'treated' | 'control'
  readonly firstOrderDay: number
  readonly customers: number
  /** Minor units, net of returns, without what is in a currency without a rate. */
  readonly revenue: number
  readonly revenueSquares: number
  /** What `revenue` leaves out, net of returns. */
  readonly unconverted: readonly UnconvertedSales[]
  readonly cost: number
  /** Sums of the recorded chance of being treated, and of chance x (1 - chance). */
  readonly treatedChance: number
  readonly treatedVariance: number
  readonly riskProbability: number
}

export interface OutcomeReader {
  /** Everyone decided on in a run, with what they ordered in (asOf, asOf + window]; windows in days by strategy. */
  outcomes(run: { readonly runId: string; readonly asOf: Date; readonly windows: ReadonlyMap<string, number> }): Promise<OutcomeGroup[]>
}
