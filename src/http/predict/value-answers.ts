import { toMinor } from '#kernel/money.ts'
import type { StoredValuePrediction } from '#predict/value/value-service.ts'
import type { Answer } from '../shared-schemas.ts'
import type { ValuePrediction } from './value-schemas.ts'

export function predictionAnswer(found: StoredValuePrediction, currency: string): Answer<typeof ValuePrediction> {
  const money = (major: number) => ({ minor: toMinor(major, currency), currency })
  const { nextAmount } = found
  return {
    asOf: found.asOf,
    aliveProbability: found.alive,
    expectedOrders: { estimate: found.orders, low: found.ordersLow, high: found.ordersHigh },
    value: { estimate: money(found.value), low: money(found.low), high: money(found.high) },
    averageOrder: money(found.averageOrder),
    purchaseProbability30: found.purchaseProbability30,
    nextOrder: found.nextOrder,
    nextCategory: found.nextCategory,
    nextAmount:
      nextAmount === null ? null : { estimate: money(nextAmount.amount), low: money(nextAmount.low), high: money(nextAmount.high) },
  }
}
