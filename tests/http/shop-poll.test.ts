import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { WebhookReceivers } from '#http/collect/webhook-receiver-schemas.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const SECRET = 'shpss_0123456789abcdef'
const TOKEN = 'shpat_0123456789abcdef'
const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer
let sourceId: string
let system: HttpServer
let address: string
let asked: { readonly path: string; readonly query: URLSearchParams }[] = []
/** What the shop system answers; by default nothing changed. */
let answer: (path: string, query: URLSearchParams) => { readonly status?: number; readonly body: unknown; readonly headers?: object }

beforeAll(async () => {
  system = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://shop')
    asked.push({ path: url.pathname, query: url.searchParams })
    const isAllowed =
      request.headers['x-shopify-access-token'] === TOKEN || request.headers.authorization === `Basic ${btoa(`ck_1:${TOKEN}`)}`
    const { status = 200, body, headers = {} } = isAllowed ? answer(url.pathname, url.searchParams) : { status: 401, body: {} }
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(system.address() as AddressInfo).port}`
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  sourceId = (await shop.admin.ask('POST', '/sources', { name: 'Shop', kind: 'server' })).json<NewSource>().source.id
  await shop.admin.ask('PUT', `/sources/${sourceId}/receivers/shopify`, { secret: SECRET })
  await shop.admin.ask('PUT', `/sources/${sourceId}/receivers/woocommerce`, { secret: SECRET })
})
afterAll(async () => {
  await shop?.close()
  system?.close()
})
beforeEach(() => {
  asked = []
  answer = (path) => ({ body: path.includes('wp-json') ? [] : { [path.endsWith('customers.json') ? 'customers' : 'orders']: [] } })
})

const path = (provider: string) => `/sources/${sourceId}/receivers/${provider}/poll`
const pollOf = async (provider: string) =>
  (await shop.get<WebhookReceivers>(`/sources/${sourceId}/receivers`)).items.find((one) => one.provider === provider)?.poll
const order = (id: number, minutesAgo: number, price = '60.00') => ({
  id,
  name: `#${id}`,
  created_at: '2026-03-10T10:00:00+08:00',
  updated_at: new Date(clock.now().getTime() - minutesAgo * MINUTE_MS).toISOString(),
  currency: 'CNY',
  financial_status: 'paid',
  email: `buyer${id}@example.com`,
  line_items: [{ id: 1, sku: 'TEA', name: 'Tea', quantity: 1, price, discount_allocations: [] }],
})
const send = async (body: object, id: string) => {
  const payload = Buffer.from(JSON.stringify(body))
  await shop.server.app.inject({
    method: 'POST',
    url: `/v1/webhooks/shopify/${sourceId}`,
    headers: {
      host: 'liuke.example',
      'content-type': 'application/json',
      'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(payload).digest('base64'),
      'x-shopify-topic': 'orders/updated',
      'x-shopify-webhook-id': id,
    },
    payload,
  })
}
const sums = async () => {
  const rows = await shop.house.engines.clickhouse.query({
    query: 'SELECT order_id, toString(amount) FROM order_lines FINAL WHERE order_lines.amount != 0 ORDER BY order_id',
    format: 'JSONCompactEachRow',
  })
  return (await rows.json<[string, string]>()).map((row) => row.join(' '))
}
/** Reads what is due and works out what it found. */
const read = async () => {
  while (await shop.house.shopPoller.work());
  while (await shop.house.webhookReceiver.work());
}

test('what no webhook told is taken in by the hourly reading, once, and in its latest state', async () => {
  const [told, changed, lost, fresh] = [order(1, 60), order(2, 60), order(3, 50), order(4, 1)]
  await send(told, 'd1')
  await send(changed, 'd2')
  await shop.house.webhookReceiver.work()
  const later = order(2, 40, '70.00')
  answer = (asked, query) => {
    if (asked.endsWith('customers.json')) return { body: { customers: [] } }
    return query.get('page_info') === 'two'
      ? { body: { orders: [lost, fresh] } }
      : { body: { orders: [told, later] }, headers: { link: `<${address}/x?page_info=two>; rel="next"` } }
  }
  const put = await shop.admin.ask('PUT', path('shopify'), { shop: address, secret: TOKEN })
  expect([put.statusCode, put.body]).toEqual([204, ''])
  await read()
  expect(await sums()).toEqual(['#1 60', '#2 70', '#3 60'])
  // The newest may still come by webhook.
  expect(await pollOf('shopify')).toMatchObject({ shop: address, problem: '', checked: 3, missed: 2, readAt: clock.now().toISOString() })

  // Nothing is due; an hour later the same orders are read again, and nothing is missed.
  asked = []
  await read()
  expect(asked).toEqual([])
  clock.moveTo(new Date(clock.now().getTime() + 61 * MINUTE_MS))
  await read()
  expect(asked[0]?.query.get('updated_at_min')).toBe(new Date(Date.parse(later.updated_at) - 10 * MINUTE_MS).toISOString())
  expect(await pollOf('shopify')).toMatchObject({ checked: 7, missed: 3 })
  expect(await sums()).toEqual(['#1 60', '#2 70', '#3 60', '#4 60'])
})

