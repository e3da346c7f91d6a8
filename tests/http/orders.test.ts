import type { Measures } from '#http/profile/measure-schemas.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Job, Metrics, NewSource, RecordView, ReplayAnswer, Source } from '#http/collect/data-schemas.ts'
import type { Customer360, CustomerPage, TimelinePage } from '#http/profile/customer-schemas.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let key: string

beforeAll(async () => {
  shop = await openShopServer(clock)
  const made = await shop.admin.ask('POST', '/sources', { name: 'Web shop', kind: 'web', userIdKind: 'member_number' })
  key = made.json<NewSource>().writeKey
})
afterAll(() => shop?.close())

let messages = 0

/** Sends one event of somebody, so many hours after 1 May, and loads it. */
async function track(userId: string, event: string, hour: number, properties: object, messageId = `m${(messages += 1)}`): Promise<void> {
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/track',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    payload: JSON.stringify({
      userId,
      event,
      properties,
      messageId,
      timestamp: new Date(Date.parse('2026-05-01T00:00:00Z') + hour * 3_600_000),
    }),
  })
  expect(answer.statusCode).toBe(200)
  clock.moveTo(new Date(clock.now().getTime() + 1_000))
  await drainInbox(shop.house)
}

async function takeFile(text: string) {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const { job } = await shop.ended((await shop.startImport(`orders-${clock.now().getTime()}.csv`, text, 'orders')).id)
  expect(job).toMatchObject({ state: 'done' })
  return job.result
}

/** What counts of an order: kind, product, pieces and money. */
async function linesOf(orderId: string): Promise<string[]> {
  const result = await shop.house.engines.clickhouse.query({
    query: `SELECT concat(kind, ' ', product_id, ' ', toString(quantity), ' ', toString(amount), ' ', currency) AS line FROM order_lines FINAL
      WHERE order_id = {orderId:String} AND (amount != 0 OR quantity != 0) ORDER BY line`,
    query_params: { orderId },
    format: 'JSONEachRow',
  })
  return (await result.json<{ line: string }>()).map(({ line }) => line)
}

const FILE = 'order_id,member_number,ordered_at,product_id,quantity,unit_price'
const Z1 = { order_id: 'Z1', revenue: '¥1,299.00', products: [{ product_id: 'p1', price: 649.5, quantity: 2 }] }

