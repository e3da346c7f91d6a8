import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type {
  CheckedCondition,
  ConditionLanguage,
  CostOfCondition,
  CountedCondition,
  ExplainedCondition,
  SeenValues,
} from '#http/segment/condition-schemas.ts'
import type { SavedSegment, SavedSegments, SegmentDetail } from '#http/segment/saved-segment-schemas.ts'
import type { Problem } from '#http/shared-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const NOW = new Date('2026-03-15T12:00:00Z')
let shop: ShopServer

const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS).toISOString().slice(0, 10)
const regions = ['上海', '北京', '']

/** Thirty customers: customer i ordered i days ago, and every third one again 100 days before. */
const orders = Array.from({ length: 30 }, (_, i) => [
  `O${i},139000020${10 + i},${daysAgo(i)} 10:00:00,P1,1,${100 + i}`,
  ...(i % 3 === 0 ? [`P${i},139000020${10 + i},${daysAgo(i + 100)} 10:00:00,P2,1,50`] : []),
]).flat()
const customers = Array.from({ length: 30 }, (_, i) => `139000020${10 + i},${regions[i % 3]},${i % 2 === 0 ? '是' : ''}`)

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
  for (const [name, header, rows, kind] of [
    ['orders.csv', 'order_id,phone,ordered_at,product_id,quantity,unit_price', orders, 'orders'],
    ['customers.csv', 'phone,region,email_consent', customers, 'customers'],
  ] as const) {
    await shop.ended((await shop.startImport(name, [header, ...rows].join('\n'), kind)).id)
  }
})
afterAll(async () => {
  await shop?.close()
})

const post = async <T>(path: string, body: object): Promise<T> => {
  const answer = await shop.admin.ask('POST', path, body)
  expect([answer.statusCode, answer.body]).toEqual([path === '/segments' ? 201 : 200, answer.body])
  return answer.json<T>()
}
const count = (where: string) => post<CountedCondition>('/conditions/count', { where })
const list = (query: string) => shop.get<CustomerPage>(`/customers?${query}`)
const refused = async (path: string, body: object) => {
  const answer = await shop.admin.ask('POST', path, body)
  return [answer.statusCode, answer.json<Problem>().code]
}

