import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { InputMarkReader } from '#decide/preview-marks.ts'
import { readLatestRuns } from './analytical/queries/overview-as-of.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import type { Database } from './relational/database.ts'

/** Grain: one row. Cost: the newest churn scores. */
const COMPUTED = `SELECT toString(max(computed_at)) AS computed_at FROM scores WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')}`

/** How far scores, profiles, imports and runs have come: the same text as long as nothing was added. */
export function createInputMarkReader(client: ClickHouseClient, db: Kysely<Database>): InputMarkReader {
  return {
    async read() {
      const { scores, profiles } = await readLatestRuns(client)
      const [[computed], imports, run] = await Promise.all([
        scores === null ? [] : readRows<{ computed_at: string }>(client, COMPUTED, { asOf: scores }),
        db
          .selectFrom('imports')
          .select((eb) => [eb.fn.countAll().as('imports'), eb.fn.max('finished_at').as('finished'), eb.fn.max('undone_at').as('undone')])
          .executeTakeFirst(),
        db.selectFrom('decision_runs').select('id').orderBy('created_at', 'desc').orderBy('id').limit(1).executeTakeFirst(),
      ])
      return {
        scores: scores === null ? '' : `${scores.toISOString()} ${computed?.computed_at ?? ''}`,
        profiles: profiles?.toISOString() ?? '',
        imports:
          `${String(imports?.imports ?? 0)} ${imports?.finished?.toISOString() ?? ''} ${imports?.undone?.toISOString() ?? ''}`.trimEnd(),
        runs: run?.id ?? '',
      }
    },
  }
}
