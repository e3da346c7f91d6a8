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
 * @param withBefore Whether anybody asks for the time before that: without it those are null, and two queries after the first are saved
 */
export async function readLatestRuns(client: ClickHouseClient, withBefore = true): Promise<LatestRuns> {
  const profile = (before: Date | null) =>
    single(
      client,
      `SELECT as_of FROM profiles ${before === null ? '' : `WHERE as_of < {before:DateTime64(3,'UTC')}`} ORDER BY as_of DESC LIMIT 1`,
      before,
    )
  const score = (before: Date | null) =>
    single(
      client,
      `SELECT as_of FROM scores WHERE kind = 'churn' AND tier != '' ${before === null ? '' : `AND as_of < {before:DateTime64(3,'UTC')}`} ORDER BY kind DESC, as_of DESC LIMIT 1`,
      before,
    )
  const [profiles, scores] = await Promise.all([profile(null), score(null)])
  const [profilesBefore, scoresBefore] = await Promise.all([
    // Profiles are worked out after every import: what moved is asked over half a day at least.
    profiles === null || !withBefore ? null : profile(new Date(profiles.getTime() - DAY_MS / 2)),
    scores === null || !withBefore ? null : score(scores),
  ])
  return { profiles, profilesBefore, scores, scoresBefore }
}

async function single(client: ClickHouseClient, query: string, before: Date | null): Promise<Date | null> {
  const [row] = await readRows<{ as_of: string }>(client, query, before === null ? {} : { before })
  return row === undefined ? null : new Date(row.as_of)
}
