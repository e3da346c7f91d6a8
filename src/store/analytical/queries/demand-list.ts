import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import { toMinor, type Money } from '#kernel/money.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { DemandFilter, DemandRow } from '#predict/demand/demand-store.ts'
import { readRows } from './read-rows.ts'

/** A forecast as kept: instants as ISO text. */
export interface DemandRun {
  readonly asOf: Date
  readonly computedAt: Date
}

/** The newest forecast of the latest as-of time, or null before the first. Only one with the row of the total is whole. */
export async function latestDemandRun(client: ClickHouseClient): Promise<DemandRun | null> {
  const [row] = await readRows<{ as_of: string; computed_at: string }>(
    client,
    `SELECT as_of, computed_at FROM demand_accuracy WHERE level = 'total' ORDER BY as_of DESC, computed_at DESC LIMIT 1`,
  )
  return row === undefined ? null : { asOf: new Date(row.as_of), computedAt: new Date(row.computed_at) }
}

/** Rows of one forecast. Grain: one row per series. Cost: one pass over one forecast. */
export const FROM_RUN = `
FROM demand_accuracy FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND computed_at = {computedAt:DateTime64(3,'UTC')}`

const COLUMNS = `
  toString(level) AS level, series_key, label, toString(method) AS method, history_days, total_30, low_30, high_30, baseline_30, last_30,
  wape, baseline_wape, amount_30, last_amount_30, toString(currency) AS currency`

/** What the list is sorted by; change: units against the 30 days before. Unknown values go last whichever way it is sorted. */
const SORTS = { units: 'toNullable(total_30)', change: 'toNullable(total_30 - last_30)', wape: 'wape' } as const

interface ListRow {
  level: string
  series_key: string
  label: string
  method: string
  history_days: number
  total_30: number
  low_30: number
  high_30: number
  baseline_30: number
  last_30: number
  wape: number | null
  baseline_wape: number | null
  amount_30: number | null
  last_amount_30: number | null
  currency: string
  sort_value: number
}

/** Matches part of the name or of the key, whatever its case. */
export const MATCHES_TEXT = `(positionCaseInsensitiveUTF8(label, {q:String}) > 0 OR positionCaseInsensitiveUTF8(series_key, {q:String}) > 0)`

/** One page of series in the wanted order, by the key of the last row before it. */
export async function readDemandList(client: ClickHouseClient, filter: DemandFilter, page: PageRequest): Promise<Page<DemandRow>> {
  const run = await latestDemandRun(client)
  if (run === null) return { items: [], nextCursor: null }
  const descending = filter.order !== 'asc'
  const direction = descending ? 'DESC' : 'ASC'
  const sortValue = `ifNull(${SORTS[filter.sort ?? 'units']}, ${descending ? '-1e300' : '1e300'})`
  const after = page.cursor === null ? null : parseDemandKey(page.cursor)
  const conditions = [
    filter.level === undefined ? '1' : 'level = {level:String}',
    filter.q === undefined || filter.q === '' ? '1' : MATCHES_TEXT,
    after === null
      ? '1'
      : `(sort_value, toString(level), series_key) ${descending ? '<' : '>'} ({afterValue:Float64}, {afterLevel:String}, {afterKey:String})`,
  ]
  const rows = await readRows<ListRow>(
    client,
    `SELECT ${COLUMNS}, ${sortValue} AS sort_value ${FROM_RUN} AND ${conditions.join(' AND ')}
     ORDER BY sort_value ${direction}, toString(level) ${direction}, series_key ${direction} LIMIT {limit:UInt32}`,
    {
      ...run,
      limit: page.limit + 1,
      ...(filter.level === undefined ? {} : { level: filter.level }),
      ...(filter.q === undefined ? {} : { q: filter.q }),
      ...(after === null ? {} : { afterValue: after.value, afterLevel: after.level, afterKey: after.key }),
    },
  )
  return mapPage(
    cutPage(rows, page.limit, (last) => demandKey(last.sort_value, last.level, last.series_key)),
    toDemandRow,
  )
}

/** The row of one series; null when the latest forecast has none. */
export async function readDemandRow(client: ClickHouseClient, run: DemandRun, level: string, key: string): Promise<DemandRow | null> {
  const [row] = await readRows<ListRow>(
    client,
    `SELECT ${COLUMNS}, 0 AS sort_value ${FROM_RUN} AND level = {level:String} AND series_key = {key:String} LIMIT 1`,
    { ...run, level, key },
  )
  return row === undefined ? null : toDemandRow(row)
}

export function demandKey(value: number, level: string, key: string): string {
  return JSON.stringify([value, level, key])
}

export function parseDemandKey(text: string): { readonly value: number; readonly level: string; readonly key: string } {
  const [value, level, key] = readPageKey(text, ['number', 'text', 'text'])
  return { value, level, key }
}

/** Forecasts of earlier releases have no currency. */
export function demandMoney(major: number | null, currency: string): Money | null {
  return major === null || currency === '' ? null : { minor: toMinor(major, currency), currency }
}

function toDemandRow(row: ListRow): DemandRow {
  return {
    level: row.level as DemandRow['level'],
    key: row.series_key,
    label: row.label,
    method: row.method,
    historyDays: row.history_days,
    units: row.total_30,
    low: row.low_30,
    high: row.high_30,
    baseline: row.baseline_30,
    last: row.last_30,
    wape: row.wape,
    baselineWape: row.baseline_wape,
    amount: demandMoney(row.amount_30, row.currency),
    lastAmount: demandMoney(row.last_amount_30, row.currency),
  }
}
