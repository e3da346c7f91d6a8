import type { ClickHouseClient } from '@clickhouse/client'
import type { DemandStore } from '#predict/demand/demand-store.ts'
import { addDays } from '#kernel/local-day.ts'
import type { DemandForecast } from '#predict/demand/make-demand-forecast.ts'
import { engineTime, insertLines, tabSeparated } from './insert.ts'
import { readDemandCurve } from './queries/demand-curve.ts'
import { readDemandList } from './queries/demand-list.ts'
import { readDemandSales, readNewestSale } from './queries/demand-sales.ts'
import { readDemandStock } from './queries/demand-stock.ts'

/** Series whose days go in one block. */
const BLOCK = 1_000
const DAY_COLUMNS = ['as_of', 'computed_at', 'level', 'series_key', 'label', 'day', 'mean', 'low', 'high', 'baseline']
const SUM_COLUMNS = [
  'as_of',
  'computed_at',
  'level',
  'series_key',
  'label',
  'method',
  'wape',
  'baseline_wape',
  'history_days',
  'total_30',
  'low_30',
  'high_30',
  'baseline_30',
  'last_30',
  'day_deviation',
  'total_deviation',
  'amount_30',
  'last_amount_30',
  'currency',
]

export function createDemandStore(client: ClickHouseClient): DemandStore {
  return {
    newestSale: (knownAt, timeZone) => readNewestSale(client, knownAt, timeZone),
    sales: (asOf, timeZone, mostDays) => readDemandSales(client, asOf, timeZone, mostDays),

    async write(run, series) {
      const name = [engineTime(run.asOf.getTime()), engineTime(run.computedAt.getTime())] as const
      // The row of the total makes the forecast whole: it comes last.
      const parts = series.filter(({ level }) => level !== 'total')
      const whole = series.filter(({ level }) => level === 'total')
      for (const group of [parts, whole]) {
        for (let start = 0; start < group.length; start += BLOCK) {
          const block = group.slice(start, start + BLOCK)
          const token = `demand/${name.join('/')}/${group === whole ? 'total' : start}`
          const days = block.filter(({ method }) => method !== 'share').flatMap((one) => dayLines(name, one, run.firstDay))
          await insertLines(client, 'demand_forecasts', DAY_COLUMNS, days, `${token}/days`)
          await insertLines(
            client,
            'demand_accuracy',
            SUM_COLUMNS,
            block.map((one) => sumLine(name, one, run.currency)),
            `${token}/sums`,
          )
        }
      }
    },

    list: (filter, page) => readDemandList(client, filter, page),
    curve: (level, key, timeZone) => readDemandCurve(client, level, key, timeZone),
    stock: (filter, page) => readDemandStock(client, filter, page),
  }
}

function dayLines(name: readonly [string, string], one: DemandForecast, firstDay: string): string[] {
  return Array.from(one.mean, (mean, h) => {
    const figures = [mean, one.low[h] as number, one.high[h] as number, one.baseline[h] as number]
    return tabSeparated([...name, one.level, one.key, one.label, addDays(firstDay, h), ...figures])
  })
}

function sumLine(name: readonly [string, string], one: DemandForecast, currency: string): string {
  return tabSeparated([
    ...name,
    one.level,
    one.key,
    one.label,
    one.method,
    one.wape,
    one.baselineWape,
    one.historyDays,
    one.total,
    one.totalLow,
    one.totalHigh,
    one.baselineTotal,
    one.last,
    one.dayDeviation,
    one.totalDeviation,
    one.amount,
    one.lastAmount,
    currency,
  ])
}
