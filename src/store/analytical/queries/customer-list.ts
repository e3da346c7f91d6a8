import type { Readable } from 'node:stream'
import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import { toMajor, toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import { readTierUnderLimits } from '#predict/churn/tiers/tier-limits.ts'
import { readGroupThen } from '#segment/group-history.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { PeopleQuery } from '#segment/segments/segment-ports.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import { filterCondition } from '#segment/filter-condition.ts'
import { joinedFieldsSql } from '../conditions/joined-fields-sql.ts'
import { SqlBinder } from '../conditions/sql-binder.ts'
import type { Database } from '../../relational/database.ts'
import { IS_ACTIVE, IS_NEW, IS_PERSON } from './customer-groups.ts'
import { MEMBERS_OF_CLUSTER } from './cluster-members.ts'
import { scopeSql } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import { hasOrderLines } from './has-order-lines.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { wasIn } from './group-history.ts'
import { boundParams, readRows } from './read-rows.ts'
import { limitParams, TIERS_UNDER_LIMITS } from './tiers-under-limits.ts'
import { readUnconvertedOf } from './unconverted-sales.ts'

export type RiskTier = 'high' | 'medium' | 'watch' | 'low'

export interface CustomerFilter {
  readonly ids?: readonly string[]
  readonly lifecycleTier?: LifecycleTier
  readonly valueClass?: ValueClass
  readonly riskTier?: RiskTier
  /** Whether the latest scoring has the customer; whether it puts them into one of the two upper tiers. */
  readonly scored?: boolean
  readonly atRisk?: boolean
  /** Seen within the days that count as active; first seen in the last 30 days. */
  readonly active?: boolean
  readonly isNew?: boolean
  readonly r?: number
  readonly f?: number
  /** Was in this tier when profiles were worked out before. */
  readonly movedFrom?: LifecycleTier
  /** In this group at the last profiles of a month, and later in this one: `lifecycle:2026-01:active`. */
  readonly wasIn?: string
  readonly cameTo?: string
  /** Decided by this run, and into which group. */
  readonly runId?: string
  readonly arm?: 'treated' | 'control'
  /** In this cluster in the run that counts now. */
  readonly cluster?: string
  readonly cause?: ChurnCause
  readonly channel?: string
  /** Churn probability: at least, and below. */
  readonly riskFrom?: number
  readonly riskTo?: number
  /** Would be in this tier under these limits: `high@high:0.8:0.75,low:0:0`. */
  readonly tierUnder?: string
  /** Expected value in minor units: at least, and below. */
  readonly valueFrom?: number
  readonly valueTo?: number
  /** Who meets a condition, as a query of ours. */
  readonly people?: PeopleQuery
  readonly sort?: 'risk' | 'monetary' | 'recency' | 'frequency' | 'lifetime_orders' | 'lifetime_spend' | 'value_at_risk'
  readonly order?: 'asc' | 'desc'
}

export interface CustomerRow {
  id: string
  maskedName: string
  identifiers: { kind: string; masked: string }[]
  lifecycleTier: LifecycleTier | null
  valueClass: ValueClass | null
  riskTier: RiskTier | null
  riskProbability: number | null
  cause: ChurnCause | null
  topReason: BilingualText | null
  lastOrderAt: string | null
  recencyDays: number | null
  /** Orders and spend of the last 365 days; null: not worked out yet, or no orders were ever taken in. */
  frequency: number | null
  monetary: Money | null
  /** Of all time. */
  lifetimeOrders: number | null
  lifetimeSpend: Money | null
  /** Spent in currencies without a rate: in no figure beside it. */
  otherSpend: Money[]
  /** When the profile was worked out; null: not yet. */
  profiledAt: string | null
  valueAtRisk: Money | null
  mainChannel: string
  region: string
  memberLevel: string
  /** Fields that a rule of quality filled in, by RULE@VERSION. */
  filled: { field: string; by: string }[]
}

export interface ReadParts {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly currency: string
  readonly timeZone: string
}

/** What the list is sorted by, as our own SQL. Unknown values go last whichever way it is sorted. */
const SORTS = {
  risk: 's.probability',
  monetary: 'if(p.profiled = 1, toFloat64(p.monetary), NULL)',
  recency: 'p.recency_days',
  frequency: 'if(p.profiled = 1, toFloat64(p.frequency), NULL)',
  lifetime_orders: 'toFloat64(p.lifetime_orders)',
  lifetime_spend: 'toFloat64(p.lifetime_spend)',
  value_at_risk: 's.probability * s.value',
} as const

/**
 * Grain: one row per customer that is no test and was not merged into another, with the latest profile and the latest churn score. Cost: one
 * pass over the customers and over one run of each; the page is cut before anything personal is read.
 */
const fromOf = (whose: string) => `
FROM (
  SELECT customer_id, region, member_level, filled_by, ${IS_NEW} AS is_new FROM customers FINAL WHERE ${IS_PERSON} AND ${whose}
) AS c
LEFT JOIN (
  SELECT customer_id, 1 AS profiled, last_order_at, recency_days, frequency, monetary, lifetime_orders, lifetime_spend, lifecycle_tier, value_class,
    main_channel, r_score, f_score, ${IS_ACTIVE} AS is_active
  FROM profiles FINAL WHERE as_of = {profilesAsOf:DateTime64(3,'UTC')} AND ${whose}
) AS p ON p.customer_id = c.customer_id
LEFT JOIN (
  SELECT customer_id, toNullable(probability) AS probability, value, tier, cause, reasons
  FROM scores FINAL WHERE kind = 'churn' AND as_of = {scoresAsOf:DateTime64(3,'UTC')} AND ${whose}
) AS s ON s.customer_id = c.customer_id`

/** What of it conditions may ask. */
const JOINED = {
  profiles: { alias: 'p', isThere: 'p.profiled = 1' },
  scores: { alias: 's', isThere: 's.probability IS NOT NULL' },
} as const

const COLUMNS = `
  toString(c.customer_id) AS id, c.region AS region, c.member_level AS member_level, c.filled_by AS filled_by, p.last_order_at AS last_order_at,
  p.recency_days AS recency_days, p.profiled AS profiled, p.frequency AS frequency, toFloat64(p.monetary) AS monetary,
  p.lifetime_orders AS lifetime_orders, toFloat64(p.lifetime_spend) AS lifetime_spend, p.lifecycle_tier AS lifecycle_tier,
  p.value_class AS value_class, p.main_channel AS main_channel, s.probability AS probability, s.value AS expected, s.tier AS risk_tier,
  s.cause AS cause, JSONExtractRaw(s.reasons, 1) AS reason`

interface ListRow {
  id: string
  region: string
  member_level: string
  filled_by: Record<string, string>
  last_order_at: string | null
  recency_days: number | null
  profiled: number
  frequency: number
  monetary: number
  lifetime_orders: number | null
  lifetime_spend: number | null
  lifecycle_tier: string
  value_class: string
  main_channel: string
  probability: number | null
  expected: number
  risk_tier: string
  cause: string
  reason: string
  sort_value: number
}

/** One page of customers in the wanted order, by the key of the last row before it: later pages cost what the first one does. */
export async function readCustomerList(
  parts: ReadParts,
  scope: Scope,
  filter: CustomerFilter,
  page: PageRequest & { readonly withTotal: boolean },
): Promise<Page<CustomerRow>> {
  if (filter.ids?.length === 0) return { items: [], nextCursor: null, ...(page.withTotal ? { total: 0 } : {}) }
  const { client, db, currency } = parts
  const [latest, own] = await Promise.all([readLatestRuns(client, asksBefore(filter)), scopeSql(db, scope, filter.ids)])
  const descending = filter.order !== 'asc'
  const worst = descending ? '-1e300' : '1e300'
  const sortValue = `ifNull(${SORTS[filter.sort ?? 'value_at_risk']}, ${worst})`
  const [afterValue, afterId] = page.cursor === null ? [null, null] : readPageKey(page.cursor, ['number', 'uuid'])
  const { from, where, params } = conditions(filter, parts, latest, own)
  const key = afterValue === null ? '1' : `(sort_value, c.customer_id) ${descending ? '<' : '>'} ({afterValue:Float64}, {afterId:UUID})`
  const bound = {
    ...params,
    ...timesOf(latest),
    ...(afterValue === null ? {} : { afterValue, afterId }),
    limit: page.limit + 1,
  }
  const direction = descending ? 'DESC' : 'ASC'
  const [rows, totals, ordersKnown] = await Promise.all([
    readRows<ListRow>(
      client,
      `SELECT ${COLUMNS}, ${sortValue} AS sort_value ${from} WHERE ${where} AND ${key}
       ORDER BY sort_value ${direction}, c.customer_id ${direction} LIMIT {limit:UInt32}`,
      bound,
    ),
    page.withTotal ? readRows<{ total: string }>(client, `SELECT count() AS total ${from} WHERE ${where}`, bound) : null,
    hasOrderLines(client),
  ])
  const shown = cutPage(rows, page.limit, (last) => JSON.stringify([last.sort_value, last.id]))
  const shownIds = shown.items.map((row) => row.id)
  const [people, others] = await Promise.all([readPeople(db, shownIds), readUnconvertedOf(client, shownIds)])
  return {
    ...mapPage(shown, (row) => ({
      ...toCustomerRow(row, people.get(row.id), currency, ordersKnown ? latest.profiles : null),
      otherSpend: others.get(row.id) ?? [],
    })),
    ...(totals === null ? {} : { total: Number(totals[0]?.total ?? 0) }),
  }
}

/** Ids of the customers that match, at most `limit`. */
export async function readMatchingIds(parts: ReadParts, scope: Scope, filter: CustomerFilter, limit: number): Promise<string[]> {
  if (filter.ids?.length === 0) return []
  const [latest, own] = await Promise.all([readLatestRuns(parts.client, asksBefore(filter)), scopeSql(parts.db, scope, filter.ids)])
  const { from, where, params } = conditions(filter, parts, latest, own)
  const rows = await readRows<{ id: string }>(
    parts.client,
    `SELECT toString(c.customer_id) AS id ${from} WHERE ${where} ORDER BY c.customer_id LIMIT {limit:UInt32}`,
    { ...params, ...timesOf(latest), limit },
  )
  return rows.map((row) => row.id)
}

/** Seconds in which a file of everybody may be made. */
const FILE_SECONDS = 600

/** What analysis knows of those that match, as the bytes of a Parquet file. Grain and cost as the list; nothing personal is in it. */
export async function readCustomersParquet(parts: ReadParts, scope: Scope, filter: CustomerFilter): Promise<Readable> {
  const { client, db, currency } = parts
  const [latest, own] = await Promise.all([readLatestRuns(client, asksBefore(filter)), scopeSql(db, scope, filter.ids)])
  const { from, where, params } = conditions(filter, parts, latest, own)
  const { stream } = await client.exec({
    query: `SELECT toString(c.customer_id) AS customer_id, toString(c.region) AS region, toString(c.member_level) AS member_level, toString(p.lifecycle_tier) AS lifecycle_tier,
        toString(p.value_class) AS value_class, if(p.profiled = 1, toNullable(p.r_score), NULL) AS r, if(p.profiled = 1, toNullable(p.f_score), NULL) AS f, p.recency_days AS recency_days,
        p.last_order_at AS last_order_at, if(p.profiled = 1, toNullable(p.frequency), NULL) AS orders_365_days, if(p.profiled = 1, toNullable(toFloat64(p.monetary)), NULL) AS spend_365_days,
        p.lifetime_orders AS lifetime_orders, toFloat64(p.lifetime_spend) AS lifetime_spend, toString(p.main_channel) AS main_channel, s.probability AS churn_probability,
        toString(s.tier) AS risk_tier, toString(s.cause) AS churn_cause, if(s.probability IS NULL, NULL, toNullable(s.value)) AS expected_value, {fileCurrency:String} AS currency
      ${from} WHERE ${where} ORDER BY c.customer_id FORMAT Parquet`,
    query_params: boundParams({ ...params, ...timesOf(latest), fileCurrency: currency }),
    clickhouse_settings: {
      max_execution_time: FILE_SECONDS,
      output_format_parquet_string_as_string: 1,
      output_format_parquet_compression_method: 'snappy',
    },
  })
  return stream
}

/** The row of one customer, or null when analysis does not know the id. */
export async function readCustomerRow(parts: ReadParts, scope: Scope, id: string): Promise<CustomerRow | null> {
  const page = await readCustomerList(parts, scope, { ids: [id] }, { limit: 1, cursor: null, withTotal: false })
  return page.items[0] ?? null
}

/** Whether a filter compares with the runs before the last. */
function asksBefore({ movedFrom, tierUnder }: CustomerFilter): boolean {
  return movedFrom !== undefined || tierUnder !== undefined
}

/** The runs that the list is read as of. */
function timesOf(latest: Awaited<ReturnType<typeof readLatestRuns>>): Record<string, Date> {
  return {
    profilesAsOf: latest.profiles ?? new Date(0),
    scoresAsOf: latest.scores ?? new Date(0),
    groupsAsOf: latest.profiles ?? latest.scores ?? new Date(0),
    profilesBefore: latest.profilesBefore ?? new Date(0),
  }
}

function conditions(
  filter: CustomerFilter,
  { currency, timeZone }: Pick<ReadParts, 'currency' | 'timeZone'>,
  latest: Awaited<ReturnType<typeof readLatestRuns>>,
  scope: ScopeSql,
): { from: string; where: string; params: Record<string, unknown> } {
  const under = filter.tierUnder === undefined ? undefined : readTierUnderLimits(filter.tierUnder)
  const then = (['wasIn', 'cameTo'] as const).flatMap((name) => {
    const place = readGroupThen(filter[name] ?? '')
    return place === null ? [] : [{ name, place }]
  })
  const bind = new SqlBinder('f')
  const asked = { now: latest.profiles ?? latest.scores ?? new Date(0), timeZone }
  const fields = joinedFieldsSql(
    filterCondition(filter, (minor) => toMajor(minor, currency)),
    JOINED,
    asked,
    bind,
  )
  const parts: readonly (readonly [string, string, unknown])[] = [
    // Found by key, below.
    ['1', 'ids', filter.ids],
    ['(p.profiled = 1 AND p.is_active) = {active:Bool}', 'active', filter.active],
    ['c.is_new = {isNew:Bool}', 'isNew', filter.isNew],
    [
      "c.customer_id IN (SELECT customer_id FROM profiles FINAL WHERE as_of = {profilesBefore:DateTime64(3,'UTC')} AND lifecycle_tier = {movedFrom:String})",
      'movedFrom',
      filter.movedFrom,
    ],
    ...then.map(({ name, place }) => [wasIn(name, place), `${name}Group`, place.group] as const),
    ['c.customer_id IN (SELECT customer_id FROM decisions FINAL WHERE run_id = {runId:UUID})', 'runId', filter.runId],
    [
      `c.customer_id IN (SELECT customer_id FROM decisions FINAL WHERE arm = {arm:String}${filter.runId === undefined ? '' : ' AND run_id = {runId:UUID}'})`,
      'arm',
      filter.arm,
    ],
    [`c.customer_id IN (${MEMBERS_OF_CLUSTER})`, 'cluster', filter.cluster],
    [`c.customer_id IN (SELECT customer_id FROM (${TIERS_UNDER_LIMITS}) WHERE tier = {tierUnder:String})`, 'tierUnder', under?.tier],
  ]
  const used = parts.filter(([, , value]) => value !== undefined)
  return {
    from: fromOf(filter.ids === undefined ? '1' : 'customer_id IN {ids:Array(UUID)}'),
    where: [
      scope.where('c.customer_id'),
      fields,
      ...used.map(([condition]) => condition),
      ...(filter.people === undefined ? [] : [`c.customer_id IN (${filter.people.query})`]),
    ].join(' AND '),
    params: {
      ...filter.people?.params,
      ...bind.params,
      ...scope.params,
      ...Object.fromEntries(used.map(([, name, value]) => [name, value])),
      ...Object.fromEntries(then.map(({ name, place }) => [`${name}Month`, place.month])),
      timeZone,
      ...(under === undefined ? {} : limitParams(under.scheme, latest)),
    },
  }
}

interface Person {
  readonly maskedName: string
  readonly identifiers: { kind: string; masked: string }[]
}

/** Masked names and identifiers. */
async function readPeople(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const [names, identifiers] = await Promise.all([
    db.selectFrom('customers').select(['id', 'masked_name']).where('id', 'in', ids).execute(),
    db
      .selectFrom('identifiers')
      .select(['customer_id', 'kind', 'masked'])
      .where('customer_id', 'in', ids)
      .orderBy('kind')
      .orderBy('first_seen_at')
      .execute(),
  ])
  const people = new Map(names.map((row): [string, Person] => [row.id, { maskedName: row.masked_name, identifiers: [] }]))
  for (const row of identifiers) people.get(row.customer_id)?.identifiers.push({ kind: row.kind, masked: row.masked })
  return people
}

/** `profiledAt`: null as long as nothing is known of anybody's orders. */
function toCustomerRow(
  row: ListRow,
  person: Person | undefined,
  currency: string,
  profiledAt: Date | null,
): Omit<CustomerRow, 'otherSpend'> {
  const scored = row.probability !== null
  const profiled = row.profiled === 1 && profiledAt !== null
  const money = (major: number | null): Money | null => (!profiled || major === null ? null : { minor: toMinor(major, currency), currency })
  return {
    id: row.id,
    maskedName: person?.maskedName ?? '',
    identifiers: person?.identifiers ?? [],
    lifecycleTier: row.lifecycle_tier === '' ? null : (row.lifecycle_tier as LifecycleTier),
    valueClass: row.value_class === '' ? null : (row.value_class as ValueClass),
    riskTier: row.risk_tier === '' ? null : (row.risk_tier as RiskTier),
    riskProbability: row.probability,
    cause: !scored || row.cause === '' ? null : (row.cause as ChurnCause),
    topReason: reasonText(row.reason),
    lastOrderAt: row.last_order_at,
    recencyDays: row.recency_days,
    frequency: profiled ? Number(row.frequency) : null,
    monetary: money(row.monetary),
    lifetimeOrders: profiled ? row.lifetime_orders : null,
    lifetimeSpend: money(row.lifetime_spend),
    profiledAt: profiled ? profiledAt.toISOString() : null,
    valueAtRisk: row.probability === null ? null : { minor: toMinor(row.probability * row.expected, currency), currency },
    mainChannel: row.main_channel,
    region: row.region,
    memberLevel: row.member_level,
    filled: Object.entries(row.filled_by).map(([field, by]) => ({ field, by })),
  }
}

function reasonText(json: string): CustomerRow['topReason'] {
  if (json === '') return null
  const { text } = JSON.parse(json) as { text?: { zh?: string; en?: string } }
  return text === undefined ? null : { zh: text.zh ?? '', en: text.en ?? '' }
}
