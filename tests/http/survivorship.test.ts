import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { RecordsAnswer } from '#http/collect/record-schemas.ts'
import type { IdentityDecided, IdentityPreview, IdentityWish } from '#http/identity/identity-schemas.ts'
import type { CustomerValues, SurvivorshipPreview, SurvivorshipSaved, SurvivorshipState } from '#http/identity/survivorship-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let till: string
let web: string

beforeAll(async () => {
  shop = await openShopServer(clock)
  const source = async (name: string) =>
    (await shop.admin.ask('POST', '/sources', { name, kind: 'server', userIdKind: 'member_number' })).json<NewSource>().source.id
  till = await source('Till')
  web = await source('Web')
})
afterAll(() => shop?.close())

async function send(source: string, record: object): Promise<void> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const answer = await shop.admin.ask('POST', `/customers?source=${source}`, [record])
  expect(answer.json<RecordsAnswer>()).toMatchObject({ received: 1, stored: 1, quarantined: 0 })
}
const idOf = async (q: string) => (await shop.get<CustomerPage>(`/customers?q=${q}`)).items[0]?.id ?? ''
const valuesOf = async (member: string) => (await shop.get<CustomerValues>(`/customers/${await idOf(member)}/values`)).items
const valueOf = async (member: string, name: string) => (await valuesOf(member)).find((one) => one.name === name)
/** As the list of customers shows it. */
const levelOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.memberLevel
const day = (n: number) => new Date(Date.UTC(2026, 3, n)).toISOString()

async function change(fact: string, body: object): Promise<SurvivorshipSaved> {
  const { facts } = await shop.get<SurvivorshipState>('/survivorship')
  const base = facts.find((one) => one.fact === fact)?.version
  const answer = await shop.admin.ask('PUT', `/survivorship/${fact}`, { base, ...body })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  const saved = answer.json<SurvivorshipSaved>()
  expect((await shop.ended(saved.job.id)).job.state).toBe('done')
  return saved
}

test('the value that counts follows the rule of its field, for everybody, and changing the rule back gives the same as before', async () => {
  await send(till, { memberNumber: 'S1', memberLevel: 'gold', customerName: '李雷', updatedAt: day(1) })
  await send(web, { memberNumber: 'S1', memberLevel: 'silver', region: '上海', updatedAt: day(5) })
  await send(till, { memberNumber: 'S1', memberLevel: 'platinum', region: '上海', updatedAt: day(3) })
  await send(web, { memberNumber: 'S2', memberLevel: 'silver', updatedAt: day(2) })
  expect(await levelOf('S1')).toBe('silver')
  expect(await valueOf('S1', 'memberLevel')).toMatchObject({
    rule: 'newest',
    counts: { value: 'silver', speaker: { kind: 'source', name: 'Web' }, last: day(5) },
    others: [
      { value: 'platinum', speaker: { name: 'Till' } },
      { value: 'gold', speaker: { name: 'Till' } },
    ],
  })
  expect(await valueOf('S1', 'name')).toMatchObject({ counts: { value: null, masked: '李*' } })

  const preview = (
    await shop.admin.ask('POST', '/survivorship/field:memberLevel/preview', { rule: 'sources', sources: [till] })
  ).json<SurvivorshipPreview>()
  expect(preview).toMatchObject({ known: 2, different: 1, changing: 1, complete: true })
  expect(preview.examples).toMatchObject([{ name: '李*', before: { value: 'silver' }, after: { value: 'platinum' } }])
  expect(await levelOf('S1')).toBe('silver')

  await change('field:memberLevel', { rule: 'sources', sources: [till, web], note: 'the till sees the card' })
  expect([await levelOf('S1'), await levelOf('S2')]).toEqual(['platinum', 'silver'])
  await send(web, { memberNumber: 'S1', memberLevel: 'bronze', updatedAt: day(9) })
  expect(await levelOf('S1')).toBe('platinum')
  await change('field:memberLevel', { rule: 'oldest' })
  expect(await levelOf('S1')).toBe('gold')
  const { state } = await change('field:memberLevel', { rule: 'newest' })
  expect(await levelOf('S1')).toBe('bronze')
  expect(state.versions.map(({ fact, version, rule }) => `${fact} ${version} ${rule}`)).toEqual([
    'field:memberLevel 3 newest',
    'field:memberLevel 2 oldest',
    'field:memberLevel 1 sources',
  ])
  expect(state.versions.at(-1)).toMatchObject({ note: 'the till sees the card', sources: [till, web] })
})

test('attributes of files follow a rule too, and an undone file takes its words back', async () => {
  const bring = async (name: string, level: string) => {
    clock.moveTo(new Date(clock.now().getTime() + 60_000))
    const { id } = await shop.startImport(name, `member_number,region\nF1,${level}\n`, 'customers')
    return (await shop.ended(id)).job.result as { importId: string }
  }
  await bring('a.csv', '北京')
  await bring('b.csv', '上海')
  const { importId } = await bring('c.csv', '上海市')
  await bring('d.csv', '北京')
  expect(await valueOf('F1', 'region')).toMatchObject({
    counts: { value: '北京', speaker: { kind: 'file', name: 'd.csv' } },
    others: [{ value: '上海市' }, { value: '上海' }, { value: '北京', speaker: { name: 'a.csv' } }],
  })
  await change('field:region', { rule: 'frequent' })
  expect((await valueOf('F1', 'region'))?.counts.value).toBe('北京')
  await change('field:region', { rule: 'newest' })
  const undone = await shop.admin.ask('POST', `/imports/${importId}/undo`, {})
  expect((await shop.ended(undone.json<{ id: string }>().id)).job.state).toBe('done')
  expect((await valueOf('F1', 'region'))?.others.map(({ value }) => value)).toEqual(['上海', '北京'])
})

