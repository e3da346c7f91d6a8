import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { attributeFieldOf, clusterFieldOf, CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import type { ActKind } from '#segment/conditions/condition.ts'
import type { Act, Dossier, FieldValue } from '#segment/conditions/dossier.ts'
import { createCustomerFacts } from '#store/analytical/customer-facts.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import type { AnalyticalTable } from '#store/analytical/insert.ts'
import { contractFields, type ToldContract, writeContracts } from './condition-contracts.ts'
import { ACCOUNT_FIELDS_OF_WORLD, ACCOUNT_SEGMENT } from './condition-accounts.ts'
import { applyMoneyRule } from '#store/analytical/project-money.ts'
import { TAG_FIELDS, writeTags } from './tags-of-world.ts'

/*
 * A small shop made to be hard: acts of the same instant and on the edges of windows, known late, of another currency, sent twice, of machines and tests; customers of two records
 * that are one. What is written to the tables stands beside what it means, so that the queries have something to be wrong against.
 */

/** Sunday; the clocks went forward in Berlin this morning, three weeks ago in New York. */
export const NOW = new Date('2026-03-29T12:34:56.789Z')
/** When the runs of the past were made. */
export const RUNS_AT = new Date('2026-02-20T02:00:00.000Z')
export const SNAPSHOT = '00000000-0000-4000-8000-00000000c0de'

export const CATALOGUE = catalogueOf(
  [
    ...CUSTOMER_FIELDS,
    ...PREDICTION_FIELDS,
    clusterFieldOf([
      { key: 'c1', name: { zh: '一', en: 'One' } },
      { key: 'c2', name: { zh: '二', en: 'Two' } },
    ]),
    attributeFieldOf({ name: 'store', label: '门店', type: 'text' }),
    attributeFieldOf({ name: 'points', label: '积分', type: 'number' }),
    attributeFieldOf({ name: 'vip', label: 'VIP', type: 'yes-no' }),
    attributeFieldOf({ name: 'birthday', label: '生日', type: 'date' }),
    ...TAG_FIELDS,
    ...ACCOUNT_FIELDS_OF_WORLD,
  ],
  new Map([[SNAPSHOT, 'Snapshot']]),
  new Map([[ACCOUNT_SEGMENT, 'Companies']]),
)

export const TEXTS = ['茶', 'tea', "o'x", '50% \\ off', 'Tea\tbag', '"q"']
export const EVENT_NAMES = ['Product Viewed', 'Cart Viewed', 'Login']
const CHANNELS = ['web', 'app', '']
const CATEGORIES = ['茶', 'tea', "o'x", '']

/** The ends of windows, a millisecond to either side, and the days that clocks change. */
const AGES = [
  0,
  1,
  -1,
  HOUR_MS,
  30 * MINUTE_MS,
  DAY_MS,
  DAY_MS - 1,
  DAY_MS + 1,
  7 * DAY_MS,
  7 * DAY_MS - 1,
  7 * DAY_MS + 1,
  30 * DAY_MS,
  30 * DAY_MS - 1,
  30 * DAY_MS + 1,
  31 * DAY_MS,
  59 * DAY_MS,
  90 * DAY_MS,
  365 * DAY_MS,
  400 * DAY_MS,
  -HOUR_MS,
  12 * HOUR_MS + 35 * MINUTE_MS,
  14 * HOUR_MS,
  21 * DAY_MS + 5 * HOUR_MS,
]

export interface ConditionWorld {
  /** By the customer that each is now. */
  readonly dossiers: readonly Dossier[]
  /** Two records of one person: the first went into the second. */
  readonly merged: readonly (readonly [from: string, to: string])[]
}

interface Made {
  readonly rows: Partial<Record<AnalyticalTable, Record<string, unknown>[]>>
  readonly own: Map<
    string,
    {
      acts: Record<ActKind, Act[]>
      fields: Map<string, FieldValue>
      past: Map<string, FieldValue>
      contracts: readonly ToldContract[]
      consents: Map<string, boolean>
    }
  >
}

/** Makes the shop and writes it. */
export async function makeConditionWorld(
  client: ClickHouseClient,
  seed: string,
  people = 60,
): Promise<ConditionWorld & { readonly own: Made['own'] }> {
  const rng = new Rng(seed)
  const made: Made = { rows: {}, own: new Map() }
  const ids = Array.from({ length: people }, (_, i) => `00000000-0000-4000-8000-${String(i + 1).padStart(12, '0')}`)
  ids.forEach((id, i) => makePerson(made, rng, id, i))
  const merged = ids.filter((_, i) => i % 10 === 3).map((from, i) => [from, ids[(i * 10 + 4) % people] as string] as const)
  await applyMoneyRule(client, { currency: 'CNY', timeZone: 'Asia/Shanghai', rates: [] })
  for (const [table, rows] of Object.entries(made.rows) as [AnalyticalTable, Record<string, unknown>[]][])
    await insertRows(client, table, rows)
  await createCustomerFacts(client).mapOrigins(
    merged.map(([from, to]) => ({ from, to, isDevice: false })),
    NOW,
  )
  return { dossiers: dossiersOf(made.own, merged), merged, own: made.own }
}

/** Whose acts are whose; records that went into others are no customers. */
export function dossiersOf(own: Made['own'], merged: readonly (readonly [from: string, to: string])[]): Dossier[] {
  const gone = new Map(merged)
  return [...own].flatMap(([customerId, record]): Dossier[] => {
    if (gone.has(customerId)) return []
    const others = merged.filter(([, to]) => to === customerId).map(([from]) => own.get(from))
    const kinds = Object.keys(record.acts) as ActKind[]
    const acts = Object.fromEntries(
      kinds.map((kind) => [kind, [...record.acts[kind], ...others.flatMap((other) => other?.acts[kind] ?? [])]]),
    )
    return [
      {
        customerId,
        fields: record.fields,
        pastFields: new Map(),
        acts,
        consents: record.consents,
        snapshots: new Set(Number(customerId.slice(-2)) % 3 === 0 ? [SNAPSHOT] : []),
      },
    ]
  })
}

function makePerson(made: Made, rng: Rng, id: string, i: number): void {
  const acts: Record<ActKind, Act[]> = { event: [], order: [], item: [], return: [], ticket: [], feedback: [], message: [], measure: [] }
  const fields = new Map<string, FieldValue>()
  const past = new Map<string, FieldValue>()
  const consents = new Map<string, boolean>()
  const write = (table: AnalyticalTable, row: Record<string, unknown>) => (made.rows[table] ??= []).push(row)
  const some = <T>(values: readonly T[]): T => values[rng.int(values.length)] as T
  const know = (name: string, value: FieldValue | null) => (value === null || value === '' ? undefined : fields.set(name, value))

  writeRecord({ write, some, rng, know, id, consents, i })
  writeRuns({ write, some, rng, fields, past, id })
  // Records that go into others have none: whose acts they are is asked of the acts.
  const contracts = i % 10 === 3 ? [] : writeContracts({ write, some, rng, id, key: String(i), now: NOW })
  for (const [name, value] of contractFields(contracts, NOW.getTime())) fields.set(name, value)
  made.own.set(id, { acts, fields, past, contracts, consents })
  writeTags({ write, some, know, id, texts: TEXTS, now: NOW, foundAt: RUNS_AT })
  for (let n = rng.int(9); n > 0; n -= 1) writeEvent({ write, some, rng, id, acts, key: `${i}-${n}` })
  for (let n = rng.int(5); n > 0; n -= 1) writeOrder({ write, some, rng, id, acts, key: `${i}-${n}` })
  for (let n = rng.int(3); n > 0; n -= 1) writeOthers({ write, some, rng, id, acts, key: `${i}-${n}` })
}

export interface Making {
  readonly write: (table: AnalyticalTable, row: Record<string, unknown>) => unknown
  readonly some: <T>(values: readonly T[]) => T
  readonly rng: Rng
  readonly id: string
}

function writeRecord(
  parts: Making & { know: (name: string, value: FieldValue | null) => unknown; consents: Map<string, boolean>; i: number },
): void {
  const { write, some, rng, know, id, consents, i } = parts
  const isTest = i === 7
  const region = some([...TEXTS, ''])
  const birthYear = some([0, 1980, 2000])
  const registeredAt = some([null, ...AGES.map((age) => NOW.getTime() - age)])
  const firstSeenAt = NOW.getTime() - some(AGES)
  const [store, points, vip, birthday] = [
    some([null, ...TEXTS]),
    some([null, 0, 12.5]),
    some([null, true, false]),
    some([null, '2000-02-29', '1990-03-29', '1985-04-02', '2026-03-28']),
  ]
  write('customers', {
    customer_id: id,
    registered_at: registeredAt === null ? null : engineTime(registeredAt),
    first_seen_at: engineTime(firstSeenAt),
    source: 'file',
    region,
    gender: '',
    birth_year: birthYear,
    member_level: 'gold',
    is_test: Number(isTest),
    attributes: '{}',
    attribute_texts: store === null ? {} : { store },
    attribute_numbers: points === null ? {} : { points },
    attribute_flags: vip === null ? {} : { vip },
    attribute_dates: birthday === null ? {} : { birthday },
    updated_at: engineTime(NOW.getTime()),
  })
  know('customer.id', id)
  know('customer.region', region)
  know('customer.age', birthYear === 0 ? null : 2026 - birthYear)
  know('customer.registered_at', registeredAt)
  know('customer.first_seen_at', firstSeenAt)
  know('customer.source', 'file')
  know('customer.member_level', 'gold')
  know('attribute.store', store)
  know('attribute.points', points)
  know('attribute.vip', vip)
  know('attribute.birthday', birthday)
  if (rng.next() < 0.6) {
    for (const key of ['marketing/email', 'marketing/sms']) {
      const said = some([null, true, false])
      if (said !== null) consents.set(key, said)
    }
    const keys = (wanted: boolean) => [...consents].filter(([, said]) => said === wanted).map(([key]) => key)
    write('consent_states', { customer_id: id, granted: keys(true), withdrawn: keys(false), version: 2 })
    write('consent_states', { customer_id: id, granted: keys(false), withdrawn: keys(true), version: 1 })
  }
  if (Number(id.slice(-2)) % 3 === 0) write('segment_snapshots', { segment_id: SNAPSHOT, customer_id: id })
}

/** A run of now and one of the past; some people are in one of them alone. */
function writeRuns(parts: Making & { fields: Map<string, FieldValue>; past: Map<string, FieldValue> }): void {
  const { write, some, rng, id } = parts
  for (const [asOf, known] of [
    [NOW, parts.fields],
    [RUNS_AT, parts.past],
  ] as const) {
    if (rng.next() < 0.8) {
      const [recency, monetary, tier, level] = [
        some([null, 0, 30, 59.5]),
        some([0, 100, 99.99]),
        some(['new', 'active', 'dormant']),
        1 + rng.int(5),
      ]
      const lastOrderAt = some([null, NOW.getTime() - some(AGES)])
      write('profiles', {
        as_of: engineTime(asOf.getTime()),
        customer_id: id,
        definition_version: 'v',
        recency_days: recency,
        monetary: monetary.toFixed(6),
        frequency: 2,
        r_score: level,
        f_score: 1,
        m_score: 1,
        lifecycle_tier: tier,
        value_class: '',
        last_order_at: lastOrderAt === null ? null : engineTime(lastOrderAt),
      })
      known.set('profile.f', 1).set('profile.m', 1).set('profile.average_order', 0)
      known.set('profile.tier', tier).set('profile.monetary', monetary).set('profile.frequency', 2)
      // Without an order there is no score.
      if (level > 0) known.set('profile.r', level)
      if (recency !== null) known.set('profile.recency_days', recency)
      if (lastOrderAt !== null) known.set('profile.last_order_at', lastOrderAt)
    }
    if (rng.next() < 0.7) {
      const cluster = some(['c1', 'c2', 'outliers'])
      write('cluster_members', { as_of: engineTime(asOf.getTime()), customer_id: id, cluster })
      known.set('cluster.key', cluster)
    }
    if (rng.next() < 0.7) {
      const [probability, tier] = [some([0, 0.5, 0.8, 0.83]), some(['high', 'low'])]
      write('scores', {
        kind: 'churn',
        as_of: engineTime(asOf.getTime()),
        customer_id: id,
        model_id: 'm',
        model_version: 1,
        probability,
        value: 10,
        tier,
        cause: 'other',
        reasons: '[]',
        computed_at: engineTime(asOf.getTime()),
      })
      known.set('churn.probability', probability).set('churn.tier', tier).set('churn.cause', 'other').set('churn.value', 10)
    }
  }
}

const timesOf = ({ some, rng }: Making) => {
  const at = NOW.getTime() - some(AGES)
  const availableAt = at + some([0, 0, DAY_MS, 10 * DAY_MS, rng.int(60) * DAY_MS])
  return {
    at,
    availableAt,
    columns: { occurred_at: engineTime(at), received_at: engineTime(availableAt), available_at: engineTime(availableAt) },
  }
}

/** Without what nobody knows. */
function told(properties: Record<string, FieldValue | null>): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, FieldValue] => entry[1] !== null && entry[1] !== ''),
  )
}

