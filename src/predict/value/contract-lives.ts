import type { CohortSurvivors } from '#numerics/purchase/shifted-beta-geometric.ts'
import { kaplanMeier, medianLife, type ObservedLives } from '#numerics/survival/kaplan-meier.ts'
import type { BillingPeriod } from '#collect/subscriptions/billing-period.ts'
import { contractForecast, type ContractForecast } from './contract-value.ts'

/** Contracts that had the same chances to end, and what became of them. */
export interface ContractLives {
  readonly period: BillingPeriod
  /** Due dates since their start, the ended ones counted on as if they ran. */
  readonly chances: number
  /** The due date at which they ended, from 1; 0 for those that run. */
  readonly endedAt: number
  readonly contracts: number
}

export interface ContractFacts {
  readonly lives: readonly ContractLives[]
  /** Days that contracts lasted, ended or still running; of all, also those without a period. */
  readonly durations: readonly ObservedLives[]
  readonly running: number
  /** Mean price of a period of those that run, in the project's currency; null where none says one. */
  readonly prices: Readonly<Partial<Record<BillingPeriod, number>>>
  /** Running contracts whose price is in another currency: in no amount. */
  readonly otherCurrency: number
}

/** What one billing period comes to. */
export interface PeriodValue {
  readonly period: BillingPeriod
  readonly contracts: number
  readonly ended: number
  /** Null where there is too little to fit. */
  readonly forecast: ContractForecast | null
  /** Mean price of a period; null where no running contract says one: the worth is then in periods. */
  readonly price: number | null
}

export interface ContractReport {
  readonly running: number
  readonly ended: number
  /** Share that lasts longer than so many days. */
  readonly survival: readonly {
    readonly days: number
    readonly share: number
    readonly low: number
    readonly high: number
    readonly atRisk: number
  }[]
  readonly medianDays: number | null
  readonly periods: readonly PeriodValue[]
  readonly otherCurrency: number
}

/** Contracts and ends that a fit needs. */
export const LEAST_CONTRACTS = 100
export const LEAST_ENDED = 30

const PER_YEAR: Readonly<Record<BillingPeriod, number>> = { week: 365.25 / 7, month: 12, quarter: 4, 'half-year': 2, year: 1 }
const YEARLY_DISCOUNT = 0.1
const YEARS_AHEAD = 3
const POINTS_SHOWN = 120

/**
 * How long contracts last (Kaplan & Meier) and what the rest of their life is worth (shifted-beta-geometric, Fader & Hardie 2007), for each billing period by itself: a yearly contract
 * decides twelve times less often than a monthly one. Worth looks three years ahead, discounted by 10 % a year.
 */
export function contractReport({ lives, durations, running, prices, otherCurrency }: ContractFacts, random: () => number): ContractReport {
  const observed = durations.some(({ ended, censored }) => ended + censored > 0)
  const points = observed ? kaplanMeier(durations) : []
  const byPeriod = Map.groupBy(lives, ({ period }) => period)
  return {
    running,
    ended: durations.reduce((sum, each) => sum + each.ended, 0),
    survival: thinned(points).map(({ time, survival, low, high, atRisk }) => ({ days: time, share: survival, low, high, atRisk })),
    medianDays: medianLife(points),
    periods: [...byPeriod]
      .map(([period, own]): PeriodValue => {
        const count = (some: readonly ContractLives[]): number => some.reduce((sum, each) => sum + each.contracts, 0)
        const [contracts, ended, price] = [count(own), count(own.filter(({ endedAt }) => endedAt > 0)), prices[period] ?? null]
        const isEnough = contracts >= LEAST_CONTRACTS && ended >= LEAST_ENDED && ended < contracts
        return {
          period,
          contracts,
          ended,
          price,
          forecast: isEnough
            ? contractForecast(
                cohortsOf(own),
                {
                  periods: Math.max(1, Math.round(YEARS_AHEAD * PER_YEAR[period])),
                  periodsPerYear: PER_YEAR[period],
                  yearlyDiscount: YEARLY_DISCOUNT,
                  // In periods where nobody says what one costs, or where it costs nothing.
                  marginPerPeriod: price === null || price === 0 ? 1 : price,
                },
                random,
              )
            : null,
        }
      })
      .toSorted((a, b) => b.contracts - a.contracts),
    otherCurrency,
  }
}

/** Contracts by how many due dates they had: the survivors of each, from its size at the start. Those without a due date yet say nothing. */
export function cohortsOf(lives: readonly ContractLives[]): CohortSurvivors[] {
  return [...Map.groupBy(lives, ({ chances }) => chances)]
    .filter(([chances]) => chances >= 1)
    .sort(([a], [b]) => a - b)
    .map(([chances, own]) => {
      const left = Array.from({ length: chances + 1 }, () => 0)
      for (const { endedAt, contracts } of own) {
        // What ended after its last due date so far was still there at all of them.
        const until = endedAt === 0 || endedAt > chances ? chances : endedAt - 1
        for (let t = 0; t <= until; t += 1) left[t] = (left[t] as number) + contracts
      }
      return left
    })
}

/** As many points as a chart can show, the last one among them. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.ceil(points.length / POINTS_SHOWN)
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
}
