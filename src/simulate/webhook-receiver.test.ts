import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { isSignedBy, startWebhookReceiver } from './webhook-receiver.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const NOW = new Date('2026-09-20T02:00:00Z')
const BODY = JSON.stringify({ type: 'offer.issued', timestamp: NOW.toISOString(), data: { customerId: 'c1' } })
let receiver: WebhookReceiver
beforeEach(async () => {
  receiver = await startWebhookReceiver({ port: 0, clock: new ManualClock(NOW) })
  receiver.trust(SECRET)
})
afterEach(() => receiver.close())

async function post(id: string, signature: string, body = BODY): Promise<number> {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(NOW.getTime() / 1000), 'webhook-signature': signature }
  return (await fetch(receiver.url, { method: 'POST', headers, body })).status
}

test('accepts webhooks signed by the reference library, once per id, and nothing else', async () => {
  const signature = new Webhook(SECRET).sign('msg_1', NOW, BODY)
  expect(await post('msg_1', `v1,AAAA ${signature}`)).toBe(204)
  expect(await post('msg_1', signature)).toBe(204)
  expect(await post('msg_2', signature)).toBe(401)
  expect(await post('msg_1', signature, `${BODY} `)).toBe(401)
  expect(receiver.webhooks).toMatchObject([{ id: 'msg_1', type: 'offer.issued', customerId: 'c1' }])
  expect([receiver.repeats, receiver.refused]).toEqual([1, 2])
})

test('refuses an old signature', () => {
  const signature = new Webhook(SECRET).sign('m', NOW, BODY)
  const headers = { id: 'm', timestamp: String(NOW.getTime() / 1000), signature }
  expect(isSignedBy(SECRET, headers, BODY, NOW)).toBe(true)
  expect(isSignedBy(SECRET, headers, BODY, new Date(NOW.getTime() + 301_000))).toBe(false)
})
