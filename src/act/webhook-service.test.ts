import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, test } from 'vitest'
import { HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { MemoryWebhooks } from '../../tests/support/memory/memory-webhooks.ts'
import type { Touch } from './touch.ts'
import { checkWebhookUrl } from './webhook-address.ts'
import type { Resolve } from './webhook-address.ts'
import { WebhookService } from './webhook-service.ts'
import { nextWebhookStep } from './webhook-retry.ts'
import { postWebhook } from './webhook-transport.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

describe('where a webhook may lead', () => {
  const PUBLIC: Resolve = () => Promise.resolve([{ address: '93.184.216.34', family: 4 }])
  test.each([
    'http://example.com/',
    'ftp://example.com/',
    'not a url',
    'https://user:pw@example.com/',
    'https://127.0.0.1/',
    'https://localhost.example/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[5f00::1]/',
    'https://[3fff::1]/',
    'https://[3fff:fff::1]/',
    'https://[100::1]/',
    'https://[100:0:0:1::1]/',
    'https://[2001::1]/',
    'https://[2001:2::1]/',
    'https://[2001:20::1]/',
    'https://[2001:30::1]/',
    'https://[2001:db8::1]/',
    'https://[2002:7f00:1::]/',
    'https://[2620:4f:8000::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[::ffff:0:7f00:1]/',
    'https://[::7f00:1]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://[4000::1]/',
    'https://0.0.0.0/',
    'https://100.64.0.1/',
    'https://192.0.0.8/',
    'https://192.31.196.1/',
    'https://192.52.193.1/',
    'https://192.88.99.1/',
    'https://192.175.48.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://192.168.1.1/',
    'https://[64:ff9b::7f00:1]/',
  ])('refuses %s', async (url) => {
    const resolve: Resolve = (host) =>
      host === 'localhost.example' ? Promise.resolve([{ address: '127.0.0.1', family: 4 }]) : PUBLIC(host)
    await expect(checkWebhookUrl(url, [], resolve)).rejects.toMatchObject({ code: 'webhook-url-refused' })
  })

  test.each(['93.184.216.34', '1.1.1.1', '192.0.1.1', '198.20.0.1'])('takes %s', async (address) => {
    expect((await checkWebhookUrl(`https://${address}/`, [])).address.address).toBe(address)
  })
  test.each(['2606:4700:4700::1111', '2a00:1450::1', '2001:4860:4860::8888', '3ffe::1'])('takes %s', async (address) => {
    expect((await checkWebhookUrl(`https://[${address}]/`, [])).address.address).toBe(address)
  })

  test('takes a public https address and pins what it resolved to', async () => {
    const target = await checkWebhookUrl('https://crm.example.com/hook', [], PUBLIC)
    expect(target.address).toEqual({ address: '93.184.216.34', family: 4 })
  })

  test('one private address among several is enough to refuse', async () => {
    const mixed: Resolve = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ])
    await expect(checkWebhookUrl('https://crm.example.com/', [], mixed)).rejects.toMatchObject({ code: 'webhook-url-refused' })
  })

  test('an own network can be allowed by host', async () => {
    const target = await checkWebhookUrl('http://127.0.0.1:9/', ['127.0.0.1'])
    expect(target.address.address).toBe('127.0.0.1')
  })
})

