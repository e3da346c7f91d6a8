import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { WebhookReceivers } from '#http/collect/webhook-receiver-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const SECRET = 'shpss_0123456789abcdef'
const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer
let sourceId: string

beforeAll(async () => {
  shop = await openShopServer(clock)
  const made = await shop.admin.ask('POST', '/sources', { name: 'Shop', kind: 'server' })
  sourceId = made.json<NewSource>().source.id
  for (const provider of ['shopify', 'woocommerce']) {
    await shop.admin.ask('PUT', `/sources/${sourceId}/receivers/${provider}`, { secret: SECRET })
  }
})
afterAll(async () => {
  await shop?.close()
})

interface Sent {
  readonly topic: string
  readonly id: string
  readonly secret?: string
  readonly source?: string
  readonly at?: string
}

const send = async (
  provider: 'shopify' | 'woocommerce',
  body: object | string | Buffer,
  { topic, id, secret = SECRET, source = sourceId, at }: Sent,
) => {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const signature = createHmac('sha256', secret).update(raw).digest('base64')
  const headers =
    provider === 'shopify'
      ? {
          'x-shopify-hmac-sha256': signature,
          'x-shopify-topic': topic,
          'x-shopify-webhook-id': id,
          ...(at === undefined ? {} : { 'x-shopify-triggered-at': at }),
        }
      : { 'x-wc-webhook-signature': signature, 'x-wc-webhook-topic': topic, 'x-wc-webhook-delivery-id': id }
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: `/v1/webhooks/${provider}/${source}`,
    headers: { host: 'liuke.example', 'content-type': 'application/json', ...headers },
    payload: raw,
  })
  return answer.statusCode
}
const stateOf = async (provider: string) =>
  (await shop.get<WebhookReceivers>(`/sources/${sourceId}/receivers`)).items.find((one) => one.provider === provider)?.state
const lines = async () => {
  const answer = await shop.house.engines.clickhouse.query({
    query:
      'SELECT order_id, toString(kind) AS what, toString(amount) AS sum FROM order_lines FINAL WHERE order_lines.amount != 0 ORDER BY order_id, what, sum',
    format: 'JSONCompactEachRow',
  })
  return (await answer.json<[string, string, string]>()).map((row) => row.join(' '))
}

const ORDER = {
  id: 5_432_109_876_543,
  name: '#1001',
  created_at: '2026-03-10T10:00:00+08:00',
  updated_at: '2026-03-10T10:00:01+08:00',
  currency: 'CNY',
  financial_status: 'paid',
  email: 'ann@example.com',
  customer: { id: 7_000_000_000_001, first_name: 'Ann', last_name: 'Li', email: 'ann@example.com' },
  line_items: [
    { id: 1, sku: 'TEA', name: 'Tea', quantity: 2, price: '60.00', discount_allocations: [{ amount: '20.00' }] },
    { id: 2, sku: 'CUP', name: 'Cup', quantity: 1, price: '30.00', discount_allocations: [] },
  ],
}

test('an order of Shopify is one, told by its webhook, a repetition, a later change, its refund and the export', async () => {
  const refund = {
    id: 99,
    order_id: ORDER.id,
    created_at: '2026-03-12T10:00:00+08:00',
    refund_line_items: [{ quantity: 1, subtotal: 30, line_item_id: 2, line_item: ORDER.line_items[1] }],
    transactions: [{ kind: 'refund', amount: '30.00' }],
  }
  // Its refund comes first, and waits.
  expect(await send('shopify', refund, { topic: 'refunds/create', id: 'r1' })).toBe(200)
  await shop.house.webhookReceiver.work()
  expect(await stateOf('shopify')).toMatchObject({ verified: 1, waiting: 1 })
  expect(await send('shopify', ORDER, { topic: 'orders/create', id: 'd1' })).toBe(200)
  expect(await send('shopify', ORDER, { topic: 'orders/create', id: 'd1' })).toBe(200)
  // What happened a moment later within the same second is newer, whatever comes first.
  const later = { ...ORDER, note: 'later', line_items: [{ ...ORDER.line_items[0], price: '70.00' }, ORDER.line_items[1]] }
  expect(await send('shopify', later, { topic: 'orders/updated', id: 'd2', at: '2026-03-10T02:00:01.9Z' })).toBe(200)
  await shop.house.webhookReceiver.work()
  expect(await lines()).toEqual(['#1001 sale 120', '#1001 sale 30'])
  clock.moveTo(new Date(clock.now().getTime() + 61_000))
  await shop.house.webhookReceiver.work()
  expect(await lines()).toEqual(['#1001 return -30', '#1001 sale 120', '#1001 sale 30'])
  expect(await stateOf('shopify')).toMatchObject({
    verified: 4,
    duplicates: 1,
    waiting: 0,
    taken: 3,
    ignored: 0,
    refused: 0,
    unverified: 0,
  })

  await shop.ended(
    (
      await shop.startImport(
        'orders_export.csv',
        'Name,Email,Financial Status,Paid at,Created at,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n' +
          '#1001,ann@example.com,paid,2026-03-10 10:00:00 +0800,2026-03-10 10:00:00 +0800,CNY,150,150,2,Tea,60,TEA\n#1001,,,,,,,,1,Cup,30,CUP\n',
        'orders',
      )
    ).id,
  )
  expect(await lines()).toEqual(['#1001 return -30', '#1001 sale 120', '#1001 sale 30'])

  expect(
    await send(
      'shopify',
      { ...later, cancelled_at: '2026-03-13T10:00:00+08:00', updated_at: '2026-03-13T10:00:00+08:00' },
      { topic: 'orders/cancelled', id: 'd3' },
    ),
  ).toBe(200)
  await shop.house.webhookReceiver.work()
  expect((await lines()).filter((line) => line.includes(' sale '))).toEqual([])
})

