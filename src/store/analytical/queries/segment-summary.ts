import type { Scope } from '#access/scope.ts'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { NumberedScheme } from '#segment/tier-scheme-keeper.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { classRules, tierRules } from '#segment/tier-rules.ts'
import { VALUE_CLASSES } from '#segment/value-classes.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { hasOrderLines } from './has-order-lines.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { scopeSql } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import type { ReadParts } from './customer-list.ts'
import { readRunSchemes } from '../../relational/tier-scheme-store.ts'
import { readRows } from './read-rows.ts'
import { readUnconvertedSales } from './unconverted-sales.ts'

export interface SegmentSummary {
  asOf: string | null
  definitionVersion: string
  /** Version and mode of the scheme of the run; its scores run from 1 to `levels`. */
  scheme: { version: number; mode: 'fixed' | 'fitted'; levels: number; windowDays: number }
  tiers: {
    tier: LifecycleTier
    rule: BilingualText
    /** What to do with them; may be empty. */
    hint: BilingualText
    customers: number
    share: number
    target: number
    /** Of the scheme's window of days; null: no orders were taken in. */
    monetary: Money | null
    averageRisk: number | null
  }[]
  classes: { valueClass: ValueClass; rule: BilingualText; customers: number; share: number; monetary: Money | null }[]
  rfm: { r: number; f: number; customers: number; monetary: Money }[]
  migration: { from: LifecycleTier; to: LifecycleTier; customers: number }[]
  migrationFromAsOf: string | null
  unconverted: UnconvertedSales[]
}

/** Grain: tier x value class x R x F of one run, with the risk of those scored. Cost: one pass over one run of profiles and of scores. */
const cellsOf = (own: ScopeSql) => `
SELECT
  p.lifecycle_tier AS tier, p.value_class AS value_class, p.r_score AS r, p.f_score AS f, any(p.definition_version) AS version,
  count() AS customers, toFloat64(sum(p.monetary)) AS monetary, sum(s.probability) AS risk, count(s.probability) AS scored
FROM (SELECT * FROM profiles FINAL WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}) AS p
LEFT JOIN (
  SELECT customer_id, toNullable(probability) AS probability FROM scores FINAL
  WHERE kind = 'churn' AND as_of = {scoresAsOf:DateTime64(3,'UTC')}
) AS s ON s.customer_id = p.customer_id
GROUP BY tier, value_class, r, f`

/** Grain: tier before x tier now, of customers who were in both runs. Cost: one pass over two runs. */
const migrationOf = (own: ScopeSql) => `
SELECT a.lifecycle_tier AS from_tier, b.lifecycle_tier AS to_tier, count() AS customers
FROM (SELECT customer_id, lifecycle_tier FROM profiles FINAL WHERE as_of = {before:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}) AS a
INNER JOIN (SELECT customer_id, lifecycle_tier FROM profiles FINAL WHERE as_of = {asOf:DateTime64(3,'UTC')}) AS b ON b.customer_id = a.customer_id
GROUP BY from_tier, to_tier
ORDER BY from_tier, to_tier`

interface Cell {
  tier: string
  value_class: string
  r: number
  f: number
  version: string
  customers: string
  monetary: number
  risk: number | null
  scored: string
}

/** Sizes of the named schemes, the RFM heat map and who moved since the run before. Empty lists until profiles have been worked out. */
export async function readSegmentSummary({ client, db, currency }: ReadParts, scope: Scope): Promise<SegmentSummary> {
  const [{ profiles: asOf, profilesBefore: before, scores }, own] = await Promise.all([readLatestRuns(client), scopeSql(db, scope)])
  if (asOf === null) {
    return {
      asOf: null,
      definitionVersion: '',
      scheme: schemeOf(PRODUCT_SCHEME),
      tiers: [],
      classes: [],
      rfm: [],
      migration: [],
      migrationFromAsOf: null,
      unconverted: [],
    }
  }
  const [cells, moves, ordersKnown, unconverted, [used = { scheme: PRODUCT_SCHEME, cutoffs: null }]] = await Promise.all([
    readRows<Cell>(client, cellsOf(own), { ...own.params, asOf, scoresAsOf: scores ?? new Date(0) }),
    before === null
      ? []
      : readRows<{ from_tier: LifecycleTier; to_tier: LifecycleTier; customers: string }>(client, migrationOf(own), {
          ...own.params,
          asOf,
          before,
        }),
    hasOrderLines(client),
    readUnconvertedSales(client, false, own),
    readRunSchemes(db, [asOf]),
  ])
  const { scheme } = used.scheme
  const [rules, rulesOfClasses] = [tierRules(scheme, used.cutoffs, currency), classRules(scheme)]
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  const all = fold(cells)
  const heat = new Map<string, Cell[]>()
  for (const cell of cells) {
    if (cell.r === 0) continue
    const key = `${cell.r}:${cell.f}`
    heat.set(key, [...(heat.get(key) ?? []), cell])
  }
  return {
    asOf: asOf.toISOString(),
    definitionVersion: cells[0]?.version ?? '',
    scheme: schemeOf(used.scheme),
    tiers: LIFECYCLE_TIERS.map((tier) => {
      const part = fold(cells.filter((cell) => cell.tier === tier))
      return {
        tier,
        rule: rules[tier],
        hint: scheme.tiers.hints[tier],
        customers: part.customers,
        share: share(part.customers, all.customers),
        target: scheme.tiers.targets[tier],
        monetary: ordersKnown ? money(part.monetary) : null,
        averageRisk: part.scored === 0 ? null : part.risk / part.scored,
      }
    }),
    classes: VALUE_CLASSES.map((valueClass) => {
      const part = fold(cells.filter((cell) => cell.value_class === valueClass))
      return {
        valueClass,
        rule: rulesOfClasses[valueClass],
        customers: part.customers,
        share: share(part.customers, all.customers),
        monetary: ordersKnown ? money(part.monetary) : null,
      }
    }),
    rfm: [...heat.values()].map((group) => {
      const part = fold(group)
      return { r: group[0]?.r ?? 0, f: group[0]?.f ?? 0, customers: part.customers, monetary: money(part.monetary) }
    }),
    migration: moves.map((row) => ({ from: row.from_tier, to: row.to_tier, customers: Number(row.customers) })),
    migrationFromAsOf: before?.toISOString() ?? null,
    unconverted,
  }
}

function schemeOf({ version, scheme }: NumberedScheme): SegmentSummary['scheme'] {
  return { version, mode: scheme.tiers.mode, levels: scheme.rfm.levels, windowDays: scheme.rfm.windowDays }
}

function fold(cells: readonly Cell[]): { customers: number; monetary: number; risk: number; scored: number } {
  const total = { customers: 0, monetary: 0, risk: 0, scored: 0 }
  for (const cell of cells) {
    total.customers += Number(cell.customers)
    total.monetary += cell.monetary
    total.risk += cell.risk ?? 0
    total.scored += Number(cell.scored)
  }
  return total
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
