import type { ClickHouseClient } from '@clickhouse/client'
import { everyone } from '#access/scope.ts'
import type { BroadcastAudience } from '#act/broadcasts/broadcast-ports.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { LOOK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'

const WHOLE = everyone('a broadcast goes to its audience, whoever started it')

/** Grain: one row per customer of a list, in the order of its key. Cost: a range of the key. */
const NEXT = `
SELECT toString(customer_id) AS id FROM segment_snapshots FINAL
WHERE segment_id = {listId:UUID} AND customer_id > {after:UUID} ORDER BY segment_snapshots.customer_id LIMIT {limit:UInt32}`
const FIRST = NEXT.replace(' AND customer_id > {after:UUID}', '')

/** Audiences of broadcasts as lists beside those of segments that were taken once. */
export function createBroadcastAudience(client: ClickHouseClient, segments: SegmentService): BroadcastAudience {
  const inEngine = <T>(work: () => Promise<T>): Promise<T> => withEngineErrors('clickhouse', work)
  return {
    async check(condition) {
      segments.read({ condition }, await segments.language())
    },

    async count(condition) {
      const language = await segments.language()
      const { customers, everyone: all } = await segments.count(WHOLE, segments.read({ condition }, language), language)
      return { customers, everyone: all }
    },

    async take(listId, condition) {
      const language = await segments.language()
      const { query, params } = await segments.people(WHOLE, segments.read({ condition }, language), language)
      return await inEngine(async () => {
        await client.command({
          query: `INSERT INTO segment_snapshots (segment_id, customer_id) SELECT {listId:UUID}, customer_id FROM (${query})`,
          query_params: boundParams({ ...params, listId }),
          clickhouse_settings: LOOK_LIMITS,
        })
        const [row] = await readRows<{ n: string }>(
          client,
          'SELECT count() AS n FROM segment_snapshots FINAL WHERE segment_id = {listId:UUID}',
          {
            listId,
          },
        )
        return Number(row?.n ?? 0)
      })
    },

    next: (listId, after, limit) =>
      inEngine(async () =>
        (
          await readRows<{ id: string }>(client, after === null ? FIRST : NEXT, { listId, limit, ...(after === null ? {} : { after }) })
        ).map(({ id }) => id),
      ),

    has: (listId, customerId) =>
      inEngine(async () => {
        const rows = await readRows(
          client,
          'SELECT 1 AS there FROM segment_snapshots WHERE segment_id = {listId:UUID} AND customer_id = {customerId:UUID} LIMIT 1',
          { listId, customerId },
        )
        return rows.length > 0
      }),

    async meets(condition, customerId) {
      const language = await segments.language()
      const { query, params } = await segments.people(WHOLE, segments.read({ condition }, language), language)
      return await inEngine(async () => {
        const rows = await readRows(
          client,
          `SELECT 1 AS there FROM (${query}) WHERE customer_id = {customerId:UUID} LIMIT 1`,
          { ...params, customerId },
          LOOK_LIMITS,
        )
        return rows.length > 0
      })
    },

    forget: (listId) =>
      inEngine(async () => {
        await client.command({ query: 'DELETE FROM segment_snapshots WHERE segment_id = {listId:UUID}', query_params: { listId } })
      }),
  }
}