describe('a condition', () => {
  test('tells what a count would read before it reads it', async () => {
    const cost = await post<Required<CostOfCondition>>('/conditions/cost', { where: 'count(order) >= 2 and did(event "Product Viewed")' })
    expect(cost.tables.map(({ table, rows }) => [table, rows > 0])).toContainEqual(['order_lines', true])
    expect(cost.rows).toBe(cost.tables.reduce((sum, { rows }) => sum + rows, 0))
    expect([cost.isLarge, cost.narrowings]).toEqual([false, []])
    expect(await refused('/conditions/cost', { where: 'customer.nothing = 1' })).toEqual([400, 'condition-unknown-name'])
  })

  test('is one number in the count, the list of customers and a segment, and its complement is the rest', async () => {
    const where = 'count(order in last 200 days) >= 2 or customer.region is "上海"'
    const counted = await count(where)
    expect([counted.customers, counted.everyone, counted.sample.length]).toEqual([10, 30, 10])
    expect(counted.sentence.zh).toBe('近 200 天下单的次数不少于 2，或地区为“上海”')
    expect((await list(`where=${encodeURIComponent(where)}`)).total).toBe(10)
    expect((await count(`not (${where})`)).customers).toBe(20)
    const segment = await post<SavedSegment>('/segments', { name: 'Twice', where })
    expect(segment.size?.customers).toBe(10)
    expect((await list(`segment=${segment.id}`)).total).toBe(10)
    const rest = await post<CountedCondition>('/conditions/count', {
      condition: { not: { segment: segment.id } },
      overlapWith: [segment.id],
    })
    expect([rest.customers, rest.overlaps]).toEqual([20, [{ segmentId: segment.id, name: 'Twice', customers: 10, both: 0 }]])
  })

  test('says what is known of a customer, test by test', async () => {
    const [someone] = (await list('q=13900002013')).items
    const where = 'profile.recency_days > 60 or count(order) = 2 and customer.region is "上海"'
    const explained = await post<ExplainedCondition>('/conditions/explain', { where, customerId: someone?.id })
    expect(explained.isMet).toBe(true)
    expect(explained.steps.map(({ depth, kind, isMet, value, acts }) => [depth, kind, isMet, value, acts?.count ?? null])).toEqual([
      [0, 'any', true, null, null],
      [1, 'test', false, expect.closeTo(3.4167, 3), null],
      [1, 'all', true, null, null],
      [2, 'test', true, 2, 2],
      [2, 'test', true, '上海', null],
    ])
    const unknown = await post<ExplainedCondition>('/conditions/explain', {
      where: 'customer.member_level is set',
      customerId: someone?.id,
    })
    expect(unknown.steps).toMatchObject([{ isMet: false, value: null }])
  })

  test('knows what a customer said about being contacted as soon as it is said', async () => {
    expect((await count('consent(marketing, sms) is granted')).customers).toBe(0)
    const [someone] = (await list('limit=1')).items
    const answer = await shop.admin.ask('POST', `/customers/${someone?.id}/consents`, { channel: 'sms', granted: true, evidence: 'call' })
    expect(answer.statusCode).toBeLessThan(300)
    const granted = await count('consent(marketing, sms) is granted')
    expect(granted.sample.map(({ id }) => id)).toEqual([someone?.id])
    await shop.admin.ask('POST', `/customers/${someone?.id}/consents`, { channel: 'sms', granted: false })
    expect((await count('consent(marketing, sms) is granted')).customers).toBe(0)
    expect((await count('consent(marketing, sms) is withdrawn')).customers).toBe(1)
  })

  test('has words for menus: fields, values that are there, and its other forms', async () => {
    const language = await shop.get<ConditionLanguage>('/conditions/fields')
    expect(language.fields.find(({ name }) => name === 'profile.tier')?.choices.map(({ value }) => value)).toContain('dormant')
    expect((await shop.get<SeenValues>('/conditions/values?field=customer.region')).items).toEqual([
      { value: '上海', count: 10 },
      { value: '北京', count: 10 },
    ])
    expect((await shop.get<SeenValues>('/conditions/values?act=item&property=product_id')).items).toEqual([
      { value: 'P1', count: 30 },
      { value: 'P2', count: 10 },
    ])
    expect((await shop.admin.ask('GET', '/conditions/values?act=item&property=1)%20OR%20(1')).statusCode).toBe(400)
    const checked = await post<CheckedCondition>('/conditions/check', { where: 'did( order )   and everyone' })
    expect(checked).toMatchObject({ text: 'did(order) and everyone', tests: 1, condition: { all: [{ did: 'order' }, { all: [] }] } })
  })

  test.each([
    ['none', {}, 'condition-missing'],
    ['both', { where: 'everyone', condition: { all: [] } }, 'condition-missing'],
    ['a text that means nothing', { where: 'customers who bought' }, 'condition-text'],
    ['an injection', { where: 'customer.region is "x" ; drop table' }, 'condition-text'],
    ['an unknown field', { where: 'customer.salary > 3' }, 'condition-unknown-name'],
    ['nested too deep', { condition: Array.from({ length: 20 }).reduce((inner) => ({ not: inner }), { all: [] }) }, 'condition-depth'],
  ])('with %s is refused with the place', async (_, body, code) => {
    expect(await refused('/conditions/count', body)).toEqual([400, code])
  })

  test('takes what is in a text as text', async () => {
    const nasty = `x') OR 1=1 -- \\' {c0:String} \u0000`.replaceAll('\u0000', '')
    expect(
      (await post<CountedCondition>('/conditions/count', { condition: { field: 'customer.region', op: 'in', values: [nasty] } })).customers,
    ).toBe(0)
    const event = { did: 'event', name: nasty, where: [{ property: `properties.${nasty}`, op: 'contains', value: '%' }] }
    expect((await post<CountedCondition>('/conditions/count', { condition: event })).customers).toBe(0)
  })
})

