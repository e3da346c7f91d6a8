export interface SpendHistory {
  /** Money spent in the last 365 days, in any unit; the answer is in the same. */
  readonly monetary365: number
  /** Days of the last 365 since the customer's first order, at most 365. Under the horizon counts as the horizon: a first order is not multiplied. */
  readonly activeDays365: number
  readonly horizonDays: number
}

/** What a customer spends in the horizon if they stay: the rate of the last year, carried on. `spendIfStayed({ monetary365: 365, activeDays365: 365, horizonDays: 60 })` is 60. */
export function spendIfStayed(history: SpendHistory): number {
  const days = Math.min(Math.max(history.activeDays365, history.horizonDays), 365)
  return (history.monetary365 / days) * history.horizonDays
}

/** Expected spend in the horizon: what they spend if they stay, times the chance that they do. `churnProbability` in [0, 1]. */
export function expectedSpend(history: SpendHistory & { readonly churnProbability: number }): number {
  return spendIfStayed(history) * (1 - history.churnProbability)
}

/** What is expected to be lost: spend if stayed times the chance of leaving. */
export function valueAtRisk(history: SpendHistory & { readonly churnProbability: number }): number {
  return spendIfStayed(history) * history.churnProbability
}
