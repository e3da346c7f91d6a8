import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import type { CountMoves } from '#identity/hand/hand-decisions.ts'
import { readMovedFacts } from './analytical/queries/moved-facts.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Grain: one row. Cost: by key. Work that was done for a record before it was merged has that record in origin_id. */
const WORK = `
SELECT
  array(SELECT DISTINCT d.device_id FROM device_people d WHERE d.person_id = ANY ($2::uuid[])) AS devices,
  (SELECT count(*)::int FROM consent_entries WHERE customer_id = ANY ($2::uuid[])) AS consents,
  (SELECT count(*)::int FROM tasks WHERE customer_id = $1 AND ($3 OR origin_id = ANY ($2::uuid[]))) AS tasks,
  (SELECT count(*)::int FROM send_ledger WHERE customer_id = $1 AND ($3 OR origin_id = ANY ($2::uuid[]))) AS sends,
  (SELECT count(*)::int FROM customer_notes WHERE customer_id = $1 AND ($3 OR origin_id = ANY ($2::uuid[]))) AS notes`

/** What some records of a customer have, in both stores. */
export function createMoveCounter(pool: Pool, client: ClickHouseClient): CountMoves {
  return async ({ customerId, originIds, whole }) => {
    const { rows } = await withEngineErrors('postgres', () =>
      pool.query<{ devices: string[]; consents: number; tasks: number; sends: number; notes: number }>(WORK, [
        customerId,
        originIds,
        whole,
      ]),
    )
    const { devices = [], ...work } = rows[0] ?? { consents: 0, tasks: 0, sends: 0, notes: 0 }
    const moved = await withEngineErrors('clickhouse', () => readMovedFacts(client, customerId, [...originIds, ...devices]))
    return { ...work, ...moved, devices: devices.length }
  }
}
