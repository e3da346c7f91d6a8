import { describe, expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { isAboutData } from './is-about-data.ts'
import { mapEngineError } from './engine-error.ts'

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('a record is to blame', () => {
  test.each(['25', '27', '117', '407', '22021', '22P05', '54000', '23514'])('code %s', (code) =>
    expect(isAboutData(coded(code))).toBe(true),
  )
  test('and for what our own code throws on a value', () => {
    expect([new RangeError('Maximum call stack size exceeded'), new TypeError('x')].map(isAboutData)).toEqual([true, true])
  })
})

describe('a record is not to blame', () => {
  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    '57P01',
    '57P03',
    '53300',
    '53100',
    '08006',
    '241',
    '159',
    '243',
    '210',
    '32',
    '33',
    '60',
    '252',
    '40001',
  ])('code %s', (code) => {
    expect(isAboutData(coded(code))).toBe(false)
    expect(isAboutData(mapEngineError(coded(code), /^\d{2,3}$/.test(code) ? 'clickhouse' : 'postgres'))).toBe(false)
  })
  test.each(['socket hang up', 'Timeout error.', 'Connection terminated unexpectedly'])('%s', (message) => {
    expect(isAboutData(new Error(message))).toBe(false)
    expect(isAboutData(mapEngineError(new Error(message), 'clickhouse'))).toBe(false)
  })
  test('unknown things', () => {
    expect([null, 'x', new AppError('unavailable', 'engine-unavailable', 'x', { cause: coded('ECONNRESET') })].map(isAboutData)).toEqual([
      false,
      false,
      false,
    ])
  })
})
