import type { ClickHouseClient } from '@clickhouse/client'
import { RISK_TIER_NAMES } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierName, RiskTierScheme } from '#predict/churn/tiers/risk-tiers.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { readRows } from './read-rows.ts'

/**
 * The tier of everybody in the newest scoring, had these limits been in force then: `tierWithHysteresis` as SQL, with the tier at the scoring
 * before. The number on the page and the list that it opens read this text. Grain: one row per customer. Cost: two columns of two runs.
 */
export const TIERS_UNDER_LIMITS = `
SELECT n.customer_id AS customer_id,
  {limitTiers:Array(String)}[arrayFirstIndex(
    (enter, leave, i) -> n.probability >= enter OR (b.place > 0 AND i >= b.place AND n.probability >= leave),
    {limitEnter:Array(Float64)}, {limitLeave:Array(Float64)}, arrayEnumerate({limitEnter:Array(Float64)}))] AS tier
FROM (SELECT customer_id, probability FROM scores FINAL WHERE kind = 'churn' AND as_of = {limitsAsOf:DateTime64(3,'UTC')}) AS n
LEFT JOIN (
  SELECT customer_id, indexOf({limitTiers:Array(String)}, toString(tier)) AS place
  FROM scores FINAL WHERE kind = 'churn' AND as_of = {limitsBefore:DateTime64(3,'UTC')}
) AS b ON b.customer_id = n.customer_id`

/** The bound parameters of `TIERS_UNDER_LIMITS`. */
export function limitParams(
  scheme: RiskTierScheme,
  runs: { readonly scores: Date | null; readonly scoresBefore: Date | null },
): Record<string, unknown> {
  return {
    limitTiers: scheme.tiers.map(({ name }) => name),
    limitEnter: scheme.tiers.map(({ from }) => from),
    limitLeave: scheme.tiers.map(({ leaveBelow }) => leaveBelow),
    limitsAsOf: runs.scores ?? new Date(0),
    limitsBefore: runs.scoresBefore ?? new Date(0),
  }
}

export interface TierCounts {
  /** The newest scoring, and the one before it whose tiers people start from. */
  asOf: string | null
  before: string | null
  tiers: { tier: RiskTierName; customers: number }[]
}

/** How many customers of the newest scoring each tier would hold under these limits; empty where nobody has a score. */
export async function readTiersUnderLimits(client: ClickHouseClient, scheme: RiskTierScheme): Promise<TierCounts> {
  const runs = await readLatestRuns(client)
  if (runs.scores === null) return { asOf: null, before: null, tiers: [] }
  const rows = await readRows<{ tier: string; customers: string }>(
    client,
    `SELECT tier, count() AS customers FROM (${TIERS_UNDER_LIMITS}) WHERE ${IS_COUNTED} GROUP BY tier`,
    limitParams(scheme, runs),
  )
  return {
    asOf: runs.scores.toISOString(),
    before: runs.scoresBefore?.toISOString() ?? null,
    tiers: RISK_TIER_NAMES.filter((name) => scheme.tiers.some((tier) => tier.name === name)).map((tier) => ({
      tier,
      customers: Number(rows.find((row) => row.tier === tier)?.customers ?? 0),
    })),
  }
}
