import type { Scope } from '#access/scope.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { scopeSql } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import type { ReadParts } from './customer-list.ts'
import { readRows } from './read-rows.ts'

const RISK_BANDS = 5
const VALUE_BANDS = 5

export interface RiskValueMap {
  asOf: string | null
  valueBands: { low: Money; high: Money | null }[]
  riskBands: { low: number; high: number }[]
  cells: { value: number; risk: number; customers: number; expectedLoss: Money }[]
}

/** Grain: one row. Cost: one column of one run. Cents are whole, so that a band means the same in a filter. */
const edgesOf = (own: ScopeSql) => `
SELECT arrayMap(edge -> round(edge, 2), quantilesExact(0.2, 0.4, 0.6, 0.8)(value)) AS edges FROM scores FINAL
WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}`

/** Grain: band of value x band of risk. Cost: two columns of one run. A value on an edge belongs to the band above it. */
const cellsOf = (own: ScopeSql) => `
SELECT arrayCount(edge -> value >= edge, {edges:Array(Float64)}) AS value_band,
  least(toUInt8(floor(probability * {bands:UInt8})), {bands:UInt8} - 1) AS risk_band,
  count() AS customers, sum(probability * value) AS loss
FROM scores FINAL
WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}
GROUP BY value_band, risk_band ORDER BY value_band, risk_band`

/** Customers of the newest scoring by fifths of what they would spend and fifths of probability; equal values share a band, so there may be fewer. */
export async function readRiskValueMap({ client, db, currency }: ReadParts, scope: Scope): Promise<RiskValueMap> {
  const riskBands = Array.from({ length: RISK_BANDS }, (_, i) => ({ low: i / RISK_BANDS, high: (i + 1) / RISK_BANDS }))
  const [{ scores: asOf }, own] = await Promise.all([readLatestRuns(client), scopeSql(db, scope)])
  if (asOf === null) return { asOf: null, valueBands: [], riskBands, cells: [] }
  const [row] = await readRows<{ edges: number[] }>(client, edgesOf(own), { ...own.params, asOf })
  const edges = [...new Set(row?.edges ?? [])].filter((edge) => edge > 0).slice(0, VALUE_BANDS - 1)
  const rows = await readRows<{ value_band: string; risk_band: number; customers: string; loss: number }>(client, cellsOf(own), {
    ...own.params,
    asOf,
    edges,
    bands: RISK_BANDS,
  })
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  return {
    asOf: asOf.toISOString(),
    valueBands: [0, ...edges].map((low, i) => ({ low: money(low), high: edges[i] === undefined ? null : money(edges[i]) })),
    riskBands,
    cells: rows.map((cell) => ({
      value: Number(cell.value_band),
      risk: Number(cell.risk_band),
      customers: Number(cell.customers),
      expectedLoss: money(cell.loss),
    })),
  }
}
