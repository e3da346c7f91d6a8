import type { Pool } from 'pg'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Signal } from '#act/signal.ts'
import type { Condition, Grain } from '#segment/conditions/condition.ts'
import type { Touched } from '#segment/followed-work.ts'
import type { Membership, MemberStore } from '#segment/segments/segment-members.ts'
import type { Segment } from '#segment/segments/segment.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import type { MomentParts } from './condition-moment.ts'
import { isAccount, momentOf, whoseOf, WORK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { readTouched } from './relational/customer-touches.ts'
import { createToldRefreshes } from './told-refreshes.ts'

/** Number of the advisory lock of refreshing members. */
const MEMBERS_LOCK = 7_301_225

interface MoveRow {
  readonly segment: string
  readonly customer: string
  readonly is_in: number
  readonly at: string
}

export function createMemberStore(parts: MomentParts & { readonly pool: Pool; readonly people: PeopleInScope }): MemberStore {
  const { client, pool, people } = parts
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)

  /** Who entered and left by a query; rows are there when it answers. */
  async function writeMoves(
    segments: readonly Segment[],
    language: Parameters<MemberStore['refresh']>[1],
    of: Touched | null,
    isFirst: boolean,
    number: string,
    grain: Grain,
  ) {
    const conditions = segments.map(({ id }): Condition => ({ segment: id }))
    const [{ now, timeZone, runs }, whose] = await Promise.all([momentOf(parts, conditions, language.meanings, grain), whoseOf(client, of)])
    const { query, params } = compileConditions(
      conditions,
      { now, timeZone, runs, catalogue: language.catalogue, segments: language.meanings, ...whose.parts },
      grain,
    )
    const met = segments.map((_, i) => `m${i}`).join(', ')
    await client.command({
      query: `INSERT INTO segment_moves (segment_id, customer_id, number, is_in, moved_at, historical)
        SELECT segment_id, customer_id, {number:UInt64}, is_now, {at:DateTime64(3, 'UTC')}, ${isFirst || grain === 'accounts' ? '1' : whose.historical}
        FROM (
          SELECT segment_id, customer_id, max(now) AS is_now, max(before) AS was
          FROM (
            SELECT arrayJoin(arrayFilter((id, met) -> met = 1, {segments:Array(UUID)}, [${met}])) AS segment_id, customer_id, 1 AS now, 0 AS before FROM (${query})
            UNION ALL
            SELECT segment_id, customer_id, 0, 1 FROM (
              SELECT segment_id, customer_id, argMax(is_in, number) AS last FROM segment_moves
              WHERE segment_id IN {segments:Array(UUID)} AND ${whose.records}
              GROUP BY segment_id, customer_id
            ) WHERE last = 1
          ) GROUP BY segment_id, customer_id
        ) WHERE is_now != was`,
      query_params: boundParams({
        ...params,
        number,
        at: now,
        segments: segments.map(({ id }) => id),
        ...whose.params,
      }),
      clickhouse_settings: { ...WORK_LIMITS, insert_deduplicate: 0 },
    })
  }

  const refreshes = createToldRefreshes({
    pool,
    lock: MEMBERS_LOCK,
    table: 'segment_refreshes',
    written: async (range) => {
      const moves = await withEngineErrors('clickhouse', () =>
        readRows<MoveRow>(
          client,
          `SELECT toString(segment_id) AS segment, toString(customer_id) AS customer, is_in, moved_at AS at FROM segment_moves FINAL
           WHERE number > {from:UInt64} AND number <= {to:UInt64} AND historical = 0 ORDER BY number, segment_id, customer_id`,
          { ...range },
        ),
      )
      return moves.map(signalOf)
    },
  })

  return {
    alone: refreshes.alone,

    refresh: (segments, language, of, isFirst) =>
      refreshes.next((number) =>
        withEngineErrors('clickhouse', async () => {
          await writeMoves(segments, language, of, isFirst, number, segments[0]?.grain ?? 'customers')
          const [row] = await readRows<{ n: string }>(client, 'SELECT count() AS n FROM segment_moves WHERE number = {number:UInt64}', {
            number,
          })
          return Number(row?.n ?? 0)
        }),
      ),

    async noteFilled(segments) {
      await ask(
        'UPDATE segments s SET filled_version = f.version FROM unnest($1::uuid[], $2::integer[]) AS f (id, version) WHERE s.id = f.id',
        [segments.map(({ id }) => id), segments.map(({ version }) => version)],
      )
    },

    touched: () => readTouched(pool, 'segments'),

    staysOf: (scope, customerId, grain = 'customers') =>
      withEngineErrors('clickhouse', async () => {
        if (!(await (grain === 'accounts' ? isAccount(parts, scope, customerId) : people.has(scope, customerId)))) return null
        const rows = await readRows<MoveRow>(
          client,
          `SELECT toString(segment_id) AS segment, toString(customer_id) AS customer, is_in, moved_at AS at FROM segment_moves FINAL
           WHERE customer_id = {customerId:UUID} ORDER BY segment_id, number`,
          { customerId },
        )
        return staysIn(rows)
      }),

    async waiting() {
      const [row] = await ask<{ touched: boolean; unfilled: string[] }>(
        `SELECT EXISTS (SELECT FROM customer_touches WHERE reader = 'segments') AS touched,
           ARRAY (SELECT id || ' ' || version FROM segments WHERE kind = 'dynamic' AND archived_at IS NULL AND filled_version <> version) AS unfilled`,
      )
      return row ?? { touched: false, unfilled: [] }
    },
  }
}

function signalOf({ segment, customer, is_in, at }: MoveRow): Signal {
  return {
    kind: is_in === 1 ? 'segment-entered' : 'segment-left',
    customerId: customer,
    occurredAt: new Date(at),
    origin: `segment:${segment}`,
    historical: false,
    payload: { segmentId: segment },
  }
}

/** Moves in the order of each segment as stays: from each that came in to the next that went out. */
function staysIn(moves: readonly MoveRow[]): Membership[] {
  const stays: { segmentId: string; from: Date; to: Date | null }[] = []
  for (const { segment, is_in, at } of moves) {
    const open = stays.at(-1)
    if (is_in === 1) stays.push({ segmentId: segment, from: new Date(at), to: null })
    else if (open?.segmentId === segment && open.to === null) open.to = new Date(at)
  }
  return stays.toSorted((a, b) => b.from.getTime() - a.from.getTime())
}
