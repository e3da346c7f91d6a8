import { expect, test } from 'vitest'
import { textOfValues } from './value-text.ts'

/** Julian day 2,440,589 is 1970-01-02; the nanoseconds of the day stand below it. */
const old = (2_440_589n << 64n) | 3_600_000_000_000n

test('times of the old type are instants where Spark or Hive wrote them, else times of a clock', () => {
  const element = { name: 'at', type: 'INT96' } as const
  expect(textOfValues(element, 'parquet-mr version 1.13.1 (build)')(old)).toBe('1970-01-02T01:00:00Z')
  expect(textOfValues(element, 'parquet-cpp-arrow version 20.0.0')(old)).toBe('1970-01-02 01:00:00')
})

test('a time without a logical type is an instant, and none at all is empty', () => {
  const text = textOfValues({ name: 'at', type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }, '')
  expect([0n, -1n, -(2n ** 63n), 2n ** 63n - 1n].map(text)).toEqual([
    '1970-01-01T00:00:00Z',
    '1969-12-31T23:59:59.999999Z',
    '',
    '9223372036854775807',
  ])
})

test('decimals are read from whole numbers and from bytes, digit by digit', () => {
  const text = textOfValues({ name: 'amount', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 4, converted_type: 'DECIMAL', scale: 2 }, '')
  expect(
    [
      [0, 0, 4, 210],
      [255, 255, 255, 255],
      [0, 0, 0, 100],
    ].map((bytes) => text(Uint8Array.from(bytes))),
  ).toEqual(['12.34', '-0.01', '1'])
  const whole = textOfValues({ name: 'amount', type: 'INT64', converted_type: 'DECIMAL', scale: 4 }, '')
  expect([9_007_199_254_740_993n, 12_340n].map(whole)).toEqual(['900719925474.0993', '1.2340'])
})
