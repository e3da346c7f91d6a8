import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { DAY_MS } from '#kernel/clock.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { type ListedMerge, readMergeList } from '../../relational/merge-list.ts'
import { readCurrentAttributes, shownAttribute, type ShownAttribute } from '../../relational/current-attributes.ts'
import type { Database } from '../../relational/database.ts'
import { readCustomerRow } from './customer-list.ts'
import type { CustomerRow, ReadParts, RiskTier } from './customer-list.ts'
import { readCustomerDecisions } from './customer-360-decisions.ts'
import type { CustomerDecision } from './customer-360-decisions.ts'
import { readRows } from './read-rows.ts'
import { factsOf } from '../customer-of-origin.ts'
import { soldLine } from '../sold-line.ts'

interface Reason {
  feature: string
  value: number | null
  contribution: number
  text: BilingualText
}

export interface Customer360 {
  row: CustomerRow
  registeredAt: string | null
  firstSeenAt: string | null
  gender: string
  birthYear: number | null
  source: string
  favouriteCategory: string
  averageOrder: Money | null
  meanGapDays: number | null
  expectedNextOrderAt: string | null
  rfm: { r: number; f: number; m: number; asOf: string } | null
  reasons: Reason[]
  baseLogOdds: number | null
  model: { id: string; version: number; asOf: string } | null
  scoreHistory: { asOf: string; probability: number; tier: RiskTier }[]
  identifiers: { kind: string; masked: string; source: string; firstSeenAt: string; lastSeenAt: string }[]
  attributes: ShownAttribute[]
  devices: { masked: string; since: string; isShared: boolean }[]
  merges: ListedMerge[]
  consents: { purpose: string; channel: string; granted: boolean; source: string; changedAt: string }[]
  contactStop: { reason: string; by: string; at: string } | null
  decisions: CustomerDecision[]
  monthlySpend: { month: string; amount: Money; orders: number }[]
}

/** Grain: one row. Cost: one granule. */
const ATTRIBUTES = `
SELECT registered_at, first_seen_at, source, gender, birth_year
FROM customers FINAL WHERE customer_id = {id:UUID}`

/** Grain: one row, the newest profile. Cost: reads the runs from the newest backwards; the bound keeps it to two months of nightly runs. */
const PROFILE = `
SELECT as_of, favourite_category, toFloat64(average_order) AS average_order, mean_gap_days, r_score, f_score, m_score, last_order_at
FROM profiles FINAL
WHERE customer_id = {id:UUID} AND as_of = (SELECT as_of FROM profiles ORDER BY as_of DESC LIMIT 1)`

/** Grain: one row per run in which the customer was scored, newest first: of a run what was written last, as with FINAL, at a third of its cost. Cost: one granule per run. */
const SCORES = `
SELECT as_of, probability, tier, model_id, model_version, if(as_of = max(as_of) OVER (), reasons, '') AS reasons
FROM (
  SELECT as_of, probability, tier, model_id, model_version, reasons FROM scores
  WHERE kind = 'churn' AND customer_id = {id:UUID}
  ORDER BY as_of DESC, computed_at DESC
  LIMIT 1 BY as_of
)
WHERE tier != ''
ORDER BY as_of DESC
LIMIT 24`

/** Grain: one row per month with an order. Cost: the customer's own key range. */
const SPEND = `
SELECT formatDateTime(toTimeZone(at, {timeZone:String}), '%Y-%m') AS month, sum(amount) AS spent, count() AS orders
FROM (
  SELECT order_id, min(occurred_at) AS at, ifNull(toFloat64(sum(project_amount)), 0) AS amount
  FROM order_lines FINAL
  WHERE ${factsOf('{ids:Array(UUID)}')} AND ${soldLine()}
  GROUP BY order_id
)
GROUP BY month
ORDER BY month DESC
LIMIT 24`

interface ProfileRow {
  as_of: string
  favourite_category: string
  average_order: number
  mean_gap_days: number | null
  r_score: number
  f_score: number
  m_score: number
  last_order_at: string | null
}

interface ScoreRow {
  as_of: string
  probability: number
  tier: string
  model_id: string
  model_version: number
  reasons: string
}

