import { AppError } from '#kernel/app-error.ts'
import {
  drawSbg,
  fitSbg,
  sbgResidualLifetime,
  sbgRetention,
  sbgSurvival,
  type CohortSurvivors,
  type SbgModel,
} from '#numerics/purchase/shifted-beta-geometric.ts'

/** Terms for the value of a subscription. */
export interface ContractTerms {
  /** Periods to look ahead. */
  readonly periods: number
  /** Renewals a year: 12 for monthly contracts. */
  readonly periodsPerYear: number
  readonly yearlyDiscount: number
  /** Margin per customer and period, in any currency. */
  readonly marginPerPeriod: number
}

export interface ContractForecast {
  readonly model: SbgModel
  readonly customers: number
  /** Share of a new cohort retained after each period, with 95 % intervals of the curve. */
  readonly survival: readonly { readonly period: number; readonly share: number; readonly low: number; readonly high: number }[]
  /** Chance of the next renewal and value of one customer's future periods, by the number of renewals so far. Intervals 95 %. */
  readonly byTenure: readonly {
    readonly renewals: number
    readonly retention: number
    readonly value: number
    readonly low: number
    readonly high: number
  }[]
  /** The last known period predicted from those before it; null with fewer than three. */
  readonly backTest: { readonly period: number; readonly predicted: number; readonly actual: number; readonly constantRate: number } | null
}

const DRAWS = 400
const MOST_TENURES = 24

/**
 * Value of contract customers (whose cancellations are known) from the survivors of their cohorts, by the shifted-beta-geometric model: retention rises with tenure because those who
 * leave easily are gone, which a constant churn rate misses. Throws an AppError (invalid-input) for impossible cohorts or terms.
 */
export function contractForecast(cohorts: readonly CohortSurvivors[], terms: ContractTerms, random: () => number): ContractForecast {
  const { periods, periodsPerYear, yearlyDiscount, marginPerPeriod } = terms
  if (!Number.isInteger(periods) || periods < 1 || periods > 600 || !(periodsPerYear > 0) || !(yearlyDiscount >= 0)) {
    throw new AppError(
      'invalid-input',
      'contract-terms',
      'Contract value takes 1 to 600 periods, periods a year above 0 and a discount from 0.',
    )
  }
  const model = fitted(cohorts)
  const rate = (1 + yearlyDiscount) ** (1 / periodsPerYear) - 1
  const draws = Array.from({ length: DRAWS }, () => drawSbg(model, random))
  const longest = Math.max(...cohorts.map((cohort) => cohort.length))
  return {
    model,
    customers: model.customers,
    survival: Array.from({ length: periods + 1 }, (_, period) => ({
      period,
      share: sbgSurvival(model, period),
      ...band(draws.map((draw) => sbgSurvival(draw, period))),
    })),
    byTenure: Array.from({ length: Math.min(longest, MOST_TENURES) }, (_, renewals) => {
      const value = (parameters: { alpha: number; beta: number }): number =>
        marginPerPeriod * sbgResidualLifetime(parameters, renewals, { rate, periods })
      return { renewals, retention: sbgRetention(model, renewals + 1), value: value(model), ...band(draws.map(value)) }
    }),
    backTest: backTestOf(cohorts),
  }
}

/** Predicts the share of the longest cohort that survives its last period from the periods before it, compared with a constant churn rate. */
function backTestOf(cohorts: readonly CohortSurvivors[]): ContractForecast['backTest'] {
  const longest = cohorts.reduce((a, b) => (b.length > a.length ? b : a))
  const period = longest.length - 1
  const start = longest[0] ?? 0
  if (period < 3 || !(start > 0)) return null
  const known = longest.slice(0, -1)
  const rate = ((known.at(-1) ?? 0) / start) ** (1 / (period - 1))
  return {
    period,
    predicted: sbgSurvival(fitted([known]), period),
    actual: (longest.at(-1) ?? 0) / start,
    constantRate: rate ** period,
  }
}

function fitted(cohorts: readonly CohortSurvivors[]): SbgModel {
  try {
    return fitSbg(cohorts)
  } catch (error) {
    if (error instanceof RangeError) throw new AppError('invalid-input', 'cohorts-unusable', error.message)
    throw error
  }
}

function band(values: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] as number
  return { low: at(0.025), high: at(0.975) }
}
