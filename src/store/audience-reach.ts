import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { AudienceReachReader } from '#act/reach/audience-reach.ts'
import type { Clock } from '#kernel/clock.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'
import { addReach, readReach } from './relational/reach-counts.ts'

const BLOCK = 100_000

/** Who can be contacted of those who meet a condition: the people from the analytical side, one query of the relational side for each hundred thousand of them. */
export function createAudienceReach(parts: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly segments: Pick<SegmentService, 'people' | 'language'>
  readonly clock: Clock
}): AudienceReachReader {
  const { client, db, segments, clock } = parts
  return {
    async read(scope, condition) {
      const { query, params } = await segments.people(scope, condition, await segments.language())
      const rows = await withEngineErrors('clickhouse', () =>
        readRows<{ id: string }>(client, `SELECT DISTINCT toString(customer_id) AS id FROM (${query})`, params),
      )
      const now = clock.now()
      const ids = rows.map(({ id }) => id)
      let channels = await readReach(db, now, ids.slice(0, BLOCK))
      for (let start = BLOCK; start < ids.length; start += BLOCK) {
        channels = addReach(channels, await readReach(db, now, ids.slice(start, start + BLOCK)))
      }
      return { customers: ids.length, channels }
    },
  }
}
