import type { ClickHouseClient } from '@clickhouse/client'
import { lastPlace, spendLimit } from '#segment/lifecycle-tiers.ts'
import { givenLimits } from '#segment/rfm.ts'
import type { RfmScheme } from '#segment/tier-scheme.ts'
import { PROFILE_SETTINGS } from './profile-facts.ts'
import { readRows } from './read-rows.ts'

/** Of a row of `profile_facts`: one of the run that is worked out. */
export const OF_RUN = 'run_id = {run:UUID}'

/** What RFM ranks by: the higher, the better. Null: not ranked. */
const RANKED = { recency: '-recency_days', frequency: 'toFloat64(frequency)', monetary: 'toFloat64(monetary)' } as const

export type RfmLimits = Readonly<Record<keyof typeof RANKED, readonly number[]>>

/**
 * Grain: the levels of each measure that have customers, with the lowest value of each. Levels are by mid-rank in whole numbers, as in `levelLimits` of `src/segment/rfm.ts`.
 * Cost: one pass over three columns of the run, and a sort of their different values.
 */
const LEVELS = `
SELECT measure, least({levels:UInt64}, 1 + intDiv((2 * up_to - copies) * {levels:UInt64}, 2 * ranked)) AS level, min(value) AS lowest
FROM (
  SELECT measure, value, copies, sum(copies) OVER (PARTITION BY measure ORDER BY value) AS up_to, sum(copies) OVER (PARTITION BY measure) AS ranked
  FROM (
    SELECT ranks.1 AS measure, ranks.2 AS value, count() AS copies
    FROM (
      SELECT arrayJoin(arrayFilter(rank -> has({measures:Array(String)}, rank.1), [${Object.entries(RANKED)
        .map(([name, value]) => `('${name}', assumeNotNull(${value}))`)
        .join(', ')}])) AS ranks
      FROM profile_facts WHERE ${OF_RUN} AND recency_days IS NOT NULL
    )
    GROUP BY measure, value
  )
)
GROUP BY measure, level`

/** Grain: one row: the n-th highest spend of all customers, and their number. Cost: one column of the run, sorted up to that place. */
const NTH_SPEND = `
SELECT toFloat64(monetary) AS spent FROM profile_facts WHERE ${OF_RUN} ORDER BY spent DESC LIMIT 1 OFFSET {place:UInt64}`

/** The lowest value of each level from the second on, of each measure, ascending. Levels that nobody reaches have none. */
export async function readRfmLimits(client: ClickHouseClient, run: string, scheme: RfmScheme): Promise<RfmLimits> {
  const names = ['recency', 'frequency', 'monetary'] as const
  const measures = names.filter((name) => scheme[name].by === 'quantiles')
  const rows =
    measures.length === 0
      ? []
      : await readRows<{ measure: string; level: string; lowest: number }>(
          client,
          LEVELS,
          { run, levels: scheme.levels, measures },
          PROFILE_SETTINGS,
        )
  const limitsOf = (name: keyof RfmLimits): readonly number[] => {
    const cutting = scheme[name]
    if (cutting.by === 'cutoffs') return givenLimits(cutting.at, name === 'recency')
    const found = rows.filter(({ measure }) => measure === name)
    return Array.from({ length: scheme.levels - 1 }, (_, k) =>
      Math.min(...found.filter(({ level }) => Number(level) >= k + 2).map(({ lowest }) => lowest)),
    ).filter((limit) => limit < Infinity)
  }
  return { recency: limitsOf('recency'), frequency: limitsOf('frequency'), monetary: limitsOf('monetary') }
}

/** The spend of the last of a share of all customers. */
export async function readShareLimit(client: ClickHouseClient, run: string, customers: number, share: number): Promise<number> {
  const [row] = await readRows<{ spent: number }>(client, NTH_SPEND, { run, place: lastPlace(customers, share) }, PROFILE_SETTINGS)
  return spendLimit(row?.spent)
}
