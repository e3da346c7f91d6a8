import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource, Source } from '#http/collect/data-schemas.ts'
import type { Partner, PartnerFileTaken, PartnerTags } from '#http/collect/partner-schemas.ts'
import type { RecordsAnswer } from '#http/collect/record-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { ADMIN } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let bank: NewSource
let crm: string

beforeAll(async () => {
  shop = await openShopServer(clock)
  const source = async (name: string) => (await shop.admin.ask('POST', '/sources', { name, kind: 'server' })).json<NewSource>()
  bank = await source('Bank')
  crm = (await source('CRM')).source.id
  await send('customers', crm, [
    { memberNumber: 'P1', phone: '13900000001' },
    { memberNumber: 'P2', phone: '13900000002' },
    { memberNumber: 'P3', phone: '13900000003' },
  ])
})
afterAll(() => shop?.close())

async function send(kind: string, source: string, records: object): Promise<RecordsAnswer & { code?: string }> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  return (await shop.admin.ask('POST', `/${kind}?source=${source}`, records)).json<RecordsAnswer & { code?: string }>()
}
const laterOn = async (time: string) => {
  clock.moveTo(new Date(time))
  await shop.admin.login(ADMIN.email, ADMIN.password)
}
const path = () => `/sources/${bank.source.id}/partner`
const agree = (identifier: string, tagDays: number | null) => shop.admin.ask('PUT', path(), { identifier, tagDays })
const agreed = async () => (await shop.get<Partner>(path())).agreement
const customerOf = async (q: string) => (await shop.get<CustomerPage>(`/customers?q=${q}`)).items[0]?.id ?? ''
const tagsOf = async (q: string) => await shop.get<PartnerTags>(`/customers/${await customerOf(q)}/partner-tags`)
const wordsOf = async (q: string) => (await tagsOf(q)).items.map(({ tag, value, isValid }) => `${tag}=${value}${isValid ? '' : ' (ended)'}`)
const outcomes = ({ results }: RecordsAnswer) => results.map(({ outcome, reason }) => `${outcome} ${reason}`.trim())
const file = async (text: string, dryRun = false) =>
  (await shop.admin.ask('POST', `${path()}-tags`, { text, dryRun })).json<PartnerFileTaken & { code?: string }>()

test('a source is a partner once its purpose and the identifier are said', async () => {
  expect(await send('partner-tags', bank.source.id, { phone: '13900000001', tag: 'card' })).toMatchObject({ code: 'partner-not-agreed' })
  expect((await agree('phone', 30)).json()).toMatchObject({ code: 'partner-without-purpose' })
  const consent = { purpose: 'analytics', required: true, categories: [] }
  expect((await shop.admin.ask('PATCH', `/sources/${bank.source.id}`, { consent })).statusCode).toBe(204)
  const unknown = await agree('shoe-size', 30)
  expect([unknown.statusCode, unknown.json<{ detail: string }>().detail]).toEqual([
    400,
    'body.identifier must be one of "memberNumber", "phone", "email", "userId", "customerId": correct it and send the request again.',
  ])
  expect((await agree('phone', 30)).statusCode).toBe(200)
  expect(await agreed()).toMatchObject({ identifier: 'phone', tagDays: 30, tags: 0, customers: 0 })
})

test('tags come in for known customers who consent, by the agreed identifier, and every record is counted', async () => {
  const answer = await send('partner-tags', bank.source.id, [
    { phone: '13900000001', tag: 'card', value: 'gold', updatedAt: '2026-05-01', consent: true },
    { phone: '139 0000 0001', tag: 'card', value: 'silver', updatedAt: '2026-04-01', consent: true },
    { phone: '13900000001', tag: 'travel', consent: true, validUntil: '2026-05-31' },
    { phone: '13900000002', tag: 'card' },
    { phone: '13900000003', tag: 'card', consent: false },
    { phone: '13900000009', tag: 'card', consent: true },
    { memberNumber: 'P1', tag: 'card', consent: true },
    { phone: '13900000001', memberNumber: 'P2', tag: 'card', consent: true },
    { phone: '13900000001', tag: ' ', consent: true },
    { phone: '13900000001', tag: 'pets', validUntil: 'soon', consent: true },
  ])
  expect(outcomes(answer)).toEqual([
    'stored',
    'duplicate',
    'stored',
    'dropped',
    'dropped',
    'quarantined unknown-customer',
    'quarantined identifier-not-agreed',
    'quarantined identifier-not-agreed',
    'quarantined missing-value',
    'quarantined unreadable-date',
  ])
  expect(answer).toMatchObject({ received: 10, stored: 2, duplicates: 1, quarantined: 5, droppedByConsent: 2 })
  const source = (await shop.get<{ items: Source[] }>('/sources')).items.find(({ id }) => id === bank.source.id)
  expect(source).toMatchObject({ received: 10, stored: 2, duplicates: 1, quarantined: 5, droppedByConsent: 2 })
  expect(await wordsOf('P1')).toEqual(['card=gold', 'travel='])
  expect(await wordsOf('P2')).toEqual([])
  // Nobody became a customer by what the partner said, and no two became one.
  expect((await shop.get<CustomerPage>('/customers?q=13900000009')).items).toEqual([])
  expect(await agreed()).toMatchObject({ tags: 2, ended: 0, customers: 1 })
})

