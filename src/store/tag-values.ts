import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Signal } from '#act/signal.ts'
import type { Touched } from '#segment/followed-work.ts'
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
import { readTouched } from './relational/customer-touches.ts'
import type { Database } from './relational/database.ts'
import { createToldRefreshes } from './told-refreshes.ts'

/** Number of the advisory lock of refreshing tags. */
const TAGS_LOCK = 7_301_226

/** Tags that are worked out in one pass: more hold more pairs of tag and customer in memory. */
const TAGS_A_PASS = 40

export function createTagValueStore(
  parts: MomentParts & { readonly pool: Pool; readonly db: Kysely<Database>; readonly people: PeopleInScope },
): TagValueStore {
  const { client, pool, db, clock } = parts
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)

  /** The values of tags now, as a query. */
  async function found(tags: readonly AskedTag[], { catalogue, meanings }: Language, of: Touched | null) {
    const conditions = tags.flatMap(({ source }) => (source.kind === 'rules' ? source.rules.map(({ condition }) => condition) : []))
    const fields = tags.flatMap(({ source }) => (source.kind === 'field' ? [source.field] : []))
    const [{ now, timeZone, runs }, whose] = await Promise.all([
      momentOf(parts, conditions, meanings, 'customers', fields),
      whoseOf(client, of),
    ])
    return { now, whose, found: findTags(tags, { now, timeZone, runs, catalogue, segments: meanings, ...whose.parts }) }
  }

  const refreshes = createToldRefreshes({
    pool,
    lock: TAGS_LOCK,
    table: 'tag_refreshes',
    written: (range) =>
      withEngineErrors('clickhouse', async () => {
        await client.command({
          query: HOLD_CHANGES,
          query_params: { ...range },
          clickhouse_settings: { ...WORK_LIMITS, insert_deduplicate: 0 },
        })
        const changes = await readRows<{ tag: string; customer: string; at: string }>(
          client,
          `SELECT toString(tag) AS tag, toString(customer_id) AS customer, as_of AS at FROM tag_changes FINAL
           WHERE number > {from:UInt64} AND number <= {to:UInt64} AND is_change = 1 AND historical = 0 ORDER BY number, tag, customer_id`,
          { ...range },
        )
        return changes.map(signalOf)
      }),
    // Nobody writes meanwhile: refreshes run alone.
    onTold: async () => {
      await withEngineErrors('clickhouse', () => client.command({ query: 'ALTER TABLE tag_changes DROP PARTITION 0' }))
    },
  })

  return {
    alone: refreshes.alone,

    async refresh(tags, language, of, isFirst) {
      let changed = 0
      for (let start = 0; start < tags.length; start += TAGS_A_PASS) {
        const some = tags.slice(start, start + TAGS_A_PASS)
        changed += await refreshes.next(async (number) => {
          const { now, whose, found: values } = await found(some, language, of)
          const { query, params } = tagRefreshQuery(values, {
            tags: some,
            number,
            now,
            of: whose.records,
            historical: isFirst ? '1' : whose.historical,
          })
          return await withEngineErrors('clickhouse', async () => {
            await client.command({
              query,
              query_params: boundParams({ ...params, ...whose.params }),
              clickhouse_settings: { ...WORK_LIMITS, insert_deduplicate: 0 },
            })
            const [row] = await readRows<{ n: string }>(
              client,
              'SELECT count() AS n FROM tag_changes FINAL WHERE number = {number:UInt64} AND is_change = 1',
              { number },
            )
            return Number(row?.n ?? 0)
          })
        })
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
      const [row] = await ask<{ touched: boolean; unfilled: string[] }>(
        `SELECT EXISTS (SELECT FROM customer_touches WHERE reader = 'tags') AS touched,
           ARRAY (SELECT name || ' ' || version FROM tags WHERE archived_at IS NULL AND filled_version <> version) AS unfilled`,
      )
      return row ?? { touched: false, unfilled: [] }
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
