import { expect, test } from 'vitest'
import type { AttributeType } from '../columns/attribute.ts'
import { attributeOfTraits, isPersonal, traitValue } from './trait-value.ts'

const made = (...values: (string | number | boolean)[]) =>
  attributeOfTraits(
    'x',
    values.map((value) => ({ trait: 'x', value })),
    'UTC',
  )

test.each([
  [[12, 1.5], 'number'],
  [[true, false], 'yes-no'],
  [['2026-01-02', '2026-01-02T08:00:00Z'], 'date'],
  [['2026-13-02'], 'text'],
  [['20260102'], 'text'],
  [['gold'], 'text'],
  [['12'], 'text'],
  [['yes'], 'text'],
  // One of another kind makes it text.
  [[12, 'gold'], 'text'],
  [[true, 1], 'text'],
  [['2026-01-02', 3], 'text'],
] as const)('%j make an attribute of type %s', (values, type) => {
  expect(made(...values)).toEqual({ name: 'x', type, personal: false })
})

test('an attribute is personal by its name or any of its values, and then its numbers are codes; a yes or no never is', () => {
  expect(made('none', 'al@b.example')).toEqual({ name: 'x', type: 'text', personal: true })
  expect(made(13_800_138_000)).toEqual({ name: 'x', type: 'text', personal: true })
  expect(attributeOfTraits('birthday', [{ trait: 'birthday', value: '1990-01-02' }], 'UTC')).toEqual({
    name: 'birthday',
    type: 'date',
    personal: true,
  })
  expect([isPersonal({ trait: 'has_email', value: true }), isPersonal({ trait: 'nickname', value: 'Al' })]).toEqual([false, true])
})

const read = (value: string | number | boolean, type: AttributeType, timeZone = 'UTC') =>
  traitValue({ trait: 'x', value }, { type }, timeZone)

test('a value is read as what the attribute is, as a cell of a file would be', () => {
  expect([read('12', 'number'), read('1,250.5', 'number'), read(1e-9, 'number'), read(-3, 'number')]).toEqual([12, 1250.5, 1e-9, -3])
  expect([read('是', 'yes-no'), read(0, 'yes-no'), read(true, 'yes-no')]).toEqual([true, false, true])
  expect([read(12, 'text'), read(true, 'text'), read('gold', 'text')]).toEqual(['12', 'true', 'gold'])
  expect([read('2026-01-02', 'date'), read('2026-01-02T20:00:00Z', 'date', 'Asia/Shanghai')]).toEqual(['2026-01-02', '2026-01-03'])
})

test('a value of another type is none, and a word for nothing says nothing', () => {
  expect([read('gold', 'number'), read(true, 'number'), read(2, 'yes-no'), read('soon', 'date'), read(12, 'date')]).toEqual(
    Array.from({ length: 5 }),
  )
  expect([read('N/A', 'number'), read('-', 'date')]).toEqual([null, null])
})
