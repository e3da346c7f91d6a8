import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { CountedCondition, ExplainedCondition } from '#http/segment/condition-schemas.ts'
import type { AdoptedTags, CustomerTags, SavedTag, SavedTags, TagPreview } from '#http/segment/tag-schemas.ts'
import { DAY_MS, HOUR_MS, ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { Rng } from '#kernel/rng.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { drainInbox } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Sunday 10:00 in Shanghai.
const clock = new ManualClock(new Date('2026-05-10T02:00:00Z'))
let shop: ShopServer
let app: NewSource
let sent = 0

beforeAll(async () => {
  shop = await openShopServer(clock)
  app = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  await followSignals(shop.house.db, 'test', ['tag-changed'])
})
afterAll(() => shop?.close())

async function track(userId: string, event: string, properties: object = {}, ago = 0): Promise<void> {
  sent += 1
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/track',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${app.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({
      messageId: `m${sent}`,
      userId,
      event,
      properties,
      timestamp: new Date(clock.now().getTime() - ago).toISOString(),
    }),
  })
  expect(answer.statusCode).toBe(200)
  await drainInbox(shop.house)
}
const pass = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms))
const work = async () => {
  while (await shop.house.tagKeeper.work());
}
/** A session does not last over the time that passes here. */
const logIn = async () => shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''
const tagsOf = async (member: string) => (await shop.get<CustomerTags>(`/customers/${await idOf(member)}/tags`)).items
const valueOf = async (member: string, tag: string) => (await tagsOf(member)).find((one) => one.tag === tag)?.value ?? null

const body = (source: object, more: object = {}) => ({
  label: { zh: '标签', en: 'Tag' },
  category: 'behaviour',
  refresh: 'dynamic',
  source,
  ...more,
})
async function add(name: string, source: object, more: object = {}): Promise<SavedTag> {
  const made = await shop.admin.ask('POST', '/tags', { name, ...body(source, more) })
  expect([made.statusCode, made.statusCode === 201 ? '' : made.body]).toEqual([201, ''])
  return made.json<SavedTag>()
}
const refused = async (source: unknown, name = 'refused') => {
  const answer = await shop.admin.ask('POST', '/tags', { name, ...body(source as object) })
  return [answer.statusCode, answer.json<{ code: string }>().code]
}
const rule = (value: string, where: string) => ({ value, where })
const rules = (...of: object[]) => ({ kind: 'rules', rules: of })
const calculation = (text: string) => ({ kind: 'calculation', calculation: text })

/** Signals since the last look, each once. */
async function told(): Promise<string[]> {
  const outbox = createSignalOutbox(shop.house.db)
  const owner = newId(clock.now())
  const signals = await outbox.claim('test', owner, { now: clock.now(), heldUntil: clock.now(), limit: 1_000 })
  await outbox.settle(owner, { read: signals.map(({ id }) => id), left: [], failed: [] }, clock.now())
  return signals.map(({ customerId, payload }) => `${customerId} ${(payload as { tag: string }).tag}`).toSorted()
}

test('the first rule that holds gives the value, who had it before the tag is told to nobody', async () => {
  for (const _ of [1, 2, 3]) await track('M1', 'Login')
  await track('M2', 'Login')
  const made = await add(
    'visits',
    rules(rule('often', 'count(event "Login" in last 7 days) >= 3'), rule('seldom', 'did(event "Login" in last 7 days)')),
  )
  expect([made.waits, made.type, made.customers]).toEqual([true, 'choice', 0])
  await work()
  const [saved] = (await shop.get<SavedTags>('/tags')).items
  expect([saved?.waits, saved?.customers, saved?.values.map(({ value, customers }) => [value, customers])]).toEqual([
    false,
    2,
    [
      ['often', 1],
      ['seldom', 1],
    ],
  ])
  expect(await tagsOf('M1')).toMatchObject([{ tag: 'visits', value: 'often', confidence: 1, source: 'rules', ageSeconds: 0, until: null }])
  expect(await told()).toEqual([])
})

