import { expect, test } from 'vitest'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'
import { sealRecord } from '#privacy/field-encryption.ts'
import { parseKeyring } from '#privacy/keyring.ts'
import { INBOX_CONTEXT, openRequests, sealRequests } from './inbox-payload.ts'

const keyring = parseKeyring(`1 ${Buffer.alloc(32, 9).toString('base64')}`, 'the test')
const request = (messages: number): TrackingRequest => ({
  sourceId: 'shop',
  receivedAt: 1,
  sentAt: null,
  messages: Array.from({ length: messages }, (_, i) => ({ type: 'track', event: 'Product Viewed', userId: `茶 user-${i}` })),
})

test.each([0, 1, 100, 20_000])('%i messages come back as they were', (messages) => {
  const requests = [request(messages), request(1)]
  expect(openRequests(keyring, sealRequests(keyring, requests).payload)).toEqual(requests)
})

test('many messages take a fraction of their room, and the bytes that are counted are those of their JSON', () => {
  const requests = [request(1_000)]
  const { payload, bytes } = sealRequests(keyring, requests)
  expect(bytes).toBe(Buffer.byteLength(JSON.stringify(requests)))
  expect(payload.length).toBeLessThan(bytes / 5)
})

test('what was sealed before requests were packed is opened', () => {
  const requests = [request(1_000)]
  expect(openRequests(keyring, sealRecord(keyring, INBOX_CONTEXT, JSON.stringify(requests)))).toEqual(requests)
})
