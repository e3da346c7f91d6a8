import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readExactJson } from './read-exact-json.ts'

const read = (text: string): unknown => readExactJson(text, 64)

describe('numbers', () => {
  test.each([
    ['1234567890123456788', '1234567890123456788'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740993', '-9007199254740993'],
    ['1e400', '1e400'],
    ['-1E999', '-1E999'],
    ['1e-400', '1e-400'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['0.30000000000000004', 0.30000000000000004],
    ['1.7976931348623157e308', 1.7976931348623157e308],
    ['1e21', 1e21],
    ['100000000000000000000', '100000000000000000000'],
    ['12.50', 12.5],
    ['-0', -0],
  ])('%s is read as %o', (source, expected) => {
    expect(read(source)).toEqual(expected)
    expect(read(`{"a":[${source}],"b":{"c":${source} }}`)).toEqual({ a: [expected], b: { c: expected } })
  })

  test('digits inside of texts are left alone', () => {
    expect(read('{"a":"1234567890123456788 \\" 1e999","1234567890123456789":1}')).toEqual({
      a: '1234567890123456788 " 1e999',
      '1234567890123456789': 1,
    })
  })

  test.each([
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
  ])('%s, as Python writes it, comes as its word', (source, expected) => {
    expect(read(`{"a":[${source}, ${source}],"b":${source},"c":"${source} \\" ${source}"}`)).toEqual({
      a: [expected, expected],
      b: expected,
      c: `${source} " ${source}`,
    })
  })

  test('what JSON.parse refuses stays refused', () => {
    for (const text of [
      '00000000000000000001',
      'Nan',
      'NaNa',
      '1NaN',
      '--Infinity',
      'Infinite',
      'nan',
      '[1.2.3e99999999999]',
      '1234567890123456789012a',
      '{"a":1234567890123456789',
      '-',
      '"',
    ])
      expect(() => read(text)).toThrow('not valid JSON')
  })
})

test('reads every JSON value as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      // Whole numbers beyond 2^53 are the difference, see above.
      fc.pre(!/(?:^|[^.\d])\d{16,}(?![.\de])/.test(text))
      expect(read(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('a key named __proto__ is a key like any other', () => {
  expect(JSON.stringify(read('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}')
})

test.each([65, 4_000, 1_000_000])('%i brackets within each other are refused, whatever their kind', (depth) => {
  for (const text of ['['.repeat(depth), '{"a":'.repeat(depth), `${'['.repeat(depth)}${']'.repeat(depth)}`])
    expect(() => read(text)).toThrow('more than 64 levels')
})

test('64 are taken, and brackets in texts do not count', () => {
  expect(read(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array)
  expect(read(JSON.stringify('['.repeat(1_000)))).toBe('['.repeat(1_000))
})
