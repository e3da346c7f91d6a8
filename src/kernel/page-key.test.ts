import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from './app-error.ts'
import { readPageKey } from './page-key.ts'

const ID = '01890000-0000-7000-8000-000000000001'

describe('the place where a page ended', () => {
  test.each([
    [`[1.5,"${ID}"]`, ['number', 'uuid'], [1.5, ID]],
    ['[7]', ['count'], [7]],
    ['["2026-01-02T03:04:05.678Z","茶"]', ['time', 'text'], [new Date('2026-01-02T03:04:05.678Z'), '茶']],
    ['[0]', ['count'], [0]],
    ['[10000000]', ['count'], [10_000_000]],
    [`["${'x'.repeat(500)}"]`, ['text'], ['x'.repeat(500)]],
    ['["1900-01-01T00:00:00.000Z"]', ['time'], [new Date('1900-01-01T00:00:00.000Z')]],
    ['["2299-12-31T23:59:59.999Z"]', ['time'], [new Date('2299-12-31T23:59:59.999Z')]],
    ['["9999-12-31T00:00:00.000Z"]', ['far-time'], [new Date('9999-12-31T00:00:00.000Z')]],
  ] as const)('reads %s', (text, kinds, parts) => expect(readPageKey(text, kinds)).toEqual(parts))

  test.each([
    ['1e99', ['count']],
    ['[1e99]', ['count']],
    ['[10000001]', ['count']],
    ['["7"]', ['count']],
    ['[7]', ['text']],
    ['[7]', ['uuid']],
    ['[7]', ['time']],
    ['["1899-12-31T23:59:59.999Z"]', ['time']],
    ['["2300-01-01T00:00:00.000Z"]', ['time']],
    ['["2026-01-02"]', ['time']],
    ['[-1]', ['count']],
    ['[1.5]', ['count']],
    ['[1e400]', ['number']],
    ['["1"]', ['number']],
    ['[true]', ['number']],
    ['[]', ['number']],
    ['[1,2]', ['number']],
    [`["A${ID.slice(1)}"]`, ['uuid']],
    [`["${'-'.repeat(36)}"]`, ['uuid']],
    ['["a\\u0000"]', ['text']],
    ['["\\ud800"]', ['text']],
    [`["${'x'.repeat(501)}"]`, ['text']],
    ['["0000-01-01T00:00:00.000Z"]', ['far-time']],
    ['["2026-13-01T00:00:00.000Z"]', ['time']],
    ['["9999-12-31T00:00:00.000Z"]', ['time']],
    ['["+275760-09-13T00:00:00.000Z"]', ['far-time']],
    ['[null]', ['time']],
    ['[null]', ['text']],
    [`[["${ID}"]]`, ['uuid']],
    ['[["a"]]', ['text']],
    ['[["2026-01-02T03:04:05.678Z"]]', ['time']],
    ['[[7]]', ['number']],
    ['{"0":1,"length":1}', ['number']],
    ['', ['number']],
  ] as const)('refuses %s', (text, kinds) => {
    expect(() => readPageKey(text, kinds)).toThrow(expect.objectContaining({ code: 'bad-cursor' }))
  })

  test('refuses with that code whatever comes', () => {
    const kinds = fc.array(fc.constantFrom('number', 'count', 'uuid', 'text', 'time', 'far-time'), { minLength: 1, maxLength: 3 })
    const outcome = (text: string, wanted: Parameters<typeof readPageKey>[1]): unknown => {
      try {
        return readPageKey(text, wanted).length === wanted.length
      } catch (error) {
        return error instanceof AppError && error.code === 'bad-cursor'
      }
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), kinds, (text, wanted) => {
        expect(outcome(text, wanted)).toBe(true)
      }),
    )
  })
})
