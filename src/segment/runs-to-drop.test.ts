import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { localDay } from '#kernel/local-day.ts'
import { runsToDrop } from './runs-to-drop.ts'

const NOW = new Date('2026-06-15T12:00:00Z')
const dropped = (...runs: string[]) =>
  runsToDrop(
    runs.map((run) => new Date(run)),
    NOW,
    'Asia/Shanghai',
  ).map((run) => run.toISOString().slice(0, 16))

test.each<[string, string[], string[]]>([
  ['every run of the last two days stays', ['2026-06-15T11:00Z', '2026-06-15T09:00Z', '2026-06-13T13:00Z', '2026-06-13T12:30Z'], []],
  ['after that the last of each day', ['2026-06-15T11:00Z', '2026-06-10T09:00Z', '2026-06-10T03:00Z'], ['2026-06-10T03:00']],
  ['a day is one of the project: 17:00 UTC is tomorrow in Shanghai', ['2026-06-15T11:00Z', '2026-06-10T17:00Z', '2026-06-10T15:00Z'], []],
  [
    'after 35 days the last of each month',
    ['2026-06-15T11:00Z', '2026-04-30T10:00Z', '2026-04-29T10:00Z', '2026-03-31T10:00Z'],
    ['2026-04-29T10:00'],
  ],
  [
    'a month is one of the project',
    ['2026-06-15T11:00Z', '2026-04-30T17:00Z', '2026-04-30T15:00Z', '2026-04-29T10:00Z'],
    ['2026-04-29T10:00'],
  ],
  ['the newest stays however old it is', ['2024-01-05T10:00Z', '2024-01-04T10:00Z'], ['2024-01-04T10:00']],
  ['none', [], []],
])('%s', (_, runs, expected) => {
  expect(dropped(...runs).map((run) => run)).toEqual(expected)
})

test('whatever the runs, each month keeps its last one, and dropping twice drops nothing more', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 * 24 })), (hours) => {
      const runs = [...new Set(hours)].map((hour) => new Date(NOW.getTime() - (hour * DAY_MS) / 24))
      const gone = new Set(runsToDrop(runs, NOW, 'Asia/Shanghai'))
      const stay = runs.filter((run) => !gone.has(run))
      const lastOf = (list: readonly Date[]) =>
        Object.fromEntries(
          list.toSorted((a, b) => a.getTime() - b.getTime()).map((run) => [localDay(run, 'Asia/Shanghai').slice(0, 7), run.getTime()]),
        )
      expect(lastOf(stay)).toEqual(lastOf(runs))
      expect(runsToDrop(stay, NOW, 'Asia/Shanghai')).toEqual([])
    }),
  )
})