async function receiver(statuses: number[]): Promise<{ url: string; requests: { headers: Record<string, string>; body: string }[] }> {
  const requests: { headers: Record<string, string>; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      requests.push({ headers: request.headers as Record<string, string>, body })
      response.writeHead(statuses.shift() ?? 200, { location: 'http://127.0.0.1:1/' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, requests }
}

function service(clock: ManualClock): { webhooks: WebhookService; store: MemoryWebhooks; touches: Touch[] } {
  const store = new MemoryWebhooks()
  const touches: Touch[] = []
  const webhooks = new WebhookService({
    store,
    transport: postWebhook,
    sends: {
      find: (sendKey) =>
        Promise.resolve({ sendKey, decisionId: 'd', customerId: 'c', source: { kind: 'strategy', id: 's' }, channel: 'webhook' }),
    },
    touches: { write: (made) => Promise.resolve(void touches.push(...made)) },
    clock,
    rng: new Rng('webhooks'),
    allowPrivateWebhookHosts: ['127.0.0.1'],
  })
  return { webhooks, store, touches }
}

describe('delivery', () => {
  // The library that checks signatures looks at the real time.
  const clock = new ManualClock(new Date())

  test('is signed so that the standard library accepts it, once per message', async () => {
    const { url, requests } = await receiver([])
    const { webhooks, touches } = service(clock)
    const { secret } = await webhooks.create({ name: 'CRM', url, events: ['retention.contact'] })
    expect(await webhooks.publish('retention.contact', 'k:1', { customerId: 'c' }, clock.now())).toBe(1)
    expect(await webhooks.publish('retention.contact', 'k:1', { customerId: 'c' }, clock.now())).toBe(1)
    expect(await webhooks.publish('other', 'k:2', {}, clock.now())).toBe(0)
    expect(await webhooks.deliverDue()).toEqual({ delivered: 1, failed: 0, retried: 0 })
    expect(requests).toHaveLength(1)
    expect(new Webhook(secret).verify(requests[0]?.body ?? '', requests[0]?.headers ?? {})).toMatchObject({
      type: 'retention.contact',
      data: { customerId: 'c' },
    })
    expect(touches.map(({ kind }) => kind)).toEqual(['webhook_delivered'])
  })

  test('a redirect or an error is tried again later, not followed', async () => {
    const { url, requests } = await receiver([302, 500, 200])
    const { webhooks } = service(clock)
    await webhooks.create({ name: 'CRM', url, events: [] })
    await webhooks.publish('retention.contact', 'k:1', {}, clock.now())
    expect(await webhooks.deliverDue()).toEqual({ delivered: 0, failed: 0, retried: 1 })
    expect(await webhooks.deliverDue()).toEqual({ delivered: 0, failed: 0, retried: 0 })
    const later = new ManualClock(new Date(clock.now().getTime() + HOUR_MS))
    clock.moveTo(later.now())
    expect(await webhooks.deliverDue()).toEqual({ delivered: 0, failed: 0, retried: 1 })
    clock.moveTo(new Date(clock.now().getTime() + HOUR_MS))
    expect(await webhooks.deliverDue()).toEqual({ delivered: 1, failed: 0, retried: 0 })
    expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['k:1']))
  })

  test('410 ends the endpoint', async () => {
    const { url } = await receiver([410])
    const { webhooks } = service(clock)
    await webhooks.create({ name: 'CRM', url, events: [] })
    await webhooks.publish('retention.contact', 'k:1', {}, clock.now())
    expect(await webhooks.deliverDue()).toEqual({ delivered: 0, failed: 1, retried: 0 })
    expect((await webhooks.list())[0]?.disabledReason).toBe('answered_410_gone')
    expect(await webhooks.publish('retention.contact', 'k:2', {}, clock.now())).toBe(0)
  })

  test('the address is checked again when it is used', async () => {
    const { url, requests } = await receiver([])
    const { webhooks, store } = service(clock)
    const { endpoint } = await webhooks.create({ name: 'CRM', url, events: [] })
    store.list[0] = { ...endpoint, url: 'https://[::1]/' }
    await webhooks.publish('retention.contact', 'k:1', {}, clock.now())
    expect(await webhooks.deliverDue()).toEqual({ delivered: 0, failed: 0, retried: 1 })
    expect(requests).toEqual([])
  })
})

test('waits grow from seconds to a day with jitter, then the delivery has failed', () => {
  const rng = new Rng(1)
  const waits = Array.from({ length: 9 }, (_, i) => nextWebhookStep(503, i + 1, rng).delayMs / 1_000)
  expect(waits[0]).toBeGreaterThanOrEqual(4)
  expect(waits[0]).toBeLessThanOrEqual(6)
  expect(waits.every((wait, i) => i === 0 || wait > (waits[i - 1] ?? 0))).toBe(true)
  expect(nextWebhookStep(503, 10, rng)).toMatchObject({ state: 'failed' })
  expect(nextWebhookStep(null, 1, rng)).toMatchObject({ state: 'pending' })
})
