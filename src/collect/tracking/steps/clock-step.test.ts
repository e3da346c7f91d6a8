import { expect, test } from 'vitest'
import { HOUR_MS } from '#kernel/clock.ts'
import { clockStep } from './clock-step.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:10Z')
const at = (original: unknown, sentAt: string | null = null, historical = false, own?: unknown) =>
  clockStep(
    { original, sentAt: own, historical },
    { sentAt: sentAt === null ? null : Date.parse(sentAt), receivedAt: RECEIVED, toUtc: (local) => local - 8 * HOUR_MS },
  )

test('a wrong device clock is corrected by sentAt, but not the time of history', () => {
  expect(at('2026-05-01T11:00:00Z', '2026-05-01T11:00:10Z')).toEqual({ occurredAt: Date.parse('2026-05-01T10:00:00Z'), clamped: false })
  expect(at('2025-01-01T00:00:00Z', '2026-05-01T11:00:10Z', true)).toMatchObject({ occurredAt: Date.parse('2025-01-01T00:00:00Z') })
})

test('a message of a batch that does not say when it was sent may say so itself', () => {
  const corrected = { occurredAt: Date.parse('2026-05-01T10:00:00Z'), clamped: false }
  expect(at('2026-05-01T11:00:00Z', null, false, '2026-05-01T11:00:10Z')).toEqual(corrected)
  expect(at('2026-05-01T11:00:00Z', '2026-05-01T11:00:10Z', false, '2026-05-01T12:00:00Z')).toEqual(corrected)
  expect(at('2026-05-01T09:00:00Z', null, false, 'soon')).toMatchObject({ occurredAt: Date.parse('2026-05-01T09:00:00Z') })
})

test("a time without an offset is one of the project's zone", () => {
  expect(at('2026-05-01T17:00:00')).toMatchObject({ occurredAt: Date.parse('2026-05-01T09:00:00Z') })
})

test('the far future becomes the time of receipt, flagged', () => {
  expect(at('2026-05-01T10:06:00Z')).toEqual({ occurredAt: RECEIVED, clamped: true })
  expect(at('2026-05-01T10:04:00Z')).toMatchObject({ clamped: false })
})

test('a time that is none is quarantined, and so is one of another age', () => {
  expect(at('yesterday')).toMatchObject({ step: 'clock', reason: 'bad_timestamp', field: 'timestamp' })
  expect(at('1797-01-01T00:00:00Z')).toMatchObject({ step: 'clock', reason: 'time_out_of_range', field: 'timestamp' })
})