test('a tag ends with its own day or after the agreed days, and a newer word renews it', async () => {
  await laterOn('2026-05-31T12:00:00Z')
  expect(await wordsOf('P1')).toEqual(['card=gold (ended)', 'travel='])
  await laterOn('2026-05-31T17:00:00Z')
  expect(await wordsOf('P1')).toEqual(['card=gold (ended)', 'travel= (ended)'])
  expect(await agreed()).toMatchObject({ tags: 2, ended: 2 })
  expect(
    outcomes(
      await send('partner-tags', bank.source.id, {
        phone: '13900000001',
        tag: 'card',
        value: 'gold',
        updatedAt: '2026-05-31',
        consent: true,
      }),
    ),
  ).toEqual(['stored'])
  expect(await wordsOf('P1')).toEqual(['card=gold', 'travel= (ended)'])
  const travel = { phone: '13900000001', tag: 'travel', consent: true }
  expect(outcomes(await send('partner-tags', bank.source.id, [travel, travel]))).toEqual(['stored', 'duplicate'])
  expect(await wordsOf('P1')).toEqual(['card=gold', 'travel='])
})

test('a file is looked at before anything is kept, and says which columns nothing reads', async () => {
  const text =
    '手机号,会员号,标签,取值,用户授权,合作方\n13900000002,P2,户外,高,是,广告平台\n13900000002,P2,户外,高,是,广告平台\n13900000003,P3,户外,中,不清楚,广告平台\n13900000008,P8,户外,,是,广告平台\n'
  const expected = { received: 4, stored: 1, duplicates: 1, quarantined: 1, droppedByConsent: 1, ignoredColumns: ['会员号', '合作方'] }
  const looked = await file(text, true)
  expect(looked).toMatchObject({ ...expected, problems: [{ line: 5, reason: 'unknown-customer' }] })
  expect(await wordsOf('P2')).toEqual([])
  expect(await file(text)).toMatchObject(expected)
  expect(await wordsOf('P2')).toEqual(['户外=高'])
  expect(await file(text)).toMatchObject({ ...expected, stored: 0, duplicates: 2 })
  expect(await file('会员号,标签\nP1,x')).toMatchObject({ code: 'partner-column-missing' })
})

test('tags of somebody who refuses the purpose later are withheld, and those of an ended agreement are gone', async () => {
  const id = await customerOf('P2')
  const said = { channel: 'all', purpose: 'analytics', granted: false, evidence: 'By phone' }
  expect((await shop.admin.ask('POST', `/customers/${id}/consents`, said)).statusCode).toBeLessThan(300)
  expect(await tagsOf('P2')).toEqual({ items: [], withheld: 1 })
  expect((await shop.admin.ask('DELETE', path())).json()).toEqual({ tags: 3 })
  expect(await agreed()).toBeNull()
  expect(await wordsOf('P1')).toEqual([])
  await agree('memberNumber', null)
  const again = { memberNumber: 'P1', tag: 'card', value: 'gold', updatedAt: '2026-05-31', consent: true }
  expect(outcomes(await send('partner-tags', bank.source.id, again))).toEqual(['stored'])
  expect(await wordsOf('P1')).toEqual(['card=gold'])
})

test('what was kept aside comes in once the person is a customer', async () => {
  await send('partner-tags', bank.source.id, { memberNumber: 'P7', tag: 'card', consent: true })
  const { items } = await shop.get<{ items: { id: string; reason: string }[] }>('/quarantine?state=open&reason=unknown-customer')
  await send('customers', crm, { memberNumber: 'P7' })
  const replayed = (await shop.admin.ask('POST', `/quarantine/${items[0]?.id}/replay`, { changes: {} })).json()
  expect(replayed).toMatchObject({ outcome: 'stored' })
  expect(await wordsOf('P7')).toEqual(['card='])
})
