import type { Pool } from 'pg'
import type { DryRunOverlap } from '#act/journeys/dry-run/dry-run.ts'
import type { PastOverlaps } from '#act/journeys/dry-run/dry-run-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/**
 * Grain: a journey that is live or paused, or a broadcast. Cost: by the indexes of customers, some rows each. A journey: customers who were inside within the time; a broadcast:
 * customers to whom something of it left within the time, or is on its way.
 */
const OVERLAPS = `
SELECT 'journey' AS kind, j.id, v.definition ->> 'name' AS name, count(DISTINCT e.customer_id)::integer AS customers
FROM enrolments e JOIN journeys j ON j.id = e.journey_id AND j.state IN ('live', 'paused')
JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.version
WHERE e.customer_id = ANY ($2::uuid[]) AND e.journey_id <> $1 AND e.entered_at <= $4 AND (e.ended_at IS NULL OR e.ended_at >= $3)
GROUP BY j.id, v.definition ->> 'name'
UNION ALL
SELECT 'broadcast', b.id, b.definition ->> 'name', count(DISTINCT s.customer_id)::integer
FROM send_ledger s JOIN broadcasts b ON b.id = s.run_id
WHERE s.customer_id = ANY ($2::uuid[]) AND (s.handed_at BETWEEN $3 AND $4 OR s.state IN ('planned', 'claimed'))
GROUP BY b.id, b.definition ->> 'name'
ORDER BY customers DESC, id`

export function createPastOverlaps(pool: Pool): PastOverlaps {
  return (journeyId, customerIds, { from, until }) =>
    withEngineErrors('postgres', async () => (await pool.query<DryRunOverlap>(OVERLAPS, [journeyId, customerIds, from, until])).rows)
}
