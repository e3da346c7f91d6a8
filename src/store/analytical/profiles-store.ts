import type { ClickHouseClient } from '@clickhouse/client'
import { newId } from '#kernel/id.ts'
import type { LifecycleTier, TierCutoffs } from '#segment/lifecycle-tiers.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import type { GroupMove, ProfileStore } from '#segment/profile-service.ts'
import type { TierScheme } from '#segment/tier-scheme.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import { engineTime } from './insert.ts'
import { FACTS_CHANGED } from './queries/facts-changed.ts'
import { readFittedLimits } from './queries/fitted-limits.ts'
import { readLatestRuns } from './queries/overview-as-of.ts'
import { PROFILE_FACTS, PROFILE_SETTINGS } from './queries/profile-facts.ts'
import { OF_RUN, readRfmLimits, readShareLimit } from './queries/profile-limits.ts'
import { MOVED, RUN_SIZES, scoreParams, WRITE_PROFILES } from './queries/profile-scores.ts'
import { readRows } from './queries/read-rows.ts'

interface WorkedOut {
  readonly customers: number
  readonly cutoffs: TierCutoffs
  /** Of `PROFILE_SCORES`. */
  readonly params: Record<string, unknown>
}

export function createProfileStore(client: ClickHouseClient): ProfileStore {
  /** Gathers the facts of a run, finds the limits of the scheme in them, and lets them go when `use` is done. */
  const withFacts = async <T>(asOf: Date, scheme: TierScheme, use: (worked: WorkedOut) => Promise<T>): Promise<T> => {
    await dropLeftBehind(client)
    const run = newId(asOf)
    try {
      await client.command({
        query: PROFILE_FACTS,
        query_params: { run, asOf: engineTime(asOf.getTime()), windowDays: scheme.rfm.windowDays },
        clickhouse_settings: PROFILE_SETTINGS,
      })
      const [counted] = await readRows<{ customers: string }>(client, `SELECT count() AS customers FROM profile_facts WHERE ${OF_RUN}`, {
        run,
      })
      const customers = Number(counted?.customers ?? 0)
      const [limits, cutoffs] = [await readRfmLimits(client, run, scheme.rfm), await cutoffsOf(client, run, customers, scheme)]
      return await use({ customers, cutoffs, params: scoreParams(run, scheme, limits, cutoffs) })
    } finally {
      // The first error is the one to tell; what stays behind is dropped by a later run.
      await dropFacts(client, run).catch(() => undefined)
    }
  }
  return {
    async refresh(asOf, { version, scheme }) {
      return await withFacts(asOf, scheme, async ({ customers, cutoffs, params }) => {
        await client.command({
          query: WRITE_PROFILES,
          query_params: { ...params, asOf: engineTime(asOf.getTime()), definitionVersion: `scheme-${version}+${scheme.tiers.mode}` },
          clickhouse_settings: PROFILE_SETTINGS,
        })
        const sizes = await readRows<{ tier: LifecycleTier; customers: string }>(client, RUN_SIZES, { asOf }, PROFILE_SETTINGS)
        const tiers = Object.fromEntries(
          LIFECYCLE_TIERS.map((tier) => [tier, Number(sizes.find((row) => row.tier === tier)?.customers ?? 0)]),
        ) as Record<LifecycleTier, number>
        return { asOf, customers, tiers, cutoffs }
      })
    },

    async preview(asOf, scheme) {
      const { profiles: before } = await readLatestRuns(client)
      return await withFacts(asOf, scheme, async ({ customers, cutoffs, params }) => {
        const rows = await readRows<MovedRow>(client, MOVED, { ...params, before: before ?? new Date(0) }, PROFILE_SETTINGS)
        return {
          customers,
          cutoffs,
          before,
          tiers: summed(rows, ({ tier_before: from, tier }) => ({ before: from === '' ? null : from, after: tier })),
          classes: summed(rows, ({ class_before: from, class: to }) => ({
            before: from === '' ? null : from,
            after: to === '' ? null : to,
          })),
        }
      })
    },

    async runs() {
      const rows = await readRows<{ as_of: string }>(client, RUNS, {}, PROFILE_SETTINGS)
      return rows.map(({ as_of: asOf }) => new Date(asOf))
    },

    async drop(runs) {
      await client.command({
        query: "DELETE FROM profiles WHERE as_of IN {runs:Array(DateTime64(3,'UTC'))}",
        query_params: { runs: runs.map((run) => engineTime(run.getTime())) },
        clickhouse_settings: { ...PROFILE_SETTINGS, lightweight_deletes_sync: '2' },
      })
    },

    async isBehind() {
      const [row] = await readRows<{ behind: number }>(client, FACTS_CHANGED)
      return row?.behind === 1
    },
  }
}

/** Grain: one row per run. Cost: the first column of the key, which is the same for a whole run. */
const RUNS = 'SELECT as_of FROM profiles GROUP BY as_of ORDER BY as_of'

interface MovedRow {
  tier_before: LifecycleTier | ''
  tier: LifecycleTier
  class_before: ValueClass | ''
  class: ValueClass | ''
  customers: string
}

/** The rows by one of the two schemes. */
function summed<Before, After>(
  rows: readonly MovedRow[],
  of: (row: MovedRow) => Omit<GroupMove<Before, After>, 'customers'>,
): GroupMove<Before, After>[] {
  const sums = new Map<string, GroupMove<Before, After>>()
  for (const row of rows) {
    const move = of(row)
    const key = JSON.stringify(move)
    sums.set(key, { ...move, customers: Number(row.customers) + (sums.get(key)?.customers ?? 0) })
  }
  return [...sums.values()]
}

/** Facts of runs that were never finished: no run takes as long. */
const LEFT_BEHIND = `
SELECT DISTINCT partition AS run FROM system.parts
WHERE database = currentDatabase() AND table = 'profile_facts' AND active AND modification_time < now() - INTERVAL 6 HOUR`

async function dropLeftBehind(client: ClickHouseClient): Promise<void> {
  for (const { run } of await readRows<{ run: string }>(client, LEFT_BEHIND)) await dropFacts(client, run)
}

/** @param run An id of our own: a partition cannot be a bound parameter. */
async function dropFacts(client: ClickHouseClient, run: string): Promise<void> {
  await client.command({ query: `ALTER TABLE profile_facts DROP PARTITION '${run}'` })
}

async function cutoffsOf(client: ClickHouseClient, run: string, customers: number, { tiers }: TierScheme): Promise<TierCutoffs> {
  if (tiers.mode === 'fitted') return await readFittedLimits(client, run, customers, tiers)
  const { newDays, overdueRatio, cadenceOrders, dormantDays, highValue } = tiers
  return {
    newDays,
    overdueRatio,
    cadenceOrders,
    dormantDays,
    highValueMonetary: highValue.by === 'amount' ? highValue.amount : await readShareLimit(client, run, customers, highValue.share),
  }
}