test('the people of a condition leave as CSV, NDJSON and Parquet, as many as are counted', async () => {
  const where = encodeURIComponent('customer.region is "上海"')
  const file = async (format: string) => {
    const answer = await shop.admin.ask('GET', `/customers/export?where=${where}&format=${format}`)
    expect(answer.statusCode).toBe(200)
    return answer.rawPayload
  }
  const wrong = await shop.admin.ask('GET', '/customers/export?where=null')
  expect([wrong.statusCode, wrong.json<Problem>().code]).toEqual([400, 'condition-text'])
  const csv = (await file('csv')).toString('utf8')
  expect([csv.startsWith('\uFEFF'), csv.trimEnd().split('\r\n').length]).toEqual([true, 11])
  const rows = (await file('ndjson')).toString('utf8').trimEnd().split('\n')
  expect(rows.map((row) => (JSON.parse(row) as { region: string }).region)).toEqual(new Array(10).fill('上海'))
  const parquet = await file('parquet')
  expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
  const read = await parquetReadObjects({
    file: parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.length) as ArrayBuffer,
  })
  expect(read.map((row) => [row['region'], row['lifetime_orders']])).toEqual(new Array(10).fill(['上海', 2]))
})

describe('a segment', () => {
  test('keeps its versions, its name is its own, and who saves on an old version is told', async () => {
    const made = await post<SavedSegment>('/segments', { name: ' Lapsed ', where: 'profile.recency_days > 20' })
    expect([made.name, made.version, made.size?.customers]).toEqual(['Lapsed', 1, 10])
    expect(await refused('/segments', { name: 'LAPSED', where: 'everyone' })).toEqual([409, 'segment-name-taken'])
    const save = (base: number, where: string) => shop.admin.ask('PUT', `/segments/${made.id}`, { base, name: 'Lapsed', where })
    expect((await save(1, 'profile.recency_days > 25')).json<SavedSegment>()).toMatchObject({ version: 2, size: { customers: 5 } })
    expect((await save(1, 'everyone')).json<Problem>().code).toBe('segment-changed')
    const { versions, sizes } = await shop.get<SegmentDetail>(`/segments/${made.id}`)
    expect(versions.map(({ version, text }) => [version, text])).toEqual([
      [2, 'profile.recency_days > 25'],
      [1, 'profile.recency_days > 20'],
    ])
    expect(sizes.map(({ customers: size }) => size)).toEqual([5])
  })

  test('cannot lead back to itself, nor go while another is made of it', async () => {
    const inner = await post<SavedSegment>('/segments', { name: 'Inner', where: 'customer.region is "上海"' })
    const outer = await post<SavedSegment>('/segments', { name: 'Outer', condition: { not: { segment: inner.id } } })
    expect(outer.size?.customers).toBe(20)
    const circle = await shop.admin.ask('PUT', `/segments/${inner.id}`, { base: 1, name: 'Inner', condition: { segment: outer.id } })
    expect(circle.json<Problem>()).toMatchObject({ code: 'condition-circle', params: { path: '$.segment', names: 'Outer → Inner' } })
    const archive = (id: string, archived: boolean) => shop.admin.ask('PUT', `/segments/${id}/archived`, { archived })
    expect((await archive(inner.id, true)).json<Problem>().code).toBe('segment-in-use')
    expect((await archive(outer.id, true)).statusCode).toBe(200)
    expect((await archive(inner.id, true)).json<SavedSegment>().archivedAt).not.toBeNull()
    expect(await refused('/conditions/count', { condition: { segment: inner.id } })).toEqual([400, 'condition-unknown-segment'])
    expect((await archive(inner.id, false)).json<SavedSegment>().archivedAt).toBeNull()
    expect((await shop.get<SavedSegments>('/segments')).items.find(({ id }) => id === inner.id)?.archivedAt).toBeNull()
  })

  test('that is a snapshot keeps its people when they no longer meet the condition', async () => {
    const taken = await post<SavedSegment>('/segments', { name: 'Fresh in March', kind: 'snapshot', where: 'profile.recency_days < 5' })
    const before = taken.size?.customers
    expect(before).toBe(5)
    expect((await shop.admin.ask('PUT', `/segments/${taken.id}`, { base: 1, name: 'x', where: 'everyone' })).json<Problem>().code).toBe(
      'segment-is-snapshot',
    )
    const csv = ['order_id,phone,ordered_at,product_id,quantity,unit_price', `N1,13900002029,${daysAgo(0)} 11:00:00,P1,1,10`].join('\n')
    await shop.ended((await shop.startImport('new.csv', csv, 'orders')).id)
    expect((await count('profile.recency_days < 5')).customers).toBe(6)
    expect((await list(`segment=${taken.id}`)).total).toBe(before)
  })
})
