import type { Services } from '#http/services.ts'
import { readUnconvertedSales } from '#store/analytical/queries/unconverted-sales.ts'
import type { House } from './house.ts'

/** What will be sold and what to keep in stock for it, in the words of the API. */
export function demandServices(house: House): Services['demand'] {
  const { demand, engines } = house
  return {
    board: async () => {
      const [board, unconverted] = await Promise.all([demand.board(), readUnconvertedSales(engines.clickhouse)])
      return { ...board, unconverted }
    },
    series: async (filter, page) => await demand.series(filter, page),
    one: async (level, key) => await demand.one(level, key),
    stock: async (filter, page) => await demand.stock(filter, page),
    stockRows: (filter) => demand.stockRows(filter),
    forecast: async ({ progress }) => {
      const card = await demand.forecast(undefined, progress)
      return { asOf: card.asOf, series: card.methods.reduce((sum, each) => sum + each.series, 0), total: card.total, note: card.note }
    },
  }
}
