import { hashUnit } from '#kernel/rng.ts'
import type { ChurnFeatureRow } from '../churn/features/churn-features.ts'
import { chooseAliveWeight } from './alive-weight.ts'
import { comparePropensity, type PropensityQuality, type PropensityTraining, type PropensitySnapshot } from './compare-propensity.ts'
import { fitPurchaseModel } from './fit-value.ts'
import { ValueForecaster } from './forecast-value.ts'
import { categoryShares } from './next-category.ts'
import type { ValueFacts } from './value-facts.ts'
import type { ValueModel, ValueOptions } from './value-model.ts'
import { valueQuality, type ValueQuality } from './value-quality.ts'

/** Customers at an earlier time, with their outcomes in the days after it. */
export interface LabelledFacts {
  readonly asOf: Date
  readonly days: number
  readonly rows: readonly ValueFacts[]
}

export interface ValueTrainingInput {
  readonly options: ValueOptions
  /** All customers as of now: the training data of the model in use. */
  readonly now: readonly ValueFacts[]
  /** For the backtest; null when the history is too short for one. */
  readonly backTest: LabelledFacts | null
  /** 30 days each, the oldest first, with the behaviour of the same customers. */
  readonly snapshots: readonly (LabelledFacts & { readonly behaviour: readonly ChurnFeatureRow[] })[]
  /** Whether the history holds a whole year, so that yearly seasonality can be estimated. */
  readonly withSeason: boolean
  readonly random: () => number
}

export interface ValueTraining {
  readonly model: ValueModel
  readonly quality: ValueQuality | null
  readonly propensity: PropensityQuality | null
}

/** With more customers than this, a backtest forecasts a sample of them. */
const MOST_FORECAST = 50_000

/** Fits on all customers, backtests the same fit on later data, and chooses how to predict the chance of an order. */
export function trainValue(input: ValueTrainingInput): ValueTraining {
  const purchases = fitPurchaseModel(input.now)
  const quality = input.backTest === null ? null : backTest(input.backTest, input.random)
  const propensity = trainPropensity(input)
  const ratio = quality?.totalRatio ?? 0
  return {
    model: {
      kind: 'value',
      version: 1,
      options: input.options,
      purchases,
      categories: categoryShares(input.now),
      propensity: propensity?.model ?? null,
      aliveWeight: propensity?.aliveWeight ?? 0,
      totalError: ratio > 0 ? Math.max(ratio, 1 / ratio) : 1,
    },
    quality,
    propensity: propensity?.quality ?? null,
  }
}

function backTest({ asOf, days, rows }: LabelledFacts, random: () => number): ValueQuality | null {
  if (rows.length === 0) return null
  const forecaster = new ValueForecaster(fitPurchaseModel(rows), { days, yearlyDiscount: 0, grossMargin: 1 }, random)
  const judged = sampleCustomers(rows, MOST_FORECAST)
  return valueQuality(
    judged,
    judged.map((row) => forecaster.forecast(row)),
    { asOf, days },
  )
}

function trainPropensity(input: ValueTrainingInput): (PropensityTraining & { readonly aliveWeight: number }) | null {
  const first = input.snapshots.find(({ rows }) => rows.length > 0)
  if (first === undefined) return null
  const purchase = fitPurchaseModel(first.rows).purchase
  const snapshots = input.snapshots.map(({ asOf, rows, behaviour }): PropensitySnapshot => {
    const behaviourOf = new Map(behaviour.map((row) => [row.customerId, row]))
    return {
      asOf,
      rows: rows.flatMap((facts) => {
        const known = behaviourOf.get(facts.customerId)
        if (known === undefined) return []
        return [{ facts, behaviour: known, ordered: (facts.later?.purchaseDays ?? 0) > 0 ? (1 as const) : (0 as const) }]
      }),
    }
  })
  const training = comparePropensity(snapshots, purchase, { withSeason: input.withSeason, random: input.random })
  return training === null ? null : { ...training, aliveWeight: chooseAliveWeight(training.model, snapshots, input.now, input.random) }
}

/** All rows, or those of about `most` customers: the same customers in every list. */
export function sampleCustomers<T extends { readonly customerId: string }>(rows: readonly T[], most: number): readonly T[] {
  return rows.length <= most ? rows : rows.filter(({ customerId }) => hashUnit(`value-sample/${customerId}`) < most / rows.length)
}