test('a shop that asks for a pause gets it; one that refuses the key is told so, and asked again later', async () => {
  answer = () => ({ status: 429, body: 'slow down', headers: { 'retry-after': '1800' } })
  expect((await shop.admin.ask('POST', path('shopify'))).statusCode).toBe(202)
  await read()
  expect(await pollOf('shopify')).toMatchObject({
    problem: 'shop-too-many',
    nextAt: new Date(clock.now().getTime() + 30 * MINUTE_MS).toISOString(),
  })
  for (const [given, problem] of [
    [() => ({ status: 500, body: '' }), 'shop-failed'],
    [() => ({ status: 302, body: '', headers: { location: 'http://169.254.169.254/' } }), 'shop-failed'],
    [() => ({ body: '<html>' }), 'shop-answer-strange'],
    [() => ({ body: '['.repeat(100_000) }), 'shop-answer-strange'],
    [() => ({ status: 404, body: {} }), 'shop-interface-unknown'],
  ] as const) {
    answer = given
    await shop.admin.ask('POST', path('shopify'))
    await read()
    expect(await pollOf('shopify')).toMatchObject({ problem })
  }
  await shop.admin.ask('PUT', path('shopify'), { shop: address, secret: 'shpat_another_token' })
  await read()
  expect(await pollOf('shopify')).toMatchObject({ problem: 'shop-login-refused' })
})

test('orders of WooCommerce are read by when they changed', async () => {
  const body = {
    id: 7,
    number: '7',
    status: 'completed',
    currency: 'CNY',
    date_created_gmt: '2026-03-14T08:00:00',
    date_modified_gmt: '2026-03-14T08:00:00',
    billing: { email: 'ann@example.com' },
    line_items: [{ id: 1, sku: 'CUP', name: 'Cup', quantity: 1, total: '30.00' }],
  }
  answer = () => ({ body: [body] })
  const put = await shop.admin.ask('PUT', path('woocommerce'), { shop: address, key: 'ck_1', secret: TOKEN, since: '2026-03-14T00:00:00Z' })
  expect([put.statusCode, put.body]).toEqual([204, ''])
  await read()
  const mine = asked.find((one) => one.path === '/wp-json/wc/v3/orders')
  expect(mine?.query.get('modified_after')).toBe('2026-03-13T23:49:59')
  expect(await pollOf('woocommerce')).toMatchObject({ problem: '', checked: 1, missed: 1 })
  expect((await sums()).at(-1)).toBe('7 30')
})

test('what cannot be read is refused, and what is not there is not found', async () => {
  const put = async (provider: string, body: object, source = sourceId) => {
    const response = await shop.admin.ask('PUT', `/sources/${source}/receivers/${provider}/poll`, body)
    return [response.statusCode, response.json<{ code: string }>().code]
  }
  expect(await put('woocommerce', { shop: address, secret: TOKEN })).toEqual([400, 'shop-key-missing'])
  expect(await put('shopify', { shop: 'http://10.0.0.1', secret: TOKEN })).toEqual([400, 'webhook-url-refused'])
  expect(await put('shopify', { shop: 'https://me:pw@shop.example', secret: TOKEN })).toEqual([400, 'webhook-url-refused'])
  expect(await put('shopify', { shop: address, secret: TOKEN }, crypto.randomUUID())).toEqual([404, 'source-not-found'])
  const bare = (await shop.admin.ask('POST', '/sources', { name: 'Bare', kind: 'server' })).json<NewSource>().source.id
  expect(await put('shopify', { shop: address, secret: TOKEN }, bare)).toEqual([404, 'receiver-not-found'])
  expect((await shop.admin.ask('DELETE', path('shopify'))).statusCode).toBe(204)
  expect((await shop.admin.ask('POST', path('shopify'))).statusCode).toBe(404)
  expect((await shop.admin.ask('DELETE', path('shopify'))).statusCode).toBe(404)
})
