import { describe, expect, test } from 'vitest'
import { markRepeats } from './load-events.ts'
import type { MessageOrigin } from './normalise-message.ts'
import { normaliseMessage } from './normalise-message.ts'
import type { JsonObject } from './tracking-message.ts'
import { splitEnvelope } from './tracking-message.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:10Z')
const ORIGIN: MessageOrigin = { receivedAt: RECEIVED, sentAt: null, inboxId: '7', position: 3, userIdKind: 'member_number' }

function accept(raw: JsonObject, origin = ORIGIN) {
  const result = normaliseMessage({ type: 'track', event: 'Product Viewed', userId: 'M1', messageId: 'm', ...raw }, origin)
  if (!result.ok) throw new Error(result.reason)
  return result.event
}

describe('time of a message', () => {
  test('a wrong device clock is corrected by sentAt', () => {
    const event = accept({ timestamp: '2026-05-01T11:00:00Z' }, { ...ORIGIN, sentAt: '2026-05-01T11:00:10Z' })
    expect(new Date(event.occurredAt).toISOString()).toBe('2026-05-01T10:00:00.000Z')
  })

  test('originalTimestamp comes before timestamp', () => {
    const event = accept({ originalTimestamp: '2026-05-01T09:00:00Z', timestamp: '2026-05-01T09:30:00Z' })
    expect(new Date(event.occurredAt).toISOString()).toBe('2026-05-01T09:00:00.000Z')
  })

  test('the far future becomes the time of receipt, flagged', () => {
    expect(accept({ timestamp: '2026-05-01T10:06:00Z' })).toMatchObject({ occurredAt: RECEIVED, clockClamped: true })
    expect(accept({ timestamp: '2026-05-01T10:04:00Z' })).toMatchObject({ clockClamped: false })
  })

  test('history is taken as it is and counts as known at its own time', () => {
    const event = accept(
      { timestamp: '2025-01-01T00:00:00Z', context: { historical: true } },
      { ...ORIGIN, sentAt: '2026-05-01T11:00:10Z' },
    )
    expect(event.availableAt).toBe(Date.parse('2025-01-01T00:00:00Z'))
    expect(event.occurredAt).toBe(event.availableAt)
  })
})

describe('refused messages', () => {
  test.each([
    [{ userId: undefined }, 'no_user_anon_id'],
    [{ event: ' ' }, 'no_event_name'],
    [{ type: 'buy' }, 'unknown_type'],
    [{ timestamp: 'yesterday' }, 'bad_timestamp'],
    [{ messageId: 'x'.repeat(101) }, 'message_id_too_long'],
    [{ properties: { blob: 'x'.repeat(40_000) } }, 'message_too_large'],
  ])('%o is refused as %s', (raw, reason) => {
    expect(normaliseMessage({ type: 'track', event: 'e', userId: 'M1', ...raw } as JsonObject, ORIGIN)).toMatchObject({ ok: false, reason })
  })
})

test('personal data stays out of the analytical properties but identifies the sender', () => {
  const event = accept({
    type: 'identify',
    traits: { email: 'li@example.com', phone: '13800138000', firstName: 'Li', note: 'call 138 0013 8000 or li@example.com', level: 'gold' },
    anonymousId: 'd1',
  })
  expect(event.properties).toEqual({ note: 'call [phone] or [email]', level: 'gold' })
  expect(event.identifiers).toEqual([
    { kind: 'member_number', value: 'M1' },
    { kind: 'phone', value: '13800138000' },
    { kind: 'email', value: 'li@example.com' },
    { kind: 'device', value: 'd1' },
  ])
})

test('a message without an id gets the same id on every attempt', () => {
  const first = accept({ messageId: undefined })
  expect(accept({ messageId: undefined }).messageId).toBe(first.messageId)
  expect(accept({ messageId: undefined }, { ...ORIGIN, position: 4 }).messageId).not.toBe(first.messageId)
})

test('a second click on the same target within half a second is a repeat', () => {
  const clicks = [0, 300, 900].map((offset) =>
    accept({ timestamp: new Date(RECEIVED - 60_000 + offset).toISOString(), properties: { product_id: 'p' } }),
  )
  expect(markRepeats(clicks, ['a', 'a', 'a']).map((event) => event.isRepeat)).toEqual([false, true, false])
  expect(markRepeats(clicks, ['a', 'b', 'a']).map((event) => event.isRepeat)).toEqual([false, false, false])
})

test('the context of the envelope goes under that of each message', () => {
  const { messages } = splitEnvelope({ batch: [{ type: 'track', context: { a: 1 } }], context: { a: 0, historical: true } }, null)
  expect(messages[0]?.['context']).toEqual({ a: 1, historical: true })
  expect(() => splitEnvelope({ batch: [] }, null)).toThrow('at least one message')
})
