import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import { readRows } from './read-rows.ts'

/** When profiles and churn scores were last worked out, and the time before that. Null where there was none; one rate for all (no tier) is no score. */
export interface LatestRuns {
  readonly profiles: Date | null
  readonly profilesBefore: Date | null
  readonly scores: Date | null
  readonly scoresBefore: Date | null
}

/**
 * Reads the key from its end, so that the cost does not grow with the history.
 *
 * @param withBefore Whether anybody asks for the time before that: without it those are null, and a query after the first is saved
 */
export async function readLatestRuns(client: ClickHouseClient, withBefore = true): Promise<LatestRuns> {
  const { profiles, scores } = await newest(client, { profiles: AFTER_ALL, scores: AFTER_ALL })
  if (!withBefore || (profiles === null && scores === null)) return { profiles, profilesBefore: null, scores, scoresBefore: null }
  const before = await newest(client, {
    // Profiles are worked out after every import: what moved is asked over half a day at least.
    profiles: profiles === null ? new Date(0) : new Date(profiles.getTime() - DAY_MS / 2),
    scores: scores ?? new Date(0),
  })
  return { profiles, profilesBefore: before.profiles, scores, scoresBefore: before.scores }
}

const AFTER_ALL = new Date('2200-01-01T00:00:00Z')

const NEWEST = `
SELECT 'profiles' AS kind, as_of FROM (SELECT as_of FROM profiles WHERE as_of < {profiles:DateTime64(3,'UTC')} ORDER BY as_of DESC LIMIT 1)
UNION ALL
SELECT 'scores' AS kind, as_of FROM (
  SELECT as_of FROM scores WHERE kind = 'churn' AND tier != '' AND as_of < {scores:DateTime64(3,'UTC')} ORDER BY kind DESC, as_of DESC LIMIT 1)`

/** The last of each before a time. */
async function newest(
  client: ClickHouseClient,
  before: { readonly profiles: Date; readonly scores: Date },
): Promise<Pick<LatestRuns, 'profiles' | 'scores'>> {
  const rows = await readRows<{ kind: 'profiles' | 'scores'; as_of: string }>(client, NEWEST, before)
  const of = (kind: 'profiles' | 'scores') => {
    const found = rows.find((row) => row.kind === kind)
    return found === undefined ? null : new Date(found.as_of)
  }
  return { profiles: of('profiles'), scores: of('scores') }
}