/** What reads of one person need beside those of lists. */
export type PersonParts = ReadParts & { readonly people: PeopleInScope }

/** All ids that mean the same person: the surviving one first. Null for an id that nobody in the scope has. */
export async function readCustomerIds(
  { db, people }: Pick<PersonParts, 'db' | 'people'>,
  scope: Scope,
  id: string,
): Promise<[string, ...string[]] | null> {
  let current = id
  // A merge of merges is a short chain; the bound only stops a ring that a fault might make.
  for (let step = 0; step < 10; step += 1) {
    const row = await db.selectFrom('customers').select('merged_into').where('id', '=', current).executeTakeFirst()
    if (row === undefined) return null
    if (row.merged_into === null) break
    current = row.merged_into
  }
  if (!(await people.has(scope, current))) return null
  const merged = await db.selectFrom('customers').select('id').where('merged_into', '=', current).orderBy('id').execute()
  return [current, ...merged.map((row) => row.id)]
}

/** Everything about one customer, or null when there is none. */
export async function readCustomer360(
  parts: PersonParts & { readonly timeZone: string; readonly now: Date },
  scope: Scope,
  asked: string,
): Promise<Customer360 | null> {
  const { client, db, currency, timeZone, now } = parts
  const ids = await readCustomerIds(parts, scope, asked)
  if (ids === null) return null
  const [id] = ids
  const [row, attributes, profiles, scores, spend, decisions, relational, custom] = await Promise.all([
    readCustomerRow(parts, scope, id),
    readRows<{ registered_at: string | null; first_seen_at: string; source: string; gender: string; birth_year: number }>(
      client,
      ATTRIBUTES,
      { id },
    ),
    readRows<ProfileRow>(client, PROFILE, { id }),
    readRows<ScoreRow>(client, SCORES, { id }),
    readRows<{ month: string; spent: number; orders: string }>(client, SPEND, { ids, timeZone }),
    readCustomerDecisions(client, db, ids, now),
    readRelational(parts, scope, ids),
    readCurrentAttributes(db, [id]),
  ])
  const { person } = relational
  if (person === undefined) return null
  const known = attributes[0]
  const profile = profiles[0]
  const score = scores[0]
  const reasons = readReasons(score?.reasons ?? '')
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  return {
    row: row ?? bareRow(id, person.masked_name, relational.identifiers),
    registeredAt: person.registered_at?.toISOString() ?? known?.registered_at ?? null,
    firstSeenAt: known?.first_seen_at ?? person.created_at.toISOString(),
    gender: known?.gender ?? '',
    birthYear: known === undefined || known.birth_year === 0 ? null : known.birth_year,
    source: known?.source ?? person.source,
    favouriteCategory: profile?.favourite_category ?? '',
    averageOrder: profile === undefined || profile.average_order === 0 ? null : money(profile.average_order),
    meanGapDays: profile?.mean_gap_days ?? null,
    expectedNextOrderAt: nextOrder(profile),
    rfm:
      profile === undefined || profile.r_score === 0
        ? null
        : { r: profile.r_score, f: profile.f_score, m: profile.m_score, asOf: profile.as_of },
    reasons,
    baseLogOdds: score === undefined ? null : remainder(score.probability, reasons),
    model: score === undefined ? null : { id: score.model_id, version: score.model_version, asOf: score.as_of },
    scoreHistory: scores.toReversed().map((entry) => ({ asOf: entry.as_of, probability: entry.probability, tier: entry.tier as RiskTier })),
    identifiers: relational.identifiers,
    attributes: custom.map(shownAttribute),
    devices: relational.devices,
    merges: relational.merges,
    consents: relational.consents,
    contactStop: relational.contactStop,
    decisions,
    monthlySpend: spend.toReversed().map((entry) => ({ month: entry.month, amount: money(entry.spent), orders: Number(entry.orders) })),
  }
}

