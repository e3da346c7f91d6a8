import { expect, test } from 'vitest'
import { normaliseMessage } from './normalise-message.ts'
import type { RequestOrigin } from './request-origin.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:10Z')
const ORIGIN: RequestOrigin = {
  sourceId: 's',
  receivedAt: RECEIVED,
  sentAt: Date.parse('2026-05-01T11:00:10Z'),
  toUtc: (local) => local,
  inboxId: '7',
  userIdKind: 'member_number',
  secret: 'secret',
}
const message = { type: 'track', event: 'Product Viewed', userId: 'M1', messageId: 'm', originalTimestamp: '2026-05-01T11:00:00Z' }

test('a message that every step lets pass is an event, at the time of our clock', () => {
  expect(normaliseMessage(message, ORIGIN, 0)).toMatchObject({
    messageId: 'm',
    name: 'Product Viewed',
    occurredAt: Date.parse('2026-05-01T10:00:00Z'),
    identifiers: [{ kind: 'member_number', value: 'M1' }],
  })
})

test('the first step that objects says why', () => {
  const wrong = { ...message, type: 'buy', originalTimestamp: 'yesterday', userId: '', properties: { revenue: true } }
  const verdicts = [{}, { type: 'track' }, { originalTimestamp: null }, { userId: 'M1' }].map((_, i, all) =>
    normaliseMessage(Object.assign({}, wrong, ...all.slice(0, i + 1)), ORIGIN, 0),
  )
  expect(verdicts).toMatchObject([
    { step: 'parse', reason: 'unknown_type' },
    { step: 'clock', reason: 'bad_timestamp' },
    { step: 'validate', reason: 'no_user_anon_id' },
    { step: 'clean', reason: 'unreadable_amount' },
  ])
})