function writeEvent(parts: Making & { acts: Record<ActKind, Act[]>; key: string }): void {
  const { write, some, id, acts, key } = parts
  const { at, availableAt, columns } = timesOf(parts)
  const [name, channel, category, amount] = [some(EVENT_NAMES), some(CHANNELS), some(CATEGORIES), some([0, 1.1, 2.2, 0.1])]
  const own = told({ plan: some([null, ...TEXTS]), step: some([null, 1, 2.5, '3']), done: some([null, true, false]) })
  const mark = some(['', '', '', '', 'is_bot', 'is_test', 'is_repeat'])
  write('events', {
    message_id: key,
    message_hash: '0',
    source_id: 's',
    origin_id: id,
    owner_id: id,
    anonymous_id: '',
    type: 'track',
    name,
    channel,
    ...columns,
    product_id: '',
    category,
    amount,
    currency: '',
    properties: JSON.stringify(own),
    is_bot: Number(mark === 'is_bot'),
    is_test: Number(mark === 'is_test'),
    is_repeat: Number(mark === 'is_repeat'),
    clock_clamped: 0,
  })
  if (mark !== '') return
  const properties = {
    ...told({ type: 'track', channel, category, amount, source_id: 's' }),
    ...Object.fromEntries(Object.entries(own).map(([k, v]) => [`properties.${k}`, v])),
  }
  acts.event.push({ id: key, at, availableAt, name, properties })
}

