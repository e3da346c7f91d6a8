import type { ClickHouseClient } from '@clickhouse/client'
import { justBelow, lastPlace, spendLimit } from '#segment/lifecycle-tiers.ts'
import type { TierCutoffs } from '#segment/lifecycle-tiers.ts'
import type { TierRules } from '#segment/tier-scheme.ts'
import { PROFILE_SETTINGS } from './profile-facts.ts'
import { OF_RUN } from './profile-limits.ts'
import { readRows } from './read-rows.ts'

/** Infinity travels as null and comes before all others. */
const AGE = 'ifNull(age_days, inf)'
const AWAY = 'ifNull(recency_days, inf)'
const IS_AWAKE = `${AGE} > {newDays:Float64} AND ${AWAY} < {dormantDays:Float64}`
const HAS_CADENCE = 'lifetime_orders >= {cadenceOrders:UInt32}'

/** Grain: one value, the n-th from one end. Cost: one or two columns of the run, sorted up to that place. */
const nth = (value: string, order: 'ASC' | 'DESC', where: string) =>
  `SELECT ${value} AS value FROM profile_facts WHERE ${OF_RUN} AND ${where} ORDER BY value ${order} LIMIT 1 OFFSET {place:UInt64}`

const NEWEST = nth(AGE, 'ASC', 'true')
const LONGEST_AWAY = nth(AWAY, 'DESC', `${AGE} > {newDays:Float64}`)
const MOST_OVERDUE = nth('overdue_ratio', 'DESC', `${IS_AWAKE} AND ${HAS_CADENCE}`)
const LEAST_OVERDUE = nth('overdue_ratio', 'ASC', `${IS_AWAKE} AND ${HAS_CADENCE}`)
const MOST_SPENT = nth('toFloat64(monetary)', 'DESC', `${IS_AWAKE} AND NOT (${HAS_CADENCE} AND overdue_ratio >= {overdueRatio:Float64})`)

/** Cut-offs fitted to the targets of a scheme, one after the other as in `fittedCutoffs` of `src/segment/lifecycle-tiers.ts`. */
export async function readFittedLimits(
  client: ClickHouseClient,
  run: string,
  customers: number,
  { targets, cadenceOrders, ...usual }: TierRules,
): Promise<TierCutoffs> {
  const ask = async (query: string, place: number, params: Record<string, unknown> = {}): Promise<number | undefined> => {
    const [row] = await readRows<{ value: number | null }>(client, query, { run, place, ...params }, PROFILE_SETTINGS)
    return row === undefined ? undefined : (row.value ?? Infinity)
  }
  const place = (tier: keyof typeof targets): number => lastPlace(customers, targets[tier])
  const newDays = (await ask(NEWEST, place('new'))) ?? usual.newDays
  const dormantDays = (await ask(LONGEST_AWAY, place('dormant'), { newDays })) ?? usual.dormantDays
  const awake = { newDays, dormantDays, cadenceOrders }
  const ratio = (await ask(MOST_OVERDUE, place('at_risk'), awake)) ?? (await ask(LEAST_OVERDUE, 0, awake)) ?? usual.overdueRatio
  const spent = await ask(MOST_SPENT, place('high_value'), { ...awake, overdueRatio: ratio })
  return {
    newDays,
    overdueRatio: ratio,
    cadenceOrders,
    dormantDays: justBelow(dormantDays),
    highValueMonetary: spendLimit(spent),
  }
}
