import { expect, test } from 'vitest'
import { splitEnvelope } from './tracking-message.ts'

test('the context of the envelope goes under that of each message', () => {
  const { messages } = splitEnvelope({ batch: [{ type: 'track', context: { a: 1 } }], context: { a: 0, historical: true } }, null)
  expect(messages).toEqual([{ type: 'track', context: { a: 1, historical: true } }])
  expect(() => splitEnvelope({ batch: [] }, null)).toThrow('at least one message')
})

test('an envelope may say that all of its messages are history, and an import says so unless it denies it', () => {
  const historicalOf = (body: object, isImport: boolean) =>
    splitEnvelope(body, null, isImport).messages.map((message) => (message as { context?: { historical?: boolean } }).context?.historical)
  const batch = [{ type: 'track' }, { type: 'track', context: { historical: false } }]
  expect(historicalOf({ batch }, true)).toEqual([true, false])
  expect(historicalOf({ batch, historical: false }, true)).toEqual([undefined, false])
  expect(historicalOf({ batch, historical: true }, false)).toEqual([true, false])
  expect(historicalOf({ batch }, false)).toEqual([undefined, false])
  expect(historicalOf({ batch, historical: 'yes' }, false)).toEqual([undefined, false])
})

test('the time of sending may be a number', () => {
  expect(splitEnvelope({ sentAt: 1_772_676_000 }, 'track').sentAt).toBe('1772676000')
  expect(splitEnvelope({ sentAt: '2026-03-05T02:00:00Z' }, 'track').sentAt).toBe('2026-03-05T02:00:00Z')
  expect(splitEnvelope({ sentAt: 'x'.repeat(121) }, 'track').sentAt).toBeNull()
})