test('WooCommerce pings before it sends, and its orders carry their refunds', async () => {
  expect(await send('woocommerce', 'webhook_id=7', { topic: '', id: '', secret: 'none' })).toBe(200)
  const order = {
    id: 20,
    number: '20',
    status: 'processing',
    currency: 'CNY',
    date_created_gmt: '2026-03-10T02:00:00',
    date_modified_gmt: '2026-03-10T02:05:00',
    billing: { first_name: 'Bo', last_name: 'Wu', email: 'bo@example.com', phone: '13912345678' },
    line_items: [{ id: 1, product_id: 9, name: 'Pot', quantity: 1, subtotal: '100.00', total: '80.00' }],
    refunds: [{ id: 3, total: '-10.00' }],
  }
  expect(await send('woocommerce', order, { topic: 'order.updated', id: 'w1' })).toBe(200)
  expect(await send('woocommerce', { id: 21 }, { topic: 'product.updated', id: 'w2' })).toBe(200)
  expect(await send('woocommerce', { id: 4, email: 'bo@example.com', first_name: 'Bo' }, { topic: 'customer.created', id: 'w3' })).toBe(200)
  await shop.house.webhookReceiver.work()
  expect((await lines()).filter((line) => line.startsWith('20 '))).toEqual(['20 return -10', '20 sale 80'])
  expect(await stateOf('woocommerce')).toMatchObject({ verified: 3, taken: 2, ignored: 1, refused: 0, unverified: 0 })
})

test('what is not signed is counted and never stored, and no signed body stops the others', async () => {
  const before = await stateOf('shopify')
  expect(await send('shopify', ORDER, { topic: 'orders/create', id: 'x1', secret: 'wrong-secret' })).toBe(401)
  expect(await send('shopify', ORDER, { topic: 'orders/create', id: 'x1', source: '00000000-0000-7000-8000-000000000000' })).toBe(401)
  expect(await send('shopify', ORDER, { topic: 'orders/create', id: 'x1', source: "x'; DROP TABLE sources; --" })).toBe(401)
  const hostile: (object | string | Buffer)[] = [
    '',
    'null',
    '[1]',
    'webhook_id=7',
    '{"id":1e400,"name":"\\u0000\\ud800","line_items":[{}]}',
    `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
    Buffer.from([0xff, 0xfe, 0x00]),
    { ...ORDER, name: '#9'.repeat(5_000), line_items: [{ quantity: 1e30, price: '9'.repeat(400), discount_allocations: 'x' }] },
    { ...ORDER, name: '#77', line_items: 'none', customer: [], email: 7 },
  ]
  for (const [i, body] of hostile.entries()) expect(await send('shopify', body, { topic: 'orders/create', id: `h${i}\u00e9` })).toBe(200)
  const good = { ...ORDER, id: 1, name: '#2002', line_items: [ORDER.line_items[1]] }
  expect(await send('shopify', good, { topic: 'orders/create', id: 'good' })).toBe(200)
  await shop.house.webhookReceiver.work()
  expect((await lines()).filter((line) => line.startsWith('#2002'))).toEqual(['#2002 sale 30'])
  const after = await stateOf('shopify')
  expect(after).toMatchObject({
    unverified: 1,
    waiting: 0,
    refused: hostile.length,
    verified: (before?.verified ?? 0) + hostile.length + 1,
  })

  expect((await shop.admin.ask('DELETE', `/sources/${sourceId}/receivers/shopify`)).statusCode).toBe(204)
  expect((await shop.admin.ask('DELETE', `/sources/${sourceId}/receivers/shopify`)).statusCode).toBe(404)
  for (const method of ['PUT', 'DELETE'] as const) {
    const answer = await shop.admin.ask(method, '/sources/no-source/receivers/shopify', method === 'PUT' ? { secret: SECRET } : undefined)
    expect(answer.statusCode).toBe(400)
  }
  expect(await send('shopify', good, { topic: 'orders/create', id: 'later' })).toBe(401)
})
