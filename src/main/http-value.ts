import type { Services } from '#http/services.ts'
import type { ValuePrediction } from '#http/predict/value-schemas.ts'
import { toMinor } from '#kernel/money.ts'
import type { StoredValuePrediction } from '#predict/value/value-service.ts'
import { readUnconvertedSales } from '#store/analytical/queries/unconverted-sales.ts'
import { readValueBoard } from '#store/analytical/queries/value-board.ts'
import { readValueCustomers } from '#store/analytical/queries/value-customers.ts'
import type { House } from './house.ts'

/** What customers are worth and buy next, in the words of the API. */
export function valueServices(house: House, project: { read(): Promise<{ readonly currency: string }> }): Services['value'] {
  const { clock, db, engines } = house
  return {
    card: () => house.value.card(),
    board: async () => {
      const { currency } = await project.read()
      const [board, unconverted, model] = await Promise.all([
        readValueBoard(engines.clickhouse, currency),
        readUnconvertedSales(engines.clickhouse),
        house.value.card(),
      ])
      return { ...board, unconverted, model }
    },
    customers: async (filter, page) => {
      const { currency } = await project.read()
      return await readValueCustomers({ client: engines.clickhouse, db, currency }, filter, page)
    },
    customer: async (id) => {
      const [found, { currency }] = await Promise.all([house.value.byCustomer(id), project.read()])
      return found === null ? null : toPrediction(found, currency)
    },
    train: async ({ horizonMonths, yearlyDiscount }, { progress }) => {
      const now = clock.now()
      await house.profiles.refresh(now)
      const options = {
        ...(horizonMonths === undefined ? {} : { horizonMonths }),
        ...(yearlyDiscount === undefined ? {} : { yearlyDiscount }),
      }
      const trained = await house.value.train(options, now, progress)
      const { scored, total } = await house.value.score(now, progress)
      return { version: trained.version, rung: trained.rung, scored, total }
    },
  }
}

function toPrediction(found: StoredValuePrediction, currency: string): ValuePrediction {
  const money = (major: number) => ({ minor: toMinor(major, currency), currency })
  const { nextOrder, nextAmount, nextCategory } = found
  return {
    asOf: found.asOf.toISOString(),
    aliveProbability: found.alive,
    expectedOrders: { estimate: found.orders, low: found.ordersLow, high: found.ordersHigh },
    value: { estimate: money(found.value), low: money(found.low), high: money(found.high) },
    averageOrder: money(found.averageOrder),
    purchaseProbability30: found.purchaseProbability30,
    nextOrder:
      nextOrder === null
        ? null
        : { at: nextOrder.at.toISOString(), low: nextOrder.low.toISOString(), high: nextOrder.high?.toISOString() ?? null },
    nextCategory,
    nextAmount:
      nextAmount === null ? null : { estimate: money(nextAmount.amount), low: money(nextAmount.low), high: money(nextAmount.high) },
  }
}
