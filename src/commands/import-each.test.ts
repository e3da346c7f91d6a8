import { expect, it } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { importEach, progressText } from './import-each.ts'

const answer = (profiled: number | null) => Promise.resolve({ profiled })

it('goes on after a file that is refused, and names it', async () => {
  const told: string[] = []
  const { taken, refused, profiled } = await importEach(
    ['a.csv', 'b.csv', 'c.csv'],
    (file, isLast) =>
      file === 'b.csv' ? Promise.reject(new AppError('invalid-input', 'empty-file', 'b.csv is empty.')) : answer(isLast ? 7 : null),
    (file, message) => told.push(`${file} ${message}`),
  )
  expect(taken.map(({ file }) => file)).toEqual(['a.csv', 'c.csv'])
  expect(refused).toEqual([{ file: 'b.csv', code: 'empty-file', message: 'b.csv is empty.' }])
  expect([told, profiled]).toEqual([['b.csv b.csv is empty.'], 7])
})

it('stops where the others could not be taken either', async () => {
  const seen: string[] = []
  const full = importEach(
    ['a.csv', 'b.csv'],
    (file) => {
      seen.push(file)
      return Promise.reject(new AppError('unavailable', 'disk-full', 'The disk is full.'))
    },
    () => undefined,
  )
  await expect(full).rejects.toMatchObject({ code: 'disk-full' })
  expect(seen).toEqual(['a.csv'])
})

it('says how far an import is and how long it will take', () => {
  expect(progressText({ rows: 20_000, totalRows: 60_000, rowsPerSecond: 10_000 })).toBe(
    '33 %  20000 of 60000 rows  10000 rows/s  about 4 s left',
  )
  expect(progressText({ rows: 10, totalRows: 6_000_000, rowsPerSecond: 20_000 })).toContain('about 5 min left')
  expect(progressText({ rows: 5, totalRows: 5, rowsPerSecond: 5 })).toBe('100 %  5 of 5 rows  5 rows/s')
})