describe('orders by event', () => {
  test('an order is one, taken back by its refund, and a file with it adds nothing', async () => {
    await track('M1', 'Order Completed', 10, Z1)
    expect(await linesOf('Z1')).toEqual(['sale p1 2 1299 CNY'])
    expect(await takeFile(`${FILE}\nZ1,M1,2026-05-01 18:00:00,p1,2,649.50\n`)).toMatchObject({ rows: 1, stored: 0, duplicates: 1 })
    expect(await linesOf('Z1')).toEqual(['sale p1 2 1299 CNY'])
    expect(await shop.get<Metrics>('/metrics')).toMatchObject({ lines: 1, customers: 1, invoices: 1, revenue: 1299 })
    await track('M1', 'Order Refunded', 30, { order_id: 'Z1' })
    await track('M1', 'Order Refunded', 31, { order_id: 'Z1' })
    expect(await linesOf('Z1')).toEqual(['return p1 -2 -1299 CNY', 'sale p1 2 1299 CNY'])
  })

  test('the file first: the event adds nothing, and its refund takes back what the file has', async () => {
    await takeFile(`${FILE}\nF1,M2,2026-05-01 18:00:00,p1,2,649.50\nF2,M2,2026-05-02 18:00:00,p1,1,10\n`)
    await track('M2', 'Order Completed', 10, { ...Z1, order_id: 'F1' })
    await track('M2', 'Order Refunded', 50, { order_id: 'F2' })
    expect(await linesOf('F1')).toEqual(['sale p1 2 1299 CNY'])
    expect(await linesOf('F2')).toEqual(['return p1 -1 -10 CNY', 'sale p1 1 10 CNY'])
    // The next day's export has both again.
    await takeFile(`${FILE}\nF1,M2,2026-05-01 18:00:00,p1,2,649.50\nF2,M2,2026-05-02 18:00:00,p1,1,10\n`)
    expect(await linesOf('F1')).toEqual(['sale p1 2 1299 CNY'])
    expect(await linesOf('F2')).toEqual(['return p1 -1 -10 CNY', 'sale p1 1 10 CNY'])
  })

  test('cancelled and updated count by their own time, whenever they come', async () => {
    await track('M3', 'Order Cancelled', 12, { order_id: 'C1' })
    await track('M3', 'Order Completed', 10, { ...Z1, order_id: 'C1' })
    expect(await linesOf('C1')).toEqual(['adjustment p1 2 1299 CNY'])
    await track('M3', 'Order Updated', 14, { order_id: 'C1', products: [{ sku: 'p2', price: 5, quantity: 3 }] })
    expect(await linesOf('C1')).toEqual(['sale p2 3 15 CNY'])
  })

  test('what cannot be read, and a total that contradicts the goods, is kept with its place and counts nowhere', async () => {
    await track('M4', 'Order Completed', 10, { order_id: 'Q1', products: [{ product_id: 'p1', price: 'NaN' }] })
    await track('M4', 'Order Completed', 10, { order_id: 'Q2', total: 500, products: [{ product_id: 'p1', price: 649.5 }] })
    const { items } = await shop.get<{ items: { reason: string; field: string; stage: string }[] }>('/quarantine')
    expect(items.map(({ reason, field, stage }) => `${reason} ${field} ${stage}`).toSorted()).toEqual([
      'contradictory_total properties.total clean',
      'unreadable_amount properties.products.0.price clean',
    ])
    expect(await linesOf('Q1')).toEqual([])
    const source = (await shop.get<{ items: Source[] }>('/sources')).items[0]
    expect(source).toMatchObject({ quarantined: 2, duplicates: 0 })
    expect(source?.received).toBe((source?.stored ?? 0) + 2)
  })

  test('a purchase by event is to its customer what the same purchase by file is', async () => {
    const goods = [
      { product_id: 'tea', name: 'Green tea', category: 'tea', price: 30, quantity: 2 },
      { product_id: 'cup', name: 'Cup', category: 'ware', price: 12.5, quantity: 1 },
    ]
    await track('EV', 'Order Completed', 10, { order_id: 'E1', products: goods })
    await track('EV', 'Order Refunded', 40, { order_id: 'E1', products: [{ product_id: 'cup', quantity: 1 }] })
    await takeFile(
      'order_id,member_number,ordered_at,product_id,product_name,category,quantity,unit_price,refund_amount,channel\nE2,FI,2026-05-01 18:00:00,tea,Green tea,tea,2,30,,server\nE2,FI,2026-05-01 18:00:00,cup,Cup,ware,1,12.50,12.50,server\n',
    )
    const { items } = await shop.get<CustomerPage>('/customers?limit=50&sort=lifetime_spend')
    const [event, file] = await Promise.all(['EV', 'FI'].map((number) => shop.house.identity.find('member_number', number)))
    const row = (id: string | null | undefined) => {
      const found = items.find((one) => one.id === id)
      return [found?.lifetimeOrders, found?.lifetimeSpend, found?.lastOrderAt]
    }
    expect(row(event)).toEqual(row(file))
    expect(row(event)[1]).toEqual({ minor: 7250, currency: 'CNY' })
    const [ours, theirs] = await Promise.all([event, file].map((id) => shop.get<Customer360>(`/customers/${id}`)))
    expect(ours?.favouriteCategory).toBe('tea')
    expect(ours?.monthlySpend).toEqual(theirs?.monthlySpend)
    expect(ours?.rfm).toEqual(theirs?.rfm)
    const timeline = await shop.get<TimelinePage>(`/customers/${event}/timeline`)
    expect(timeline.items.filter(({ kind }) => kind === 'event')).toHaveLength(2)
    expect(timeline.items.filter(({ kind }) => kind === 'order')).toHaveLength(1)
  })
})