async function readRelational({ db, people }: PersonParts, scope: Scope, ids: readonly [string, ...string[]]) {
  const [id] = ids
  const [person, identifiers, devices, merges, consents, stop] = await Promise.all([
    db.selectFrom('customers').select(['masked_name', 'registered_at', 'created_at', 'source']).where('id', '=', id).executeTakeFirst(),
    db
      .selectFrom('identifiers')
      .select(['kind', 'masked', 'source', 'first_seen_at', 'last_seen_at'])
      .where('customer_id', '=', id)
      .orderBy('kind')
      .orderBy('first_seen_at')
      .limit(200)
      .execute(),
    readDevices(db, ids),
    readMergeList(db, people, scope, ids),
    db.selectFrom('consents').selectAll().where('customer_id', '=', id).orderBy('purpose').orderBy('channel').execute(),
    db
      .selectFrom('contact_stops')
      .leftJoin('users', (join) => join.on(sql<boolean>`contact_stops.actor = 'user:' || users.id::text`))
      .select(['contact_stops.reason', 'contact_stops.actor', 'contact_stops.created_at', 'users.name'])
      .where('contact_stops.customer_id', '=', id)
      .executeTakeFirst(),
  ])
  return {
    person,
    identifiers: identifiers.map((row) => ({
      kind: row.kind,
      masked: row.masked,
      source: row.source,
      firstSeenAt: row.first_seen_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
    })),
    devices,
    merges,
    consents: consents.map((row) => ({
      purpose: row.purpose,
      channel: row.channel,
      granted: row.granted,
      source: row.source,
      changedAt: row.changed_at.toISOString(),
    })),
    contactStop: stop === undefined ? null : { reason: stop.reason, by: stop.name ?? stop.actor, at: stop.created_at.toISOString() },
  }
}

/** Devices on which the customer identified; on a shared one somebody else did too, so that what it does by itself is nobody's. */
async function readDevices(db: Kysely<Database>, ids: readonly string[]): Promise<Customer360['devices']> {
  const { rows } = await sql<{ masked: string; seen_at: Date; people: number }>`
    SELECT d.masked, min(d.seen_at) AS seen_at, count(DISTINCT coalesce(c.merged_into, c.id))::int AS people
    FROM device_people d JOIN device_people o ON o.device_id = d.device_id JOIN customers c ON c.id = o.person_id
    WHERE d.person_id = ANY (${[...ids]}::uuid[])
    GROUP BY d.device_id, d.masked ORDER BY seen_at LIMIT 200`.execute(db)
  return rows.map(({ masked, seen_at, people }) => ({ masked, since: seen_at.toISOString(), isShared: people > 1 }))
}

/** A customer whom analysis has not met yet: just registered. */
function bareRow(id: string, maskedName: string, identifiers: readonly { kind: string; masked: string }[]): CustomerRow {
  return {
    id,
    maskedName,
    identifiers: identifiers.map(({ kind, masked }) => ({ kind, masked })),
    lifecycleTier: null,
    valueClass: null,
    riskTier: null,
    riskProbability: null,
    cause: null,
    topReason: null,
    lastOrderAt: null,
    recencyDays: null,
    frequency: null,
    monetary: null,
    lifetimeOrders: null,
    lifetimeSpend: null,
    otherSpend: [],
    profiledAt: null,
    valueAtRisk: null,
    mainChannel: '',
    region: '',
    memberLevel: '',
    filled: [],
  }
}

function readReasons(json: string): Reason[] {
  if (json === '') return []
  const reasons = JSON.parse(json) as {
    feature: string
    value?: number | null
    contribution: number
    text?: { zh?: string; en?: string }
  }[]
  return reasons.map((reason) => ({
    feature: reason.feature,
    value: reason.value ?? null,
    contribution: reason.contribution,
    text: { zh: reason.text?.zh ?? reason.feature, en: reason.text?.en ?? reason.feature },
  }))
}

/** Log-odds of the score without the reasons that are listed: the average customer and everything else together. */
function remainder(probability: number, reasons: readonly Reason[]): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, probability))
  return Math.log(bounded / (1 - bounded)) - reasons.reduce((total, reason) => total + reason.contribution, 0)
}

function nextOrder(profile: ProfileRow | undefined): string | null {
  if (profile === undefined || profile.last_order_at === null || profile.mean_gap_days === null) return null
  return new Date(Date.parse(profile.last_order_at) + profile.mean_gap_days * DAY_MS).toISOString()
}
