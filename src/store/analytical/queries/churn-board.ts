import type { Scope } from '#access/scope.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import { CAUSE_LABELS } from '#predict/churn/tiers/churn-labels.ts'
import { RISK_TIER_NAMES } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { scopeSql } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import type { ReadParts } from './customer-list.ts'
import { readRows } from './read-rows.ts'

const BINS = 20

export interface ChurnBoard {
  asOf: string | null
  scored: number
  tiers: { tier: RiskTierName; customers: number; previous: number | null; value: Money; averageProbability: number }[]
  histogram: { low: number; high: number; customers: number }[]
  causes: { cause: ChurnCause; text: BilingualText; customers: number; value: Money }[]
}

/** Grain: tier x bin of probability x cause of one run. Cost: one pass over one run. */
const cellsOf = (own: ScopeSql) => `
SELECT tier, cause, least(toUInt8(floor(probability * {bins:UInt8})), {bins:UInt8} - 1) AS bin,
  count() AS customers, sum(probability) AS risk, sum(probability * value) AS at_risk
FROM scores FINAL
WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}
GROUP BY tier, cause, bin`

/** Grain: one row per tier of one run. Cost: one pass over one run. */
const sizesOf = (own: ScopeSql) => `
SELECT tier, count() AS customers FROM scores FINAL
WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}
GROUP BY tier`

interface Cell {
  tier: string
  cause: string
  bin: number
  customers: string
  risk: number
  at_risk: number
}

/** How many may leave, for which cause, and what is at stake: churn probability x expected spend in the horizon. Causes of high and medium risk only. */
export async function readChurnBoard({ client, db, currency }: ReadParts, scope: Scope): Promise<ChurnBoard> {
  const [{ scores: asOf, scoresBefore }, own] = await Promise.all([readLatestRuns(client), scopeSql(db, scope)])
  if (asOf === null) return { asOf: null, scored: 0, tiers: [], histogram: [], causes: [] }
  const [cells, before] = await Promise.all([
    readRows<Cell>(client, cellsOf(own), { ...own.params, asOf, bins: BINS }),
    scoresBefore === null
      ? null
      : readRows<{ tier: string; customers: string }>(client, sizesOf(own), { ...own.params, asOf: scoresBefore }),
  ])
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  const total = (part: readonly Cell[], field: 'customers' | 'risk' | 'at_risk') => part.reduce((sum, cell) => sum + Number(cell[field]), 0)
  const atRisk = cells.filter((cell) => cell.tier === 'high' || cell.tier === 'medium')
  return {
    asOf: asOf.toISOString(),
    scored: total(cells, 'customers'),
    tiers: RISK_TIER_NAMES.filter((tier) => tier !== 'watch' || [...cells, ...(before ?? [])].some((row) => row.tier === tier)).map(
      (tier) => {
        const part = cells.filter((cell) => cell.tier === tier)
        const customers = total(part, 'customers')
        return {
          tier,
          customers,
          previous: before === null ? null : Number(before.find((row) => row.tier === tier)?.customers ?? 0),
          value: money(total(part, 'at_risk')),
          averageProbability: customers === 0 ? 0 : total(part, 'risk') / customers,
        }
      },
    ),
    histogram: Array.from({ length: BINS }, (_, bin) => ({
      low: bin / BINS,
      high: (bin + 1) / BINS,
      customers: total(
        cells.filter((cell) => cell.bin === bin),
        'customers',
      ),
    })),
    causes: (Object.keys(CAUSE_LABELS) as ChurnCause[])
      .map((cause) => {
        const part = atRisk.filter((cell) => cell.cause === cause)
        return { cause, text: CAUSE_LABELS[cause], customers: total(part, 'customers'), value: money(total(part, 'at_risk')) }
      })
      .filter((cause) => cause.customers > 0)
      .toSorted((a, b) => b.value.minor - a.value.minor || b.customers - a.customers),
  }
}
