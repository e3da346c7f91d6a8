import { type CohortSurvivors, fitSbg, sbgRetention } from '#numerics/purchase/shifted-beta-geometric.ts'
import { kaplanMeier, medianLife, type ObservedLives, type SurvivalPoint } from '#numerics/survival/kaplan-meier.ts'
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
  /** The newest decision of each contract, predicted from those before it; null where there is too little to fit. */
  readonly backTest: RenewalBackTest | null
}

export interface RenewalBackTest {
  /** Contracts that had to decide. */
  readonly contracts: number
  /** Share that renewed, as predicted and as it was, and as one rate for all would have it. */
  readonly predicted: number
  readonly actual: number
  readonly constantRate: number
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
    survival: byGrid(points, durations),
    medianDays: medianLife(points),
    periods: [...byPeriod]
      .map(([period, own]): PeriodValue => {
        const count = (some: readonly ContractLives[]): number => some.reduce((sum, each) => sum + each.contracts, 0)
        const [contracts, ended, price] = [count(own), count(own.filter(({ endedAt }) => endedAt > 0)), prices[period] ?? null]
        const isEnough = contracts >= LEAST_CONTRACTS && ended >= LEAST_ENDED && ended < contracts
        const cohorts = cohortsOf(own)
        return {
          period,
          contracts,
          ended,
          price,
          backTest: isEnough ? renewalBackTest(cohorts) : null,
          forecast: isEnough
            ? contractForecast(
                cohorts,
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

/** Predicts who renewed at the newest due date of each cohort from all earlier ones. Null where that is not enough to fit. */
export function renewalBackTest(cohorts: readonly CohortSurvivors[]): RenewalBackTest | null {
  const judged = cohorts.filter((cohort) => cohort.length > 2)
  const before = judged.map((cohort) => cohort.slice(0, -1))
  const total = (of: (cohort: CohortSurvivors) => number): number => judged.reduce((sum, cohort) => sum + of(cohort), 0)
  const contracts = total((cohort) => cohort.at(-2) ?? 0)
  const lost = before.reduce((sum, cohort) => sum + (cohort[0] ?? 0) - (cohort.at(-1) ?? 0), 0)
  if (contracts < LEAST_CONTRACTS || lost < LEAST_ENDED) return null
  const model = fitSbg(before)
  const decided = before.reduce((sum, cohort) => sum + cohort.slice(0, -1).reduce((all, left) => all + left, 0), 0)
  return {
    contracts,
    predicted: total((cohort) => (cohort.at(-2) ?? 0) * sbgRetention(model, cohort.length - 1)) / contracts,
    actual: total((cohort) => cohort.at(-1) ?? 0) / contracts,
    constantRate: 1 - lost / decided,
  }
}

/** The curve at even steps of days, from the start to the last end: a day, a week or thirty days apart. */
function byGrid(points: readonly SurvivalPoint[], durations: readonly ObservedLives[]): ContractReport['survival'] {
  const last = points.at(-1)?.time
  if (last === undefined) return []
  const step = last <= 60 ? 1 : last <= 400 ? 7 : 30
  const all = durations.reduce((sum, { ended, censored }) => sum + ended + censored, 0)
  let next = 0
  let at = { share: 1, low: 1, high: 1 }
  return Array.from({ length: Math.ceil(last / step) + 1 }, (_, i) => {
    const days = i * step
    for (; next < points.length && (points[next] as SurvivalPoint).time <= days; next += 1) {
      const { survival, low, high } = points[next] as SurvivalPoint
      at = { share: survival, low, high }
    }
    const gone = durations.reduce((sum, { duration, ended, censored }) => sum + (duration < days ? ended + censored : 0), 0)
    return { days, ...at, atRisk: all - gone }
  })
}
