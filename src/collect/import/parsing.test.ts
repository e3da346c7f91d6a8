import { describe, expect, it } from 'vitest'
import { contentKey, copyKey } from './content-key.ts'
import { KeyCounter } from './key-counter.ts'
import { formatDecimal, parseDecimal, rescale } from './parse-decimal.ts'
import { DateEvidence } from '../columns/date-format.ts'
import { instantReader, localToUtc } from './parse-instant.ts'

describe('parseDecimal', () => {
  it.each([
    ['2.55', '2.55'],
    ['-80995', '-80995'],
    ['0.001', '0.001'],
    ['￥1,234.50', '1234.5'],
    ['１２．５', '12.5'],
    ['(12.5)', '-12.5'],
    ['12,5', '12.5'],
    ['1.2E3', '1200'],
    ['.5', '0.5'],
    ['3.元', '3'],
    ['-¥ 5', '-5'],
    ['¥-5', '-5'],
    ['RMB ￥1 234，5', '1234.5'],
    ['1 234 567.5 CNY', '1234567.5'],
    ['(￥12.5)', '-12.5'],
    ['0.1234565', '0.123457'],
    ['-0.0000005', '-0.000001'],
  ])('%s is %s', (text, value) => {
    expect(formatDecimal(parseDecimal(text, 6) ?? -1n, 6)).toBe(value)
  })
  it.each([
    '',
    'abc',
    '两件',
    '1.2.3',
    '--1',
    '1234567890123',
    'NaN',
    '1,23,4',
    '3元5',
    '1$2',
    '12 34',
    '10²',
    '①',
    '½',
    '٣',
    '5㎡',
    '元',
    '()',
  ])('"%s" is no number', (text) => {
    expect(parseDecimal(text, 6)).toBeUndefined()
  })
  it('rounds half away from zero', () => {
    expect([rescale(25n, 1), rescale(-25n, 1), rescale(24n, 1)]).toEqual([3n, -3n, 2n])
  })
})

describe('instantReader', () => {
  const read = (text: string, order: 'dmy' | 'mdy' = 'dmy', zone = 'Asia/Shanghai'): string | undefined => {
    const time = instantReader(zone, order)(text)
    return time === undefined ? undefined : new Date(time).toISOString()
  }
  it.each([
    ['2026-01-02 03:04:05', '2026-01-01T19:04:05.000Z'],
    ['2026/1/2 3:04', '2026-01-01T19:04:00.000Z'],
    ['2026年1月2日 15时04分', '2026-01-02T07:04:00.000Z'],
    ['2026-01-02', '2026-01-01T16:00:00.000Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.678+01:00', '2026-01-02T02:04:05.678Z'],
    ['20260102', '2026-01-01T16:00:00.000Z'],
    ['20260102030405', '2026-01-01T19:04:05.000Z'],
    ['46024.5', '2026-01-02T04:00:00.000Z'],
    ['1767294245', '2026-01-01T19:04:05.000Z'],
    ['1767294245678', '2026-01-01T19:04:05.678Z'],
    ['02/01/2026 3:04 PM', '2026-01-02T07:04:00.000Z'],
    ['2026/1/2 下午3:04', '2026-01-02T07:04:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(read(text)).toBe(iso)
  })
  it('reads 3/4 by the order of the column, found on its other dates', () => {
    expect(read('03/04/2011', 'dmy', 'UTC')).toBe('2011-04-03T00:00:00.000Z')
    expect(read('03/04/2011', 'mdy', 'UTC')).toBe('2011-03-04T00:00:00.000Z')
    const guess = new DateEvidence()
    for (const text of ['3/4/2011 8:26', '12/1/2010', '3/25/2011']) guess.observe(text)
    expect(guess.order).toBe('mdy')
  })
  it.each([
    '',
    '昨天下午',
    '2026-02-30',
    '2026-13-01',
    '25:00',
    '2026-01-02 24:00',
    'abc',
    '12',
    '13月32日',
    '2026-01-02T03:04:05+15:00',
    '2026-01-02T03:04:05+01:60',
  ])('"%s" is no date', (text) => {
    expect(read(text)).toBeUndefined()
  })
  it.each(['0000-01-01', '0070-05-01', '0099-05-01 10:00:00', '1/5/0099'])('%s lies before 1970, not in the last century', (text) => {
    expect(Date.parse(read(text) ?? '')).toBeLessThan(0)
  })
  it('knows summer time, the hour that is missing and the hour that comes twice', () => {
    const london = localToUtc('Europe/London')
    const at = (text: string): string => new Date(london(Date.parse(`${text}Z`))).toISOString()
    expect(at('2011-01-10T10:00:00')).toBe('2011-01-10T10:00:00.000Z')
    expect(at('2011-07-10T10:00:00')).toBe('2011-07-10T09:00:00.000Z')
    expect(at('2011-03-27T00:59:00')).toBe('2011-03-27T00:59:00.000Z')
    expect(at('2011-03-27T01:30:00')).toBe('2011-03-27T01:30:00.000Z')
    expect(at('2011-03-27T02:00:00')).toBe('2011-03-27T01:00:00.000Z')
    expect(at('2011-10-30T01:30:00')).toBe('2011-10-30T00:30:00.000Z')
    expect(at('2011-10-30T02:00:00')).toBe('2011-10-30T02:00:00.000Z')
  })
})

describe('keys', () => {
  it('count copies like a map does', () => {
    const counter = new KeyCounter()
    const map = new Map<bigint, number>()
    for (let i = 0; i < 30_000; i += 1) {
      const key = contentKey('salt', 'orders', String((i * i) % 9_973))
      expect(counter.add(key)).toBe(map.get(key) ?? 0)
      map.set(key, (map.get(key) ?? 0) + 1)
    }
    expect(counter.size).toBe(map.size)
    expect(counter.has(contentKey('salt', 'orders', '4'))).toBe(true)
    expect(counter.has(contentKey('salt', 'orders', 'never'))).toBe(false)
  })
  it('counts texts', () => {
    const counter = new KeyCounter()
    for (let i = 0; i < 300_000; i += 1) counter.addText(`E2024${i % 100_000}`)
    expect(counter.size).toBe(100_000)
    expect([counter.addText('E20245'), counter.addText('new')]).toEqual([3, 0])
  })
  it('differ by salt, kind, content and copy, and are the same again', () => {
    const keys = [contentKey('a', 'k', 'x'), contentKey('b', 'k', 'x'), contentKey('a', 'l', 'x'), contentKey('a', 'k', 'y')]
    const all = keys.flatMap((key) => [0, 1, 2].map((copy) => copyKey(key, copy)))
    expect(new Set(all).size).toBe(12)
    expect(copyKey(contentKey('a', 'k', 'x'), 1)).toBe(all[1])
  })
})