test('an act changes a value within the look, time within the hour, each told once', async () => {
  const [first, second] = [await idOf('M1'), await idOf('M2')]
  pass(MINUTE_MS)
  await track('M2', 'Login')
  await track('M2', 'Login')
  await work()
  expect(await valueOf('M2', 'visits')).toBe('often')
  expect(await told()).toEqual([`${second} visits`])
  await track('M2', 'Login')
  await work()
  expect(await told()).toEqual([])
  pass(8 * DAY_MS)
  await logIn()
  expect(await shop.house.tagKeeper.refreshAll('dynamic')).toBe(2)
  expect(await told()).toEqual([first, second].toSorted().map((id) => `${id} visits`))
  expect(await tagsOf('M2')).toEqual([])
  const { changes } = await shop.get<CustomerTags>(`/customers/${second}/tags`)
  expect(changes.map(({ value }) => value)).toEqual([null, 'often', 'seldom'])
  expect(await shop.house.tagKeeper.refreshAll(null)).toBe(0)
})

test('a stop between working out and telling tells once', async () => {
  const id = await idOf('M1')
  await track('M1', 'Login')
  await shop.house.engines.pg.query('ALTER TABLE signals RENAME TO signals_away')
  await expect(work()).rejects.toThrow('signals')
  await shop.house.engines.pg.query('ALTER TABLE signals_away RENAME TO signals')
  await work()
  expect(await told()).toEqual([`${id} visits`])
  await work()
  expect(await told()).toEqual([])
})

describe('a calculation', () => {
  test('says what was most frequent and how sure that is', async () => {
    await add('plan', calculation('frequent(properties.plan of event "Used" in last 30 days)'))
    await add('first_plan', calculation('first(properties.plan of event "Used")'))
    await add('last_plan', calculation('last(properties.plan of event "Used")'))
    await add('spent', calculation('sum(properties.price of event "Used" in last 30 days)'))
    await add('used', calculation('trend(event "Used" in last 7 days)'))
    await add(
      'day',
      { kind: 'calculation', calculation: { fn: 'frequent', of: 'day_part', did: 'event', name: 'Used' } },
      { category: 'scene' },
    )
    for (const [plan, ago] of [
      ['basic', 13],
      ['pro', 9],
      ['pro', 3],
      ['pro', 2],
      ['team', 1],
    ] as const) {
      await track('C1', 'Used', { plan, price: 1.5 }, ago * DAY_MS)
    }
    await track('C2', 'Other')
    await work()
    const values = Object.fromEntries((await tagsOf('C1')).map(({ tag, value, confidence }) => [tag, [value, confidence]]))
    expect(values).toEqual({
      plan: ['pro', 0.6],
      first_plan: ['basic', 1],
      last_plan: ['team', 1],
      spent: [7.5, 1],
      used: [0.5, 1],
      day: ['morning', 1],
    })
    expect(await tagsOf('C2')).toEqual([])
  })
})

test('a value with a lifetime stays until its time and is renewed by each look that finds it', async () => {
  await add('fan', rules(rule('yes', 'did(event "Liked" in last 1 day)')), { lifetimeDays: 10 })
  await track('L1', 'Liked')
  await work()
  const [value] = await tagsOf('L1')
  expect(value?.until).toBe(new Date(clock.now().getTime() + 10 * DAY_MS).toISOString())
  pass(12 * HOUR_MS)
  await logIn()
  await shop.house.tagKeeper.refreshAll('dynamic')
  const renewed = clock.now().getTime()
  expect(await tagsOf('L1')).toMatchObject([{ value: 'yes', since: value?.since, until: new Date(renewed + 10 * DAY_MS).toISOString() }])
  pass(9 * DAY_MS)
  await logIn()
  await shop.house.tagKeeper.refreshAll('dynamic')
  expect(await valueOf('L1', 'fan')).toBe('yes')
  const count = async () =>
    (await shop.admin.ask('POST', '/conditions/count', { where: 'tag.fan is "yes"', sample: 0 })).json<CountedCondition>().customers
  expect(await count()).toBe(1)
  pass(DAY_MS + MINUTE_MS)
  await logIn()
  // It has ended, whether somebody looked or not.
  expect([await valueOf('L1', 'fan'), await count()]).toEqual([null, 0])
  expect(await shop.house.tagKeeper.refreshAll('dynamic')).toBeGreaterThan(0)
  expect(
    (await shop.get<CustomerTags>(`/customers/${await idOf('L1')}/tags`)).changes
      .filter(({ tag }) => tag === 'fan')
      .map((one) => one.value),
  ).toEqual([null, 'yes'])
})