test('two who were one have their own values again, whichever counted for both', async () => {
  await send(till, { memberNumber: 'U1', customerName: '王芳', memberLevel: 'gold', gender: 'female', updatedAt: day(1) })
  await send(web, { memberNumber: 'U2', customerName: '赵云', memberLevel: 'silver', region: '成都', updatedAt: day(4) })
  const said = async (member: string) => (await valuesOf(member)).map(({ name, counts }) => [name, counts.masked ?? counts.value])
  const before = [await said('U1'), await said('U2')]
  const wish: IdentityWish = { act: 'bind', kind: 'member_number', value: 'U2' }
  const decide = async (id: string, wanted: IdentityWish) => {
    const { state } = (await shop.admin.ask('POST', `/customers/${id}/identity/preview`, wanted)).json<IdentityPreview>()
    clock.moveTo(new Date(clock.now().getTime() + 60_000))
    const body = { wish: wanted, state, confirmed: true, reason: 'a mistake' }
    return (await shop.admin.ask('POST', `/customers/${id}/identity/decisions`, body)).json<IdentityDecided>()
  }
  const { customerId } = await decide(await idOf('U1'), wish)
  expect(await said('U1')).toEqual([
    ['name', '赵*'],
    ['gender', 'female'],
    ['region', '成都'],
    ['memberLevel', 'silver'],
  ])
  expect(await levelOf('U1')).toBe('silver')
  const revealed = await shop.admin.ask('POST', `/customers/${customerId}/reveal`, { kind: 'name', reason: 'a test of it' })
  expect(revealed.json<{ values: string[] }>().values).toEqual(['赵云'])
  const { rows } = await shop.house.engines.pg.query<{ id: string }>(
    "SELECT id::text FROM identity_edges WHERE rule = 'bound' AND customer_id = $1 ORDER BY id DESC LIMIT 1",
    [customerId],
  )
  await decide(customerId, { act: 'unmerge', merge: rows[0]?.id ?? '' })
  expect([await said('U1'), await said('U2')]).toEqual(before)
  expect([await levelOf('U1'), await levelOf('U2')]).toEqual(['gold', 'silver'])
})

test('an identify call says fixed fields as of when it happened, beside what files and records say', async () => {
  const app = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  const tell = async (messageId: string, timestamp: string, traits: object) => {
    const answer = await shop.server.app.inject({
      method: 'POST',
      url: '/v1/identify',
      headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${app.writeKey}:`).toString('base64')}` },
      payload: JSON.stringify({ messageId, timestamp, userId: 'E1', traits }),
    })
    expect(answer.statusCode).toBe(200)
    clock.moveTo(new Date(clock.now().getTime() + 60_000))
  }
  const identify = async (...said: Parameters<typeof tell>) => {
    await tell(...said)
    await drainInbox(shop.house)
  }
  await send(till, { memberNumber: 'E1', memberLevel: 'gold', updatedAt: day(10) })
  await identify('e1', day(20), { memberLevel: 'silver', city: '苏州', birthday: '1990-05-01' })
  expect(await levelOf('E1')).toBe('silver')
  // What happened earlier and comes later is no news.
  await identify('e2', day(15), { memberLevel: 'bronze' })
  expect(await valueOf('E1', 'memberLevel')).toMatchObject({
    counts: { value: 'silver', speaker: { name: 'App' }, last: day(20) },
    others: [{ value: 'bronze' }, { value: 'gold', speaker: { name: 'Till' } }],
  })
  expect([(await valueOf('E1', 'region'))?.counts.value, (await valueOf('E1', 'birthYear'))?.counts.value]).toEqual(['苏州', 1990])
  // What changes and changes back within one load counts as it was last.
  for (const [n, memberLevel] of ['gold', 'silver', 'gold'].entries()) await tell(`back${n}`, day(21 + n), { memberLevel })
  await drainInbox(shop.house)
  expect(await valueOf('E1', 'memberLevel')).toMatchObject({ counts: { value: 'gold', speaker: { name: 'App' }, last: day(23) } })
})

test('a rule that cannot be is refused with its reason, and one that somebody changed meanwhile too', async () => {
  const put = async (fact: string, body: object) => {
    const answer = await shop.admin.ask('PUT', `/survivorship/${fact}`, body)
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  expect(await put('field:shoe', { base: 0, rule: 'newest' })).toEqual([404, 'survivorship-fact-unknown'])
  expect(await put('field:name', { base: 0, rule: 'sources', sources: ['nobody'] })).toEqual([400, 'survivorship-rule-invalid'])
  expect(await put('field:memberLevel', { base: 1, rule: 'newest' })).toEqual([409, 'survivorship-rule-changed'])
  expect((await shop.admin.ask('PUT', '/survivorship/field:name', { base: 0, rule: 'best' })).statusCode).toBe(400)
})
