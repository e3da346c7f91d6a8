import type { Pool } from 'pg'
import type { DryRun } from '#act/journeys/dry-run/dry-run.ts'
import type { DryRunStore } from '#act/journeys/dry-run/dry-run-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

type Stored = Omit<DryRun, 'from' | 'until' | 'at'> & { readonly from: string; readonly until: string; readonly at: string }

/** The newest dry run of each journey. One of a journey that was deleted meanwhile is not kept. */
export function createDryRunStore(pool: Pool): DryRunStore {
  const ask = <T extends object>(text: string, values: readonly unknown[]): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  return {
    async get(journeyId) {
      const [row] = await ask<{ result: Stored }>('SELECT result FROM journey_dry_runs WHERE journey_id = $1', [journeyId])
      if (row === undefined) return null
      const { from, until, at, ...rest } = row.result
      return { ...rest, from: new Date(from), until: new Date(until), at: new Date(at) }
    },

    async put(journeyId, dryRun) {
      await ask(
        `INSERT INTO journey_dry_runs (journey_id, version, result, made_at)
         SELECT id, $2, $3, $4 FROM journeys WHERE id = $1
         ON CONFLICT (journey_id) DO UPDATE SET version = excluded.version, result = excluded.result, made_at = excluded.made_at`,
        [journeyId, dryRun.version, JSON.stringify(dryRun), dryRun.at],
      )
    },
  }
}