test('a tag is a field of conditions, of lists, of the reason why, and of other tags', async () => {
  await track('F1', 'Login')
  await add('deep', rules(rule('yes', 'tag.visits in ("often", "seldom") and not tag.plan is set')))
  await work()
  await shop.house.tagKeeper.refreshAll('dynamic')
  expect(await valueOf('F1', 'deep')).toBe('yes')
  const where = 'tag.deep is "yes" and tag.visits is "seldom"'
  const { items } = await shop.get<CustomerPage>(`/customers?where=${encodeURIComponent(where)}`)
  expect(items.map(({ id }) => id)).toEqual([await idOf('F1')])
  const why = await shop.admin.ask('POST', '/conditions/explain', { where, customerId: await idOf('F1') })
  expect(why.json<ExplainedCondition>()).toMatchObject({ isMet: true, steps: [{}, { value: 'yes' }, { value: 'seldom' }] })
  const { items: seen } = await shop.get<{ items: { value: string; count: number }[] }>('/conditions/values?field=tag.first_plan')
  expect(seen).toEqual([{ value: 'basic', count: 1 }])
})

test('values as acts come are those of the whole', async () => {
  const rng = new Rng('tags')
  for (let i = 0; i < 15; i += 1) {
    await track(`R${rng.int(5)}`, rng.pick(['Login', 'Used', 'Liked']), { plan: rng.pick(['basic', 'pro']), price: rng.int(5) })
    pass(rng.int(3) * 60 * MINUTE_MS)
    if (rng.chance(0.5)) await work()
  }
  await work()
  await logIn()
  // What time alone changed is found by the whole; of those that just did something nothing is left to find.
  for (let i = 0; i < 5; i += 1) await track(`R${i}`, 'Login')
  await work()
  await told()
  await shop.house.tagKeeper.refreshAll('dynamic')
  const ids = await Promise.all([0, 1, 2, 3, 4].map((i) => idOf(`R${i}`)))
  expect((await told()).filter((line) => ids.some((id) => line.startsWith(id)))).toEqual([])
  expect(await shop.house.tagKeeper.refreshAll('dynamic')).toBe(0)
})

test('one customer is worked out at once', async () => {
  await add('slow', rules(rule('yes', 'did(event "Slow" in last 3 days)')), { refresh: 'static' })
  await track('S1', 'Login')
  await work()
  await track('S1', 'Slow')
  await work()
  expect(await valueOf('S1', 'slow')).toBe(null)
  const answer = await shop.admin.ask('POST', `/customers/${await idOf('S1')}/tags/refresh`, {})
  expect([answer.statusCode, answer.json<{ changed: number }>().changed]).toEqual([200, 1])
  expect(await valueOf('S1', 'slow')).toBe('yes')
})

test('what it would say is counted before it is saved, and what it says is counted the same', async () => {
  const source = rules(rule('in', 'did(event "Login")'), rule('out', 'not did(event "Login")'))
  const preview = (await shop.admin.ask('POST', '/tags/preview', { source })).json<TagPreview>()
  expect(preview.customers).toBe(preview.everyone)
  await add('seen', source)
  await work()
  const saved = (await shop.get<SavedTags>('/tags')).items.find(({ name }) => name === 'seen')
  expect(saved?.values.map(({ value, customers }) => [value, customers])).toEqual(
    preview.values.map(({ value, customers }) => [value, customers]),
  )
  for (const { value, customers } of preview.values) {
    const counted = await shop.admin.ask('POST', '/conditions/count', { where: `tag.seen is "${value}"`, sample: 0 })
    expect(counted.json<CountedCondition>().customers).toBe(customers)
  }
})

