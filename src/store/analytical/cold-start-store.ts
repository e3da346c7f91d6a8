import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import { ANSWERED_EVENT } from '#act/questionnaires/questionnaire.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ColdDay, ColdTarget } from '#predict/cold-start/cold-start-model.ts'
import { COLD_TARGETS, NEW_FOR_DAYS, NEW_ORDERS } from '#predict/cold-start/cold-start-model.ts'
import type { ColdStartStore } from '#predict/cold-start/cold-start-ports.ts'
import type { ColdCount } from '#predict/cold-start/learn-forecast.ts'
import { isPerson } from '../condition-moment.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { Database } from '../relational/database.ts'
import { engineTime, insertRows } from './insert.ts'
import { COLD_START_COUNTS, coldStartFacts, targetPlace } from './queries/cold-start-facts.ts'
import { IS_COUNTED } from './queries/customer-groups.ts'
import { factsOf } from './customer-of-origin.ts'
import { PROFILE_SETTINGS } from './queries/profile-facts.ts'
import { boundParams, readRows } from './queries/read-rows.ts'
import { scopeSql } from './scope-sql.ts'
import { ofSomeone, realEvent, soldLine } from './sold-line.ts'

/** Values of a feature that are told apart, and categories that are expected. */
const MOST_VALUES = 12
const MOST_CATEGORIES = 8
const MOST_QUESTIONS = 5
/** Of those whose time is over, the share that came last and is tested on. */
const TESTED_SHARE = 0.3

interface PortraitRow {
  readonly as_of: string
  readonly day: number
  readonly first_at: string
  readonly category: string
  readonly category_probability: number
  readonly category_similar: number
  readonly spend: string
  readonly spend_probability: number
  readonly spend_similar: number
  readonly class: string
  readonly class_probability: number
  readonly class_similar: number
  readonly churn: number | null
  readonly churn_similar: number
  readonly next: number | null
  readonly next_similar: number
}

