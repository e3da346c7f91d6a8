import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { CountedCondition } from '#http/segment/condition-schemas.ts'
import type { CustomerSegments, SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { DAY_MS, ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { Rng } from '#kernel/rng.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { drainInbox } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let app: NewSource
let segment: SavedSegment
let sent = 0

beforeAll(async () => {
  shop = await openShopServer(clock)
  app = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  await followSignals(shop.house.db, 'test', ['segment-entered', 'segment-left'])
})
afterAll(() => shop?.close())

async function track(userId: string, event: string, ago = 0): Promise<void> {
  sent += 1
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/track',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${app.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ messageId: `m${sent}`, userId, event, timestamp: new Date(clock.now().getTime() - ago).toISOString() }),
  })
  expect(answer.statusCode).toBe(200)
  await drainInbox(shop.house)
}
const pass = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms))
const work = async () => {
  while (await shop.house.segmentMembers.work());
}
/** A session does not last over the time that passes here. */
const logIn = async () => shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''
const staysOf = async (member: string) => (await shop.get<CustomerSegments>(`/customers/${await idOf(member)}/segments`)).items

/** Signals since the last look, each once. */
async function told(): Promise<string[]> {
  const outbox = createSignalOutbox(shop.house.db)
  const owner = newId(clock.now())
  const signals = await outbox.claim('test', owner, { now: clock.now(), heldUntil: clock.now(), limit: 1_000 })
  await outbox.settle(owner, { read: signals.map(({ id }) => id), left: [], failed: [] }, clock.now())
  return signals.map(({ kind, customerId, payload }) => `${kind} ${customerId} ${JSON.stringify(payload)}`).toSorted()
}

test('who is in a segment already when it is saved has a stay and is told to nobody', async () => {
  await track('M1', 'Login')
  await track('M1', 'Login')
  await track('M2', 'Login')
  segment = (
    await shop.admin.ask('POST', '/segments', { name: 'Regulars', where: 'count(event "Login" in last 7 days) >= 2' })
  ).json<SavedSegment>()
  await work()
  expect((await staysOf('M1')).map(({ name, from, to }) => [name, from, to])).toEqual([['Regulars', clock.now().toISOString(), null]])
  expect(await staysOf('M2')).toEqual([])
  expect(await told()).toEqual([])
})

test('an act brings somebody in and the time takes them out, each told once', async () => {
  const [first, second] = [await idOf('M1'), await idOf('M2')]
  pass(MINUTE_MS)
  await track('M2', 'Login')
  await work()
  expect(await told()).toEqual([`segment-entered ${second} {"segmentId":"${segment.id}"}`])
  await track('M2', 'Login')
  await work()
  expect(await told()).toEqual([])
  pass(8 * DAY_MS)
  await logIn()
  expect(await shop.house.segmentMembers.refreshAll()).toBe(2)
  expect(await told()).toEqual([first, second].toSorted().map((id) => `segment-left ${id} {"segmentId":"${segment.id}"}`))
  expect((await staysOf('M2')).map(({ to }) => to)).toEqual([clock.now().toISOString()])
  expect(await shop.house.segmentMembers.refreshAll()).toBe(0)
})

test('what came late moves somebody and starts nothing', async () => {
  await track('M3', 'Login', 3 * DAY_MS)
  await track('M3', 'Login', 2 * DAY_MS)
  await work()
  expect((await staysOf('M3')).map(({ to }) => to)).toEqual([null])
  expect(await told()).toEqual([])
})

test('a stop between finding who moved and telling it tells them once', async () => {
  const id = await idOf('M1')
  await track('M1', 'Login')
  await track('M1', 'Login')
  await shop.house.engines.pg.query('ALTER TABLE signals RENAME TO signals_away')
  await expect(work()).rejects.toThrow('signals')
  await shop.house.engines.pg.query('ALTER TABLE signals_away RENAME TO signals')
  expect(await told()).toEqual([])
  await work()
  expect(await told()).toEqual([`segment-entered ${id} {"segmentId":"${segment.id}"}`])
  await work()
  expect(await told()).toEqual([])
})

test('members by acts as they come are those of the whole, and those of the count', async () => {
  const rng = new Rng('members')
  const others = await Promise.all(
    ['did(order)', 'not did(event "Logout" in last 3 days)', 'last(event "Login") earlier than 2 days ago', `segment("${segment.id}")`].map(
      async (where, i) => (await shop.admin.ask('POST', '/segments', { name: `S${i}`, where })).json<SavedSegment>(),
    ),
  )
  await work()
  for (let i = 0; i < 20; i += 1) {
    await track(`R${rng.int(6)}`, rng.pick(['Login', 'Logout', 'View']))
    pass(rng.int(3) * 60 * MINUTE_MS)
    if (rng.chance(0.5)) await work()
  }
  await work()
  await shop.house.segmentMembers.refreshAll()
  expect(await shop.house.segmentMembers.refreshAll()).toBe(0)
  await logIn()
  const people = (await shop.get<CustomerPage>('/customers?limit=200')).items
  for (const one of [segment, ...others]) {
    const stays = await Promise.all(people.map(async ({ id }) => (await shop.get<CustomerSegments>(`/customers/${id}/segments`)).items))
    const members = stays.filter((items) => items.some(({ segmentId, to }) => segmentId === one.id && to === null)).length
    const { customers } = (
      await shop.admin.ask('POST', '/conditions/count', { condition: { segment: one.id }, sample: 0 })
    ).json<CountedCondition>()
    expect([one.name, members]).toEqual([one.name, customers])
  }
})

test('another condition is filled anew and told to nobody', async () => {
  await told()
  const saved = await shop.admin.ask('PUT', `/segments/${segment.id}`, { base: 1, name: 'Regulars', where: 'did(event "View")' })
  expect(saved.statusCode).toBe(200)
  await work()
  expect((await told()).filter((line) => line.includes(segment.id))).toEqual([])
})

test('the sizes of all segments are counted together, and one that cannot be asked keeps nobody else from it', async () => {
  const { house } = shop
  const { segments } = house
  const counted = async () => {
    const failed: string[] = []
    await segments.countAll((segment) => failed.push(segment))
    const all = (await segments.language()).segments
    return { failed, sizes: new Map(all.map(({ id, size }) => [id, size?.customers])), all }
  }
  const { failed, sizes, all } = await counted()
  expect(failed).toEqual([])
  for (const one of all) {
    const { customers } = (
      await shop.admin.ask('POST', '/conditions/count', { condition: { segment: one.id }, sample: 0 })
    ).json<CountedCondition>()
    expect([one.name, sizes.get(one.id)]).toEqual([one.name, customers])
  }
  await house.engines.pg.query(
    `UPDATE segments SET condition = '{"field":"attribute.gone","op":"set"}', filled_version = 0 WHERE id = $1`,
    [segment.id],
  )
  await track('M1', 'View')
  await work()
  const broken = await counted()
  expect(broken.failed).toContain(segment.id)
  expect(broken.sizes.get(segment.id)).toBe(sizes.get(segment.id))
  expect(broken.sizes.size).toBe(all.length)
})