function writeOrder(parts: Making & { acts: Record<ActKind, Act[]>; key: string }): void {
  const { write, some, rng, id, acts, key } = parts
  const { at, availableAt, columns } = timesOf(parts)
  const channel = some(CHANNELS)
  const lines = Array.from({ length: 1 + rng.int(3) }, (_, n) => {
    const [currency, category, price] = [some(['CNY', 'CNY', 'CNY', 'USD']), some(CATEGORIES), some([0, 19.99, 0.1, 100])]
    const mark = some(['', '', '', '', 'is_duplicate', 'is_test'])
    const kind = some(['sale', 'sale', 'sale', 'return'])
    const quantity = kind === 'return' ? -1 : 1
    const row = {
      line_key: String(Number(key.replace('-', '')) * 10 + n),
      order_id: key,
      origin_id: id,
      owner_id: id,
      kind,
      ...columns,
      product_id: `p${n}`,
      product_name: 'Name',
      category,
      quantity,
      unit_price: price,
      amount: (price * quantity).toFixed(6),
      currency,
      channel,
      store_id: '',
      payment_method: '',
      country: '',
      is_duplicate: Number(mark === 'is_duplicate'),
      is_test: Number(mark === 'is_test'),
      import_id: '',
    }
    write('order_lines', row)
    // The same row once more: the newest of a key counts once.
    if (rng.next() < 0.2) write('order_lines', row)
    return { ...row, price, mark }
  })
  const counted = lines.filter(({ mark }) => mark === '')
  const sold = counted.filter(({ kind, price }) => kind === 'sale' && price > 0)
  const amountOf = ({ currency, price }: { currency: string; price: number }) => (currency === 'CNY' ? price : null)
  const line = (one: (typeof lines)[number], more: Record<string, FieldValue | null>): Act => ({
    id: one.line_key,
    at,
    availableAt,
    name: '',
    properties: told({ category: one.category, product_id: one.product_id, amount: amountOf(one), channel, ...more }),
  })
  acts.item.push(...sold.map((one) => line(one, { product_name: 'Name', quantity: 1 })))
  acts.return.push(...counted.filter(({ kind }) => kind === 'return').map((one) => line(one, {})))
  if (sold.length === 0) return
  const known = sold.map(amountOf).filter((amount) => amount !== null)
  const amount = known.length === 0 ? null : Number((known.reduce((sum, one) => sum + Math.round(one * 100), 0) / 100).toFixed(2))
  acts.order.push({
    id: key,
    at,
    availableAt,
    name: '',
    properties: told({ amount, quantity: sold.length, products: new Set(sold.map((one) => one.product_id)).size, channel }),
  })
}