export function createColdStartStore(parts: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly people: PeopleInScope
  readonly project: { readonly timeZone: string }
  readonly clock: Clock
}): ColdStartStore {
  const { client, db, people, project, clock } = parts
  const read = <Row>(query: string, params: Readonly<Record<string, unknown>> = {}) =>
    withEngineErrors('clickhouse', () => readRows<Row>(client, query, params, { max_execution_time: 600 }))
  return {
    async questions() {
      const rows = await read<{ name: string }>(
        `SELECT arrayJoin(JSONExtractKeys(properties)) AS name, uniq(customer_id) AS customers FROM events
         WHERE ${realEvent()} AND ${ofSomeone()} AND name = '${ANSWERED_EVENT}' GROUP BY name HAVING name NOT IN ('questionnaire', 'version') ORDER BY customers DESC, name LIMIT ${MOST_QUESTIONS}`,
      )
      return rows.map(({ name }) => name)
    },

    async gather({ asOf, horizonDays, questions }) {
      const run = newId(clock.now())
      await withEngineErrors('clickhouse', () =>
        client.command({
          query: coldStartFacts(horizonDays, questions.length),
          query_params: boundParams({
            asOf,
            run,
            horizon: horizonDays ?? 30,
            zone: project.timeZone,
            ...Object.fromEntries(questions.map((name, i) => [`q${i}`, name])),
          }),
          clickhouse_settings: PROFILE_SETTINGS,
        }),
      )
      return run
    },

    async split(run, horizonDays, features) {
      const known = 'FROM cold_start_facts WHERE run_id = {run:UUID} AND is_known'
      const [[at], values, categories, [spend]] = await Promise.all([
        read<{ known: string; test_from: string }>(
          `SELECT count() AS known, quantileExact(${1 - TESTED_SHARE})(first_at) AS test_from ${known} AND day = 0`,
          { run },
        ),
        read<{ feature: string; value: string }>(
          `SELECT f AS feature, features[f] AS value FROM (SELECT features, arrayJoin(arrayEnumerate(features)) AS f ${known} AND day IN (0, 14))
           WHERE features[f] != '' GROUP BY feature, value ORDER BY feature, count() DESC, value LIMIT ${MOST_VALUES} BY feature`,
          { run },
        ),
        read<{ value: string }>(
          `SELECT toString(next_category) AS value ${known} AND day = 0 AND next_category != '' GROUP BY value ORDER BY count() DESC, value LIMIT ${MOST_CATEGORIES}`,
          { run },
        ),
        read<{ limits: [number | null, number | null] }>(
          `SELECT quantilesExactInclusive(0.3333, 0.6667)(later_spend) AS limits ${known} AND day = 0 AND later_orders > 0`,
          { run },
        ),
      ])
      if (at === undefined || Number(at.known) === 0) return null
      const testFrom = new Date(at.test_from)
      const learnedBefore = new Date(testFrom.getTime() - (NEW_FOR_DAYS + horizonDays) * DAY_MS)
      const [sizes] = await read<{ learned: string; tested: string }>(
        `SELECT countIf(first_at <= {learnedBefore:DateTime64(3, 'UTC')}) AS learned, countIf(first_at >= {testFrom:DateTime64(3, 'UTC')}) AS tested ${known} AND day = 0`,
        { run, learnedBefore, testFrom },
      )
      return {
        keep: Array.from({ length: features }, (_, i) =>
          values.filter(({ feature }) => Number(feature) === i + 1).map(({ value }) => value),
        ),
        categories: categories.map(({ value }) => value),
        spendLimits: [spend?.limits[0] ?? 0, spend?.limits[1] ?? 0],
        testFrom,
        learned: Number(sizes?.learned ?? 0),
        tested: Number(sizes?.tested ?? 0),
      }
    },

    async counts(run, split, horizonDays, { day, target, chosen }) {
      const rows = await read<Record<keyof ColdCount, string>>(COLD_START_COUNTS, {
        run,
        horizon: horizonDays,
        keep: split.keep,
        categories: split.categories,
        low: split.spendLimits[0],
        high: split.spendLimits[1],
        testFrom: split.testFrom,
        day,
        target: targetPlace(target),
        chosen: chosen.map((i) => i + 1),
      })
      return rows.map(({ feature, parent, value, label, fit, choose, between, test }) => ({
        feature: Number(feature),
        parent,
        value,
        label,
        fit: Number(fit),
        choose: Number(choose),
        between: Number(between),
        test: Number(test),
      }))
    },

    async *newCustomers(run) {
      const result = await withEngineErrors('clickhouse', () =>
        client.query({
          query: `SELECT toString(customer_id) AS customer, day, first_at, features FROM cold_start_facts WHERE run_id = {run:UUID} AND NOT is_known`,
          query_params: { run },
          format: 'JSONEachRow',
          clickhouse_settings: { date_time_output_format: 'iso' },
        }),
      )
      for await (const block of result.stream<{ customer: string; day: number; first_at: string; features: string[] }>()) {
        for (const row of block) {
          const { customer, day, first_at: firstAt, features } = row.json()
          yield { customerId: customer, day: day as ColdDay, firstAt: new Date(firstAt), values: features }
        }
      }
    },

    async write(asOf, modelVersion, rows) {
      await withEngineErrors('clickhouse', () =>
        insertRows(
          client,
          'provisional_portraits',
          rows.map(({ customerId, day, firstAt, told }) => {
            const shown = (['category', 'spend', 'class'] as const).map((name) => [name, told.get(name)] as const)
            const expected = [...told.values()]
            return {
              as_of: engineTime(asOf.getTime()),
              customer_id: customerId,
              model_version: modelVersion,
              day,
              first_at: engineTime(firstAt.getTime()),
              ...Object.fromEntries(
                shown.flatMap(([name, one]) => [
                  [name, one?.label ?? ''],
                  [`${name}_probability`, one?.probability ?? 0],
                  [`${name}_similar`, one?.similar ?? 0],
                ]),
              ),
              churn: told.get('churn')?.shares['left'] ?? null,
              churn_similar: told.get('churn')?.similar ?? 0,
              next: told.get('next')?.shares['yes'] ?? null,
              next_similar: told.get('next')?.similar ?? 0,
              confidence: expected.length === 0 ? 0 : expected.reduce((sum, { probability }) => sum + probability, 0) / expected.length,
            }
          }),
        ),
      )
    },

    drop: (run) =>
      withEngineErrors('clickhouse', async () => {
        await client.command({ query: 'ALTER TABLE cold_start_facts DROP PARTITION {run:UUID}', query_params: { run } })
      }),

    async of(scope, customerId, now) {
      if (!(await isPerson({ client, people }, scope, customerId))) return undefined
      const since = new Date(now.getTime() - NEW_FOR_DAYS * DAY_MS)
      const [[row], [orders]] = await Promise.all([
        read<PortraitRow>(
          `SELECT * EXCEPT (customer_id) FROM provisional_portraits FINAL
           WHERE as_of > {since:DateTime64(3, 'UTC')} AND customer_id = {customerId:UUID} AND first_at > {since:DateTime64(3, 'UTC')} ORDER BY as_of DESC LIMIT 1`,
          { customerId, since },
        ),
        read<{ n: string }>(
          `SELECT uniqExact(order_id) AS n FROM order_lines FINAL WHERE ${soldLine()} AND ${factsOf('{ids:Array(UUID)}')}`,
          {
            ids: [customerId],
          },
        ),
      ])
      // Who bought twice has a portrait of their own.
      if (row === undefined || Number(orders?.n ?? 0) >= NEW_ORDERS) return null
      return { asOf: new Date(row.as_of), day: row.day as ColdDay, firstAt: new Date(row.first_at), told: new Map(toldOf(row)) }
    },

    async newest(scope) {
      const own = await scopeSql(db, scope)
      const rows = await read<{ newest_at: string; day: number; customers: string }>(
        `SELECT max(as_of) AS newest_at, day, count() AS customers FROM provisional_portraits FINAL
         WHERE as_of = (SELECT max(as_of) FROM provisional_portraits) AND ${own.where('customer_id')} AND ${IS_COUNTED} GROUP BY day ORDER BY day`,
        own.params,
      )
      const [first] = rows
      if (first === undefined) return null
      return {
        asOf: new Date(first.newest_at),
        days: rows.map(({ day, customers }) => ({ day: day as ColdDay, customers: Number(customers) })),
      }
    },
  }
}

function toldOf(row: PortraitRow) {
  return COLD_TARGETS.flatMap((target): [ColdTarget, { label: string; probability: number; similar: number }][] => {
    if (target === 'churn' || target === 'next') {
      const share = row[target]
      if (share === null) return []
      const [yes, no] = target === 'churn' ? ['left', 'stayed'] : ['yes', 'no']
      return [[target, { label: share >= 0.5 ? yes : no, probability: share, similar: row[`${target}_similar`] }]]
    }
    const label = row[target]
    return label === '' ? [] : [[target, { label, probability: row[`${target}_probability`], similar: row[`${target}_similar`] }]]
  })
}
