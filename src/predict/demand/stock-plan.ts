import { normalQuantile } from '#numerics/special/normal-quantile.ts'
import { DEMAND_HORIZON } from './forecast-hierarchy.ts'

export interface StockNeeds {
  /** Share of order cycles without a stockout, .5 to .999. */
  readonly serviceLevel: number
  /** Days from order to delivery. */
  readonly leadDays: number
}

export interface StockPlan {
  readonly demand: number
  readonly leadDemand: number
  readonly safetyStock: number
  readonly reorderPoint: number
}

/** A product's forecasts for the horizon and for the lead time within it, and their standard deviations. */
export interface StockFacts {
  readonly total: number
  /** Units in the first `leadDays` days of the horizon (all of it when the lead time is longer). */
  readonly leadTotal: number
  readonly dayDeviation: number
  readonly totalDeviation: number
}

/**
 * Reorder point and safety stock for a cycle service level (Silver, Pyke & Thomas 2017, chapter 6): the normal quantile times the
 * deviation of demand over the lead time. That deviation grows between the square root of the days (independent errors) and the days
 * themselves (a wrong level), interpolated from those of one day and of 30 days. Whole units, rounded up.
 */
export function stockPlan(facts: StockFacts, { serviceLevel, leadDays }: StockNeeds): StockPlan {
  const { total, dayDeviation, totalDeviation } = facts
  const beyond = Math.max(0, leadDays - DEMAND_HORIZON)
  const leadDemand = facts.leadTotal + (total / DEMAND_HORIZON) * beyond
  const dayVariance = dayDeviation ** 2
  const totalVariance = totalDeviation ** 2
  // variance(L) = a L + b L^2 fitted to one day and to the horizon.
  const common = Math.max(0, (totalVariance - DEMAND_HORIZON * dayVariance) / (DEMAND_HORIZON * (DEMAND_HORIZON - 1)))
  const single = common > 0 ? Math.max(0, dayVariance - common) : Math.max(dayVariance / leadDays, totalVariance / DEMAND_HORIZON)
  const deviation = Math.sqrt(single * leadDays + common * leadDays ** 2)
  const safetyStock = total > 0 ? Math.ceil(Math.max(0, normalQuantile(serviceLevel)) * deviation) : 0
  return { demand: total, leadDemand, safetyStock, reorderPoint: Math.ceil(leadDemand) + safetyStock }
}
