import { expect, it } from 'vitest'
import { birthdayLevel, readBirthday } from './compare-birthday.ts'

it.each([
  ['1990-03-07', '1990-03-07'],
  ['1990/3/7', '1990-03-07'],
  ['1990年3月7日', '1990-03-07'],
  ['１９９０.03.07', '1990-03-07'],
  ['19900307', '1990-03-07'],
  ['1990-02-30', ''],
  ['03/07/1990', ''],
  ['1990', ''],
  ['0000-00-00', ''],
  ['', ''],
])('%s is read as %s', (text, day) => {
  expect(readBirthday(text)).toBe(day)
})

it.each([
  ['1990-03-07', '1990-03-07', 0],
  ['1990-03-07', '1990-07-03', 1],
  ['1990-03-07', '1990-11-30', 2],
  ['1990-03-07', '1991-03-07', 3],
  ['1990-03-07', '', -1],
])('%s and %s are of level %i', (a, b, level) => {
  expect([birthdayLevel(a, b), birthdayLevel(b, a)]).toEqual([level, level])
})