function writeOthers(parts: Making & { acts: Record<ActKind, Act[]>; key: string }): void {
  const { write, some, id, acts, key } = parts
  const ticket = timesOf(parts)
  const [topic, satisfaction, isOpen, channel] = [some(TEXTS), some([null, 1, 5]), some([true, false]), some(CHANNELS)]
  write('service_tickets', {
    ticket_id: key,
    origin_id: id,
    owner_id: id,
    kind: 'complaint',
    topic,
    channel,
    opened_at: engineTime(ticket.at),
    closed_at: isOpen ? null : engineTime(ticket.at + HOUR_MS),
    satisfaction,
    received_at: engineTime(ticket.availableAt),
    available_at: engineTime(ticket.availableAt),
    import_id: '',
  })
  acts.ticket.push({
    id: key,
    at: ticket.at,
    availableAt: ticket.availableAt,
    name: '',
    properties: told({ kind: 'complaint', topic, channel, satisfaction, is_open: isOpen }),
  })

  const touch = timesOf(parts)
  const [kind, isMachine] = [some(['sent', 'opened', 'clicked']), some([true, false])]
  write('touches', {
    touch_id: key,
    send_key: key,
    origin_id: id,
    owner_id: id,
    decision_id: '',
    strategy_id: 's1',
    channel: 'email',
    kind,
    ...touch.columns,
    is_machine: Number(isMachine),
    detail: '{}',
  })
  if (!isMachine)
    acts.message.push({
      id: key,
      at: touch.at,
      availableAt: touch.availableAt,
      name: kind,
      properties: { channel: 'email', strategy_id: 's1' },
    })

  const measure = timesOf(parts)
  const value = some([0, -5, 12.5, 1_000])
  write('measures', {
    origin_id: id,
    owner_id: id,
    name: 'balance',
    unit: key,
    measured_at: engineTime(measure.at),
    value,
    received_at: engineTime(measure.availableAt),
    available_at: engineTime(measure.availableAt),
    import_id: '',
  })
  acts.measure.push({ id: key, at: measure.at, availableAt: measure.availableAt, name: 'balance', properties: { value, unit: key } })

  const answer = timesOf(parts)
  const [score, isRemoved] = [some([null, 0, 9, 10]), some([false, false, true])]
  write('feedback', {
    feedback_id: key,
    origin_id: id,
    owner_id: id,
    kind: 'nps',
    score,
    least: 0,
    most: 10,
    topic: '',
    product_id: '',
    order_id: '',
    store_id: '',
    channel,
    comment: '',
    answered_at: engineTime(answer.at),
    received_at: engineTime(answer.availableAt),
    available_at: engineTime(answer.availableAt),
    is_removed: Number(isRemoved),
    import_id: '',
  })
  if (!isRemoved)
    acts.feedback.push({
      id: key,
      at: answer.at,
      availableAt: answer.availableAt,
      name: '',
      properties: told({ kind: 'nps', score, channel }),
    })
}
