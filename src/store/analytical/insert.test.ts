import { expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { engineTime, tabSeparated } from './insert.ts'

it('writes times to the millisecond as the calendar does, before 1970, around midnights and in leap years', () => {
  const random = new Rng('engine time')
  const edges = [0, -1, 1, DAY_MS, DAY_MS - 1, -DAY_MS, Date.UTC(2024, 1, 29, 23, 59, 59, 999), Date.UTC(2024, 2, 1), 7_258_118_399_999]
  for (const time of [...edges, ...Array.from({ length: 2_000 }, () => random.int(9e12) - 1e12)]) {
    expect(engineTime(time)).toBe(new Date(time).toISOString().replace('T', ' ').slice(0, 23))
  }
  expect(() => engineTime(Number.NaN)).toThrow('Invalid time value')
})

it('keeps every cell of a line in its column, also empty ones, those with marks and those without a value', () => {
  expect(tabSeparated(['', 'a\tb\nc\\d', null, 12n, 0.5, ''])).toBe('\ta\\tb\\nc\\\\d\t\\N\t12\t0.5\t\n')
})
