import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Signal } from '#act/signal.ts'
import type { Touched } from '#segment/segments/segment-members.ts'
import type { Language } from '#segment/segments/segment-service.ts'
import type { TagValueStore } from '#segment/tags/tag-ports.ts'
import { IS_PERSON } from './analytical/queries/customer-groups.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import type { AskedTag } from './analytical/tags/found-tags.ts'
import { findTags } from './analytical/tags/found-tags.ts'
import { HOLD_CHANGES, tagRefreshQuery } from './analytical/tags/tag-refresh.ts'
import { readSpreads, spreadOf } from './analytical/tags/tag-spread.ts'
import { readTagChanges, readTagValues } from './analytical/tags/tags-of-customer.ts'
import type { MomentParts } from './condition-moment.ts'
import { isPerson, LOOK_LIMITS, momentOf, whoseOf, WORK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { appendSignals } from './relational/append-signals.ts'
import { askClient } from './relational/ask.ts'
import { readTouched } from './relational/customer-touches.ts'
import type { Database } from './relational/database.ts'
import { holdLock } from './relational/hold-lock.ts'
import { inTransaction } from './relational/in-transaction.ts'

/** Number of the advisory lock of refreshing tags. */
const TAGS_LOCK = 7_301_226

/** Tags that are worked out in one pass: more hold more pairs of tag and customer in memory. */
const TAGS_A_PASS = 40
const SIGNALS_A_STEP = 10_000

export function createTagValueStore(
  parts: MomentParts & { readonly pool: Pool; readonly db: Kysely<Database>; readonly people: PeopleInScope },
): TagValueStore {
  const { client, pool, db, clock } = parts
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)

  /** The values of tags now, as a query. */
  async function found(tags: readonly AskedTag[], { catalogue, meanings }: Language, of: Touched | null) {
    const conditions = tags.flatMap(({ source }) => (source.kind === 'rules' ? source.rules.map(({ condition }) => condition) : []))
    const { now, timeZone, runs } = await momentOf(parts, conditions, meanings)
    return { now, found: findTags(tags, { now, timeZone, runs, catalogue, segments: meanings, ...whoseOf(of) }) }
  }

  /** Lets written changes hold, and tells of them, up to the last that was begun; so each is told once whatever stops in between. */
  async function settle(): Promise<void> {
    const [state] = await ask<{ last_number: string; settled_number: string }>(
      'SELECT last_number::text, settled_number::text FROM tag_refreshes',
    )
    if (state === undefined || state.last_number === state.settled_number) return
    const range = { from: state.settled_number, to: state.last_number }
    const changes = await withEngineErrors('clickhouse', async () => {
      await client.command({ query: HOLD_CHANGES, query_params: range, clickhouse_settings: { ...WORK_LIMITS, insert_deduplicate: 0 } })
      return await readRows<{ tag: string; customer: string; at: string }>(
        client,
        `SELECT toString(tag) AS tag, toString(customer_id) AS customer, as_of AS at FROM tag_changes FINAL
         WHERE number > {from:UInt64} AND number <= {to:UInt64} AND is_change = 1 AND historical = 0 ORDER BY number, tag, customer_id`,
        range,
      )
    })
    await withEngineErrors('postgres', () =>
      inTransaction(pool, async (connection) => {
        for (let start = 0; start < changes.length; start += SIGNALS_A_STEP) {
          await appendSignals(askClient(connection), changes.slice(start, start + SIGNALS_A_STEP).map(signalOf))
        }
        await connection.query('UPDATE tag_refreshes SET settled_number = $1', [state.last_number])
      }),
    )
    // Nobody writes meanwhile: refreshes run alone.
    await withEngineErrors('clickhouse', () => client.command({ query: 'ALTER TABLE tag_changes DROP PARTITION 0' }))
  }

  return {
    alone: (work) =>
      holdLock(pool, TAGS_LOCK, 'alone', async () => {
        await settle()
        return await work()
      }),

    async refresh(tags, language, of, isFirst) {
      let changed = 0
      for (let start = 0; start < tags.length; start += TAGS_A_PASS) {
        const some = tags.slice(start, start + TAGS_A_PASS)
        const [begun] = await ask<{ number: string }>(
          'UPDATE tag_refreshes SET last_number = last_number + 1 RETURNING last_number::text AS number',
        )
        const number = begun?.number ?? '0'
        const { now, found: values } = await found(some, language, of)
        const { query, params } = tagRefreshQuery(values, {
          tags: some,
          number,
          now,
          of: of === null ? '1' : 'customer_id IN {touched:Array(UUID)}',
          historical: isFirst ? '1' : of === null ? '0' : 'customer_id NOT IN {live:Array(UUID)}',
        })
        changed += await withEngineErrors('clickhouse', async () => {
          await client.command({
            query,
            query_params: boundParams({ ...params, ...(of === null ? {} : { touched: of.customerIds, live: of.live }) }),
            clickhouse_settings: { ...WORK_LIMITS, insert_deduplicate: 0 },
          })
          const [row] = await readRows<{ n: string }>(
            client,
            'SELECT count() AS n FROM tag_changes FINAL WHERE number = {number:UInt64} AND is_change = 1',
            { number },
          )
          return Number(row?.n ?? 0)
        })
        await settle()
      }
      return changed
    },

    async noteRefreshed(tags) {
      await ask(
        `UPDATE tags t SET filled_version = f.version, refreshed_at = $3
         FROM unnest($1::text[], $2::integer[]) AS f (name, version) WHERE t.name = f.name`,
        [tags.map(({ name }) => name), tags.map(({ version }) => version), clock.now()],
      )
    },

    touched: () => readTouched(pool, 'tags'),

    async waiting() {
      const [row] = await ask<{ touched: boolean; unfilled: boolean }>(
        `SELECT EXISTS (SELECT FROM customer_touches WHERE reader = 'tags') AS touched,
           EXISTS (SELECT FROM tags WHERE archived_at IS NULL AND filled_version <> version) AS unfilled`,
      )
      return row ?? { touched: false, unfilled: false }
    },

    isPerson: (scope, customerId) => withEngineErrors('clickhouse', () => isPerson(parts, scope, customerId)),

    valuesOf: (customerId) => withEngineErrors('clickhouse', () => readTagValues(client, customerId, clock.now())),
    changesOf: (customerId) => withEngineErrors('clickhouse', () => readTagChanges(client, customerId)),
    spreads: (scope) => withEngineErrors('clickhouse', async () => readSpreads(client, await scopeSql(db, scope), clock.now())),

    preview: (scope, tag, language) =>
      withEngineErrors('clickhouse', async () => {
        const [{ found: values }, own] = await Promise.all([found([tag], language, null), scopeSql(db, scope)])
        const params = { ...values.params, ...own.params }
        const from = `(${values.query}) WHERE ${own.where('customer_id')}`
        const [[everyone], spread] = await Promise.all([
          readRows<{ n: string }>(
            client,
            `SELECT count() AS n FROM customers FINAL WHERE ${IS_PERSON} AND ${own.where('customer_id')}`,
            own.params,
          ),
          spreadOf(client, from, params, LOOK_LIMITS),
        ])
        return { ...spread, everyone: Number(everyone?.n ?? 0) }
      }),
  }
}

function signalOf({ tag, customer, at }: { readonly tag: string; readonly customer: string; readonly at: string }): Signal {
  return { kind: 'tag-changed', customerId: customer, occurredAt: new Date(at), origin: `tag:${tag}`, historical: false, payload: { tag } }
}
