export interface SpendHistory {
  /** Money spent in the last 365 days, in any unit; the answer is in the same. */
  readonly monetary365: number
  /** Days of the last 365 since the customer's first order, at most 365. Values below the horizon count as the horizon, so that a first order is not extrapolated. */
  readonly activeDays365: number
  readonly horizonDays: number
}

/** Spend of a customer in the horizon if they stay, at the rate of the last year. `spendIfStayed({ monetary365: 365, activeDays365: 365, horizonDays: 60 })` is 60. */
export function spendIfStayed(history: SpendHistory): number {
  const days = Math.min(Math.max(history.activeDays365, history.horizonDays), 365)
  return (history.monetary365 / days) * history.horizonDays
}

/** Expected spend in the horizon: spend if stayed times the chance of staying. `churnProbability` in [0, 1]. */
export function expectedSpend(history: SpendHistory & { readonly churnProbability: number }): number {
  return spendIfStayed(history) * (1 - history.churnProbability)
}

/** Expected loss: spend if stayed times the chance of leaving. */
export function valueAtRisk(history: SpendHistory & { readonly churnProbability: number }): number {
  return spendIfStayed(history) * history.churnProbability
}
