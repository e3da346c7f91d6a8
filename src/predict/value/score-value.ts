import type { ChurnFeatureRow } from '../churn/features/churn-features.ts'
import { ValueForecaster, type ValueForecast } from './forecast-value.ts'
import { NextAmountForecaster } from './next-amount.ts'
import { nextCategory } from './next-category.ts'
import { nextOrder } from './next-order.ts'
import { modelledProbability, purchaseProbability } from './purchase-propensity.ts'
import type { OrderEvidence } from './tied-alive.ts'
import type { ValueFacts } from './value-facts.ts'
import { horizonDays, type ValueModel } from './value-model.ts'

/** All predictions for one customer. Money in major units. */
export interface ValuePrediction extends ValueForecast {
  readonly customerId: string
  /** Chance of an order within 30 days. */
  readonly purchaseProbability30: number
  /** Days from now; null when the customer most likely never orders again. */
  readonly nextOrder: { readonly days: number; readonly low: number; readonly high: number | null } | null
  readonly nextCategory: { readonly category: string; readonly probability: number } | null
  /** Amount of the next order, if one comes, with its 80 % interval. */
  readonly nextAmount: { readonly amount: number; readonly low: number; readonly high: number }
}

export interface ValueScores {
  readonly predictions: readonly ValuePrediction[]
  /** Sum over all customers, with its 95 % interval, widened by the error of the last backtest's total. */
  readonly total: { readonly value: number; readonly low: number; readonly high: number }
  readonly expectedOrders: number
}

/** Predicts customers one by one with one model and accumulates sums. The predictions for a customer agree with the chance of an order within 30 days (`tiedAlive`). */
export class ValueScorer {
  readonly #model: ValueModel
  readonly #forecaster: ValueForecaster
  readonly #amounts: NextAmountForecaster
  #expectedOrders = 0

  constructor(model: ValueModel, random: () => number) {
    this.#model = model
    this.#forecaster = new ValueForecaster(model.purchases, { ...model.options, days: horizonDays(model.options) }, random)
    this.#amounts = new NextAmountForecaster(model.purchases.spend, random)
  }

  /** Without `behaviour` the purchase model's own chance of an order replaces the trained one. */
  score(facts: ValueFacts, behaviour: ChurnFeatureRow | null): ValuePrediction {
    const { purchases, categories } = this.#model
    const evidence = this.#evidence(facts, behaviour)
    const forecast = this.#forecaster.forecast(facts, evidence)
    this.#expectedOrders += forecast.orders
    return {
      customerId: facts.customerId,
      ...forecast,
      purchaseProbability30: evidence?.chance ?? modelledProbability(purchases.purchase, facts),
      nextOrder: nextOrder(purchases.purchase, facts, evidence),
      nextCategory: nextCategory(categories, facts),
      nextAmount: this.#amounts.forecast(facts),
    }
  }

  /** The evaluated chance of an order, which the other predictions must agree with; null when only the purchase model's own is known. */
  #evidence(facts: ValueFacts, behaviour: ChurnFeatureRow | null): OrderEvidence | null {
    const { propensity, aliveWeight } = this.#model
    if (propensity === null || (behaviour === null && propensity.method !== 'mbg-nbd')) return null
    const chance = purchaseProbability(propensity, { facts, behaviour: behaviour ?? NO_BEHAVIOUR })
    return { chance, weight: propensity.method === 'mbg-nbd' ? 0 : aliveWeight }
  }

  /** Of all customers scored so far. */
  sums(): Omit<ValueScores, 'predictions'> {
    const { value, low, high } = this.#forecaster.total()
    const { totalError } = this.#model
    return { total: { value, low: low / totalError, high: high * totalError }, expectedOrders: this.#expectedOrders }
  }
}

const NO_BEHAVIOUR: ChurnFeatureRow = { customerId: '', values: new Float64Array(0), label: null }

/** Predicts all customers. `behaviour` may lack some of them. */
export function scoreValue(
  model: ValueModel,
  rows: readonly ValueFacts[],
  behaviour: readonly ChurnFeatureRow[],
  random: () => number,
): ValueScores {
  const scorer = new ValueScorer(model, random)
  const behaviourOf = new Map(behaviour.map((row) => [row.customerId, row]))
  const predictions = rows.map((facts) => scorer.score(facts, behaviourOf.get(facts.customerId) ?? null))
  return { predictions, ...scorer.sums() }
}
