import { expect, test } from 'vitest'
import { coverageOf, freshnessOf, suggestMinutes } from './source-freshness.ts'
import { STEPS_MS, stepOf, TIMELINESS_LIMITS, timelinessOf, TimeTally } from './timeliness.ts'

const now = new Date('2026-05-20T12:00:00Z')
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

test('a source is late once it has not sent for longer than it should, also when it never sent', () => {
  const since = ago(10_000)
  const state = (expectedMinutes: number | null, lastAt: Date | null, from = since) =>
    freshnessOf({ expectedMinutes, lastAt, since: from }, now)
  expect([state(60, ago(60)), state(60, ago(61)), state(60, null), state(60, null, ago(5)), state(null, null)]).toEqual([
    'fresh',
    'late',
    'late',
    'waiting',
    'undeclared',
  ])
  expect(coverageOf(['fresh', 'late', 'waiting', 'undeclared'])).toEqual({ declared: 3, fresh: 1, share: 1 / 3 })
  expect(coverageOf(['undeclared']).share).toBeNull()
})

test('how often a source sends is suggested where its days say so, and not guessed otherwise', () => {
  const day = (age: number): string => new Date(now.getTime() - age * 86_400_000).toISOString().slice(0, 10)
  const days = (...ages: readonly number[]) => suggestMinutes(ages.map(day), now)
  expect(days(...Array.from({ length: 14 }, (_, i) => i + 1))).toBe(2 * 1_440)
  expect(days(...Array.from({ length: 13 }, (_, i) => i + 1))).toBe(2 * 1_440)
  expect(days(...Array.from({ length: 12 }, (_, i) => i + 1))).toBeNull()
  expect(days(3, 10, 17, 24)).toBe(8 * 1_440)
  expect(days(3, 10, 24)).toBeNull()
  expect(days()).toBeNull()
})

test('the share within the limit is exact, and percentiles are never told too short', () => {
  for (const limit of Object.values(TIMELINESS_LIMITS)) expect(STEPS_MS).toContain(limit)
  expect([0, 50, 51, 5_000, 5_001, 86_400_001].map(stepOf)).toEqual([50, 50, 100, 5_000, 10_000, 0])
  const tally = new TimeTally()
  tally.add('s', 'd', 'behaviour', 40, 90)
  tally.add('s', 'd', 'behaviour', 30, 8)
  tally.add('s', 'd', 'behaviour', 9_000, 2)
  tally.add('s', 'd', 'behaviour', 9_000, 0)
  expect(tally.counts).toHaveLength(2)
  expect(timelinessOf('behaviour', tally.counts)).toEqual({
    kind: 'behaviour',
    limitMs: 5_000,
    records: 100,
    within: 98,
    share: 0.98,
    p50Ms: 50,
    p99Ms: 10_000,
  })
  expect(timelinessOf('batch', [])).toMatchObject({ share: null, p50Ms: null, p99Ms: null })
  expect(timelinessOf('behaviour', [{ upToMs: 0, records: 3 }])).toMatchObject({ share: 0, p50Ms: null, p99Ms: null })
})