describe('records of systems without an SDK', () => {
  type Answer = {
    received: number
    stored: number
    duplicates: number
    quarantined: number
    droppedByConsent: number
    results: { outcome: string; reason: string; field: string }[]
  }

  async function send(kind: string, body: object, headers: Record<string, string> = {}) {
    clock.moveTo(new Date(clock.now().getTime() + 1_000))
    const answer = await shop.server.app.inject({
      method: 'POST',
      url: `/api/v1/${kind}`,
      headers: {
        host: '127.0.0.1',
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
        ...headers,
      },
      payload: JSON.stringify(body),
    })
    return { status: answer.statusCode, body: answer.json<Answer & { code: string }>() }
  }
  const counts = ({ body: { received, stored, duplicates, quarantined, droppedByConsent } }: Awaited<ReturnType<typeof send>>) => [
    received,
    stored,
    duplicates,
    quarantined,
    droppedByConsent,
  ]

  const R1 = {
    orderId: 'R1',
    memberNumber: 'R',
    orderedAt: '2026-05-09T10:00:00Z',
    orderTotal: '¥1,309.00',
    shipping: 10,
    lines: [{ productId: 'p1', quantity: 2, unitPrice: 649.5 }],
  }

  test('an order is stored once, replaced by its change, and one with its events', async () => {
    expect(counts(await send('orders', R1))).toEqual([1, 1, 0, 0, 0])
    expect(counts(await send('orders', [R1, R1]))).toEqual([2, 0, 2, 0, 0])
    expect(await linesOf('R1')).toEqual(['sale p1 2 1299 CNY'])
    await track('R', 'Order Completed', 202, { ...Z1, order_id: 'R1' })
    expect(await linesOf('R1')).toEqual(['sale p1 2 1299 CNY'])
    const changed = { ...R1, orderTotal: 659.5, lines: [{ productId: 'p1', quantity: 1, unitPrice: 649.5 }] }
    expect(counts(await send('orders', changed))).toEqual([1, 1, 0, 0, 0])
    expect(await linesOf('R1')).toEqual(['sale p1 1 649.5 CNY'])
    // And back: it is no copy of the newest.
    expect(counts(await send('orders', { ...R1, status: 'refunded' }))).toEqual([1, 1, 0, 0, 0])
    expect(await linesOf('R1')).toEqual(['return p1 -2 -1299 CNY', 'sale p1 2 1299 CNY'])
    const dated = (hour: number, quantity: number) => ({
      orderId: 'R2',
      memberNumber: 'R',
      orderedAt: '2026-05-09',
      updatedAt: `2026-05-10T0${hour}:00:00Z`,
      productId: 'p',
      quantity,
      unitPrice: 5,
    })
    expect(counts(await send('orders', [dated(3, 3), dated(1, 1), dated(2, 2), dated(3, 3)]))).toEqual([4, 3, 1, 0, 0])
    expect(await linesOf('R2')).toEqual(['sale p 3 15 CNY'])
  })

  test('what cannot be read is refused with its place, and the others are stored', async () => {
    const answer = await send('orders', [
      { ...R1, orderId: 'R3', lines: [{ productId: 'p1', quantity: 1, unitPrice: 'NaN' }] },
      { ...R1, orderId: 'R4', orderTotal: 7 },
      { ...R1, orderId: 'R5', status: 'zzz' },
      { ...R1, orderId: 'R6', orderedAt: 'soon' },
      { ...R1, orderId: 'R7' },
    ])
    expect(answer.body.results.map(({ outcome, reason, field }) => [outcome, reason, field])).toEqual([
      ['quarantined', 'missing-value', 'lines.0.unitPrice'],
      ['quarantined', 'contradictory-total', 'orderTotal'],
      ['quarantined', 'unknown-status', 'status'],
      ['quarantined', 'unreadable-date', 'orderedAt'],
      ['stored', '', ''],
    ])
    expect(counts(answer)).toEqual([5, 1, 0, 4, 0])
    expect(await linesOf('R4')).toEqual([])
    const { items } = await shop.get<{ items: { reason: string; from: string }[] }>('/quarantine?limit=50')
    expect(items.filter(({ reason }) => reason === 'unknown-status')).toMatchObject([{ from: 'Web shop' }])
  })

  test('a refused record is corrected in quarantine and comes in, with every count as if it had been right', async () => {
    const source = async () => (await shop.get<{ items: Source[] }>('/sources')).items.find(({ name }) => name === 'Web shop')
    const before = await source()
    const { items } = await shop.get<{ items: { id: string; reason: string }[] }>('/quarantine?limit=50')
    const idOf = (wanted: string) => items.find(({ reason }) => reason === wanted)?.id ?? ''
    const seen = await shop.get<RecordView>(`/quarantine/${idOf('unreadable-date')}`)
    expect(seen.replayable).toBe(true)
    expect(seen.cells).toContainEqual({ column: 'orderedAt', field: 'orderedAt', value: 'soon', masked: false })
    const replay = async (id: string, changes: object) =>
      (await shop.admin.ask('POST', `/quarantine/${id}/replay`, { changes })).json<ReplayAnswer>()
    expect(await replay(idOf('unreadable-date'), { orderedAt: 'later' })).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'unreadable-date' },
    })
    expect(await source()).toEqual(before)
    expect(await replay(idOf('unreadable-date'), { colour: 'red' })).toMatchObject({ code: 'unknown-record-column' })
    expect(await replay(idOf('unreadable-date'), { orderedAt: '2026-05-09T10:00:00Z' })).toEqual({ outcome: 'stored', refusal: null })
    expect(await linesOf('R6')).toEqual(['sale p1 2 1299 CNY'])
    // What was no text is written as JSON.
    const lines = JSON.stringify([{ productId: 'p1', quantity: 2, unitPrice: 649.5 }])
    expect(await replay(idOf('missing-value'), { lines })).toEqual({ outcome: 'stored', refusal: null })
    expect(await linesOf('R3')).toEqual(['sale p1 2 1299 CNY'])
    expect(await source()).toMatchObject({
      received: before?.received,
      stored: (before?.stored ?? 0) + 2,
      quarantined: (before?.quarantined ?? 0) - 2,
    })
    expect(await replay(idOf('unreadable-date'), {})).toMatchObject({ code: 'record-closed' })
    // All of a reason at once.
    const job = await shop.admin.ask('POST', '/quarantine/replay', { reason: 'unknown-status', changes: { status: 'paid' } })
    expect((await shop.ended(job.json<Job>().id)).job).toMatchObject({ state: 'done', result: { tried: 1, stored: 1, refused: 0 } })
    expect(await linesOf('R5')).toEqual(['sale p1 2 1299 CNY'])
  })

  test('customers and tickets are stored once and replaced by what is newer', async () => {
    const person = { memberNumber: 'R', phone: '13900001801', customerName: 'Li Lei', region: 'Hangzhou', marketingConsent: true }
    expect(counts(await send('customers', [person, { region: 'nowhere' }]))).toEqual([2, 1, 0, 1, 0])
    expect(counts(await send('customers', person))).toEqual([1, 0, 1, 0, 0])
    const id = await shop.house.identity.find('phone', '+8613900001801')
    expect(id).toBe(await shop.house.identity.find('member_number', 'R'))
    const { consents } = await shop.get<Customer360>(`/customers/${id}`)
    expect(consents.find(({ channel }) => channel === 'sms')).toMatchObject({ granted: true, source: 'record' })
    const no = { purpose: 'marketing', channel: 'sms', granted: false }
    expect((await shop.admin.ask('POST', `/customers/${id}/consents`, no)).statusCode).toBeLessThan(300)
    const later = { ...person, region: 'Suzhou', updatedAt: new Date(clock.now().getTime() + 2_000).toISOString() }
    clock.moveTo(new Date(clock.now().getTime() + 5_000))
    expect(counts(await send('customers', later))).toEqual([1, 1, 0, 0, 0])
    const after = await shop.get<Customer360>(`/customers/${id}`)
    expect(after.consents.find(({ channel }) => channel === 'sms')).toMatchObject({ granted: false, source: 'staff' })
    const ticket = { ticketId: 'T1', memberNumber: 'R', openedAt: '2026-05-09 10:00', kind: 'complaint' }
    expect(counts(await send('tickets', ticket))).toEqual([1, 1, 0, 0, 0])
    expect(counts(await send('tickets', { ...ticket, closedAt: '2026-05-09 12:00', satisfaction: 4 }))).toEqual([1, 1, 0, 0, 0])
    const timeline = await shop.get<TimelinePage>(`/customers/${id}/timeline?kind=ticket`)
    expect(timeline.items).toHaveLength(1)
  })

  test('feedback is stored once by its id, is replaced by what is newer, and moves with its customer', async () => {
    const nps = {
      feedbackId: 'F1',
      memberNumber: 'R',
      answeredAt: '2026-05-09 10:00',
      kind: 'NPS',
      score: 9,
      topic: 'Would you recommend us?',
    }
    expect(counts(await send('feedback', nps))).toEqual([1, 1, 0, 0, 0])
    expect(counts(await send('feedback', nps))).toEqual([1, 0, 1, 0, 0])
    const wrong = await send('feedback', [
      { ...nps, feedbackId: 'F2', score: 11 },
      { ...nps, feedbackId: 'F3', kind: 'mood' },
    ])
    expect(wrong.body.results.map(({ outcome, reason, field }) => [outcome, reason, field])).toEqual([
      ['quarantined', 'number-out-of-range', 'score'],
      ['quarantined', 'unknown-status', 'kind'],
    ])
    const comment = 'Quick, but the box was open. Call 13900001801 or li@example.com'
    expect(counts(await send('feedback', { ...nps, answeredAt: '2026-05-09 11:00', score: 4, comment }))).toEqual([1, 1, 0, 0, 0])
    const entries = async (kind: 'phone' | 'member_number', value: string) => {
      const id = await shop.house.identity.find(kind, value)
      return (await shop.get<TimelinePage>(`/customers/${id}/timeline?kind=feedback`)).items
    }
    const [entry, ...more] = await entries('member_number', 'R')
    expect(more).toEqual([])
    expect(entry).toMatchObject({ name: 'nps', detail: { score: '4', most: '10', topic: 'Would you recommend us?' } })
    expect(String(entry?.detail['comment'])).toMatch(/^Quick, but the box was open/u)
    expect(JSON.stringify(entry)).not.toMatch(/13900001801|li@/u)
    expect(counts(await send('customers', { memberNumber: 'R-other', customerName: 'Han' }))).toEqual([1, 1, 0, 0, 0])
    clock.moveTo(new Date(clock.now().getTime() + 1_000))
    expect(counts(await send('feedback', { ...nps, memberNumber: 'R-other', score: 5 }))).toEqual([1, 1, 0, 0, 0])
    expect(await entries('member_number', 'R')).toEqual([])
    expect(await entries('member_number', 'R-other')).toMatchObject([{ detail: { score: '5' } }])
  })

  test('measures are stored once by customer, name and time, come by event too, and show their trend', async () => {
    const balance = (measuredAt: string, value: unknown) => ({ measure: 'balance', unit: 'CNY', memberNumber: 'R', measuredAt, value })
    const answer = await send('measures', [
      balance('2026-05-01', '12,500.50'),
      balance('2026-05-02', 90),
      balance('2026-05-02', 90),
      balance('2026-05-03', 'much'),
      { ...balance('2026-05-03', 1), memberNumber: '' },
    ])
    expect(counts(answer)).toEqual([5, 2, 1, 2, 0])
    expect(counts(await send('measures', balance('2026-05-02', 80)))).toEqual([1, 1, 0, 0, 0])
    await track('R', 'Measure Recorded', 203, { measure: 'seats', value: 25, unit: 'seats' })
    const id = await shop.house.identity.find('member_number', 'R')
    const { items } = await shop.get<Measures>(`/customers/${id}/measures`)
    expect(items).toMatchObject([
      { name: 'balance', unit: 'CNY', value: 80, before: 12_500.5, count: 2, points: [{ value: 12_500.5 }, { value: 80 }] },
      { name: 'seats', value: 25, before: null, count: 1 },
    ])
    expect((await shop.admin.ask('GET', `/customers/00000000-0000-4000-8000-000000000000/measures`)).statusCode).toBe(404)
  })

  test('more requests at once than there are connections are all answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => send('tickets', { ticketId: `Q${i}`, openedAt: '2026-05-09 10:00', kind: 'complaint' })),
    )
    for (const answer of answers) expect(answer).toMatchObject({ status: 200 })
  })

  test('a request with an Idempotency-Key is answered once', async () => {
    const headers = { 'idempotency-key': 'k1' }
    const order = { ...R1, orderId: 'R8' }
    const first = await send('orders', order, headers)
    expect(counts(first)).toEqual([1, 1, 0, 0, 0])
    expect(await send('orders', order, headers)).toEqual(first)
    expect(await send('orders', R1, headers)).toMatchObject({ status: 409, body: { code: 'idempotency-key-reused' } })
  })

  test('a key of a source opens these doors and no others; an API key names a source', async () => {
    expect(await send('orders', R1, { authorization: 'Bearer wk_wrong' })).toMatchObject({
      status: 401,
      body: { code: 'unknown-write-key' },
    })
    const read = await shop.server.app.inject({
      method: 'GET',
      url: '/api/v1/customers',
      headers: { host: '127.0.0.1', authorization: `Bearer ${key}` },
    })
    expect(read.statusCode).toBe(401)
    expect(await send('orders', { ...R1, orderID: 'x' })).toMatchObject({ status: 400 })
    expect(await send('orders', [])).toMatchObject({ status: 400 })
    const made = await shop.admin.ask('POST', '/api-keys', { name: 'till', permissions: ['data:import'] })
    const authorization = `Bearer ${made.json<{ key: string }>().key}`
    expect(await send('orders', R1, { authorization })).toMatchObject({ status: 400, body: { code: 'source-missing' } })
    const source = (await shop.get<{ items: Source[] }>('/sources')).items[0]
    expect(await send(`orders?source=${source?.id}`, { ...R1, orderId: 'R9' }, { authorization })).toMatchObject({
      status: 200,
      body: { stored: 1 },
    })
  })

  test('who refuses what the source is for is counted and not kept', async () => {
    const source = (await shop.get<{ items: Source[] }>('/sources')).items[0]
    const consent = { purpose: 'analytics', required: true, categories: [] }
    expect((await shop.admin.ask('PATCH', `/sources/${source?.id}`, { consent })).statusCode).toBe(204)
    const order = (orderId: string, said?: boolean) => ({
      ...R1,
      orderId,
      memberNumber: 'new',
      ...(said === undefined ? {} : { consent: said }),
    })
    expect(counts(await send('orders', [order('N1'), order('N2', false), order('N3', true)]))).toEqual([3, 1, 0, 0, 2])
    expect([await linesOf('N1'), await linesOf('N2'), await linesOf('N3')]).toEqual([[], [], ['sale p1 2 1299 CNY']])
    const after = (await shop.get<{ items: Source[] }>('/sources')).items[0]
    expect(after?.received).toBe(
      (after?.stored ?? 0) + (after?.duplicates ?? 0) + (after?.quarantined ?? 0) + (after?.droppedByConsent ?? 0),
    )
    expect(after?.lastSeenAt).toBe(clock.now().toISOString())
  })
})
