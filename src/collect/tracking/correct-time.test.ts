import { describe, expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { correctTime } from './correct-time.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:00Z')
const at = (original: unknown, sentAt: string | null = null, historical = false) =>
  correctTime({
    original,
    sentAt: sentAt === null ? null : Date.parse(sentAt),
    receivedAt: RECEIVED,
    historical,
    toUtc: (local) => local,
  })
const iso = (time: ReturnType<typeof at>) => (typeof time === 'string' ? time : new Date(time.occurredAt).toISOString())

describe('a clock that is wrong by years', () => {
  test('that was as wrong when the message was sent is corrected', () => {
    expect(iso(at('1970-01-01T00:00:00Z', '1970-01-01T00:01:00Z'))).toBe('2026-05-01T09:59:00.000Z')
    expect(iso(at('2012-06-01T08:00:00Z', '2012-06-01T09:00:00Z'))).toBe('2026-05-01T09:00:00.000Z')
    expect(at('2199-01-01T00:00:00Z', '2199-01-01T00:00:00Z')).toEqual({ occurredAt: RECEIVED, clamped: false })
  })

  test('that was set right in between, or not said when the message was sent, is a problem: neither 1970 nor 1797', () => {
    expect(at('1970-01-01T00:05:00Z', '2026-05-01T10:00:00Z')).toBe('time_out_of_range')
    expect(at('1970-01-01T00:05:00Z')).toBe('time_out_of_range')
    expect(at('2000-01-01T00:05:00Z')).toBe('time_out_of_range')
    expect(at('1970-01-01T00:00:00Z', '2199-01-01T00:00:00Z')).toBe('time_out_of_range')
  })

  test('and runs ahead counts from the receipt, said so', () => {
    expect(at('2030-05-01T10:00:00Z')).toEqual({ occurredAt: RECEIVED, clamped: true })
    expect(at('2026-05-01T10:00:00Z', '1970-01-01T00:00:00Z')).toEqual({ occurredAt: RECEIVED, clamped: true })
  })
})

test('a late message is taken for five years, history from 1970 on', () => {
  const ago = (days: number) => new Date(RECEIVED - days * DAY_MS).toISOString()
  expect(iso(at(ago(5 * 365)))).toBe(ago(5 * 365))
  expect(at(ago(5 * 365 + 1))).toBe('time_out_of_range')
  expect(iso(at('1970-01-01T00:00:00Z', null, true))).toBe('1970-01-01T00:00:00.000Z')
  expect(at('1969-12-31T23:59:59Z', null, true)).toBe('time_out_of_range')
})

test('what is no time is a problem', () => {
  expect(at('yesterday')).toBe('bad_timestamp')
  for (const out of ['1797-01-01T00:00:00Z', '9999-01-01T00:00:00Z', -1, 1e300]) expect(at(out)).toBe('time_out_of_range')
})

test('without a time of its own it happened when it was received', () => {
  expect(at(undefined)).toEqual({ occurredAt: RECEIVED, clamped: false })
  expect(at(null)).toEqual({ occurredAt: RECEIVED, clamped: false })
})