test('what cannot be meant is refused by its place', async () => {
  expect(await refused(rules(rule('a', 'tag.nothing is set')))).toEqual([400, 'condition-unknown-name'])
  expect(await refused({ kind: 'sql', sql: 'DROP' })).toEqual([400, 'tag-shape'])
  expect(await refused(calculation('trend(order)'))).toEqual([400, 'tag-shape'])
  expect(await refused(calculation('sum(order)'))).toEqual([400, 'tag-shape'])
  expect(await refused(calculation('frequent(channel of order); DROP TABLE customer_tags)'))).toEqual([400, 'condition-text'])
  expect(await refused(calculation('frequent(amount of order)'))).toEqual([400, 'condition-unknown-name'])
  expect(await refused({ kind: 'field', field: 'tag.visits' })).toEqual([400, 'condition-unknown-name'])
  expect(await refused(rules(), 'x')).toEqual([400, 'tag-shape'])
  expect(await refused(rules(rule('a', 'everyone')), 'No Name')).toEqual([400, 'tag-shape'])
  expect(await refused(rules(rule('a', 'everyone')), 'visits')).toEqual([409, 'tag-name-taken'])
})

test('a tag does not lead back to itself, not even by a segment', async () => {
  const change = async (name: string, source: object, base = 1) => {
    const answer = await shop.admin.ask('PUT', `/tags/${name}`, { base, ...body(source) })
    return [answer.statusCode, answer.json<{ code?: string }>().code]
  }
  expect(await change('visits', rules(rule('a', 'tag.deep is set')))).toEqual([400, 'tag-circle'])
  const segment = (await shop.admin.ask('POST', '/segments', { name: 'Deep', where: 'tag.deep is "yes"' })).json<{ id: string }>()
  expect(await change('visits', rules(rule('a', `segment("${segment.id}")`)))).toEqual([400, 'tag-circle'])
  const opened = await shop.admin.ask('PUT', `/segments/${segment.id}`, { base: 1, name: 'Deep', where: 'everyone' })
  expect(opened.statusCode).toBe(200)
  expect(await change('visits', rules(rule('often', `segment("${segment.id}")`), rule('seldom', 'everyone')))).toEqual([200, undefined])
  const closed = await shop.admin.ask('PUT', `/segments/${segment.id}`, { base: 2, name: 'Deep', where: 'tag.deep is "yes"' })
  expect([closed.statusCode, closed.json<{ code: string }>().code]).toEqual([400, 'condition-circle'])
  await shop.admin.ask('POST', '/segments', { name: 'Deeper', where: 'tag.deep is "yes"' })
  expect(await change('visits', rules(rule('a', 'everyone')), 7)).toEqual([409, 'tag-saved-meanwhile'])
  const archived = await shop.admin.ask('PUT', '/tags/deep/archived', { archived: true })
  expect([archived.statusCode, archived.json<{ code: string }>().code]).toEqual([409, 'tag-in-use'])
})

test('a starter set is adopted once, and all of it can be worked out', async () => {
  const adopt = async () => (await shop.admin.ask('POST', '/tags/starters/retail/adopt', {})).json<AdoptedTags>()
  expect((await adopt()).added).toHaveLength(40)
  expect(await adopt()).toMatchObject({ added: [], kept: expect.objectContaining({ length: 40 }) })
  for (const set of ['saas', 'finance', 'telecom', 'education']) {
    expect((await shop.admin.ask('POST', `/tags/starters/${set}/adopt`, {})).statusCode).toBe(200)
  }
  await work()
  const { items } = await shop.get<SavedTags>('/tags')
  expect(items.filter(({ waits, problem }) => waits || problem !== null).map(({ name }) => name)).toEqual([])
  expect(await valueOf('S1', 'active_days_30')).toBe(1)
})
