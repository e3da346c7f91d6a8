import type { Scope } from '#access/scope.ts'
import { RISK_TIER_NAMES } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'
import { scopeSql } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import type { ReadParts } from './customer-list.ts'
import { readRows } from './read-rows.ts'

const SCORINGS_SHOWN = 24

export interface ChurnFlow {
  scorings: { asOf: string; tiers: { tier: RiskTierName; customers: number }[] }[]
  from: string | null
  to: string | null
  moves: { from: RiskTierName | 'unscored'; to: RiskTierName | 'unscored'; customers: number }[]
}

/** Grain: scoring x tier of the newest scorings. Cost: the key of all scores and one column of those shown. */
const sizesOf = (own: ScopeSql) => `
SELECT as_of, tier, count() AS customers FROM scores FINAL
WHERE kind = 'churn' AND as_of IN (SELECT DISTINCT as_of FROM scores WHERE kind = 'churn' AND tier != '' ORDER BY as_of DESC LIMIT {shown:UInt16})
  AND ${own.where('customer_id')}
GROUP BY as_of, tier ORDER BY as_of`

/** Grain: one row per pair of tiers of two scorings; '' is who was not scored. Cost: two columns of two runs. */
const movesOf = (own: ScopeSql) => `
SELECT from_tier, to_tier, count() AS customers FROM (
  SELECT customer_id, anyIf(toString(tier), as_of = {from:DateTime64(3,'UTC')}) AS from_tier,
    anyIf(toString(tier), as_of = {to:DateTime64(3,'UTC')}) AS to_tier
  FROM scores FINAL
  WHERE kind = 'churn' AND as_of IN ({from:DateTime64(3,'UTC')}, {to:DateTime64(3,'UTC')}) AND ${own.where('customer_id')}
  GROUP BY customer_id
)
GROUP BY from_tier, to_tier`

/** How the tiers changed over the newest 24 scorings, and who moved where between the last two. */
export async function readChurnFlow({ client, db }: Pick<ReadParts, 'client' | 'db'>, scope: Scope): Promise<ChurnFlow> {
  const own = await scopeSql(db, scope)
  const sizes = await readRows<{ as_of: string; tier: string; customers: string }>(client, sizesOf(own), {
    ...own.params,
    shown: SCORINGS_SHOWN,
  })
  const times = [...new Set(sizes.map((row) => row.as_of))]
  const [to, from] = [times.at(-1), times.at(-2)]
  const moves =
    from === undefined || to === undefined
      ? []
      : await readRows<{ from_tier: string; to_tier: string; customers: string }>(client, movesOf(own), {
          ...own.params,
          from: new Date(from),
          to: new Date(to),
        })
  const present = RISK_TIER_NAMES.filter((tier) => tier !== 'watch' || sizes.some((row) => row.tier === tier))
  return {
    scorings: times.map((time) => ({
      asOf: new Date(time).toISOString(),
      tiers: present.map((tier) => ({
        tier,
        customers: Number(sizes.find((row) => row.as_of === time && row.tier === tier)?.customers ?? 0),
      })),
    })),
    from: from === undefined ? null : new Date(from).toISOString(),
    to: to === undefined ? null : new Date(to).toISOString(),
    moves: moves
      .map((row) => ({ from: tierOf(row.from_tier), to: tierOf(row.to_tier), customers: Number(row.customers) }))
      .toSorted((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to)),
  }
}

function tierOf(name: string): RiskTierName | 'unscored' {
  return RISK_TIER_NAMES.find((tier) => tier === name) ?? 'unscored'
}

function place(tier: RiskTierName | 'unscored'): number {
  return tier === 'unscored' ? RISK_TIER_NAMES.length : RISK_TIER_NAMES.indexOf(tier)
}
