import { expect, it } from 'vitest'
import { stretchesOf } from './day-stretches.ts'

it('joins days of one name and kind that follow each other, also where another day lies on one of them', () => {
  const day = (text: string, en: string, kind: 'holiday' | 'workday' = 'holiday') => ({
    day: text,
    name: { zh: en, en },
    kind,
    basis: 'announced' as const,
  })
  const days = [
    day('2025-10-01', 'A'),
    day('2025-10-01', 'B'),
    day('2025-10-02', 'A'),
    day('2025-10-04', 'A'),
    day('2025-10-05', 'A', 'workday'),
  ]
  expect(stretchesOf(days).map(({ name, from, to, length }) => [name.en, from, to, length])).toEqual([
    ['A', '2025-10-01', '2025-10-02', 2],
    ['B', '2025-10-01', '2025-10-01', 1],
    ['A', '2025-10-04', '2025-10-04', 1],
    ['A', '2025-10-05', '2025-10-05', 1],
  ])
})
