import type { ChurnFeatureRow } from '../churn/churn-features.ts'
import { ValueForecaster, type ValueForecast } from './forecast-value.ts'
import { NextAmountForecaster } from './next-amount.ts'
import { nextCategory } from './next-category.ts'
import { nextOrder } from './next-order.ts'
import { modelledProbability, purchaseProbability } from './purchase-propensity.ts'
import type { ValueFacts } from './value-facts.ts'
import { horizonDays, type ValueModel } from './value-model.ts'

/** All that is foretold of one customer. Money in major units. */
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
  /** Sum over everybody, with its 95 % interval, widened by how far the last back-test's total was off. */
  readonly total: { readonly value: number; readonly low: number; readonly high: number }
  readonly expectedOrders: number
}

/** Foretells everybody. `behaviour` may lack customers: the purchase model's own chance then stands in. */
export function scoreValue(
  model: ValueModel,
  rows: readonly ValueFacts[],
  behaviour: readonly ChurnFeatureRow[],
  random: () => number,
): ValueScores {
  const { purchases, options, propensity, categories, totalError } = model
  const forecaster = new ValueForecaster(purchases, { ...options, days: horizonDays(options) }, random)
  const amounts = new NextAmountForecaster(purchases.spend, random)
  const behaviourOf = new Map(propensity === null ? [] : behaviour.map((row) => [row.customerId, row]))
  let expectedOrders = 0
  const predictions = rows.map((facts): ValuePrediction => {
    const known = behaviourOf.get(facts.customerId)
    const forecast = forecaster.forecast(facts)
    expectedOrders += forecast.orders
    return {
      customerId: facts.customerId,
      ...forecast,
      purchaseProbability30:
        propensity === null || known === undefined
          ? modelledProbability(purchases.purchase, facts)
          : purchaseProbability(propensity, { facts, behaviour: known }),
      nextOrder: nextOrder(purchases.purchase, facts),
      nextCategory: nextCategory(categories, facts),
      nextAmount: amounts.forecast(facts),
    }
  })
  const { value, low, high } = forecaster.total()
  return { predictions, total: { value, low: low / totalError, high: high * totalError }, expectedOrders }
}
