import { describe, expect, it } from 'vitest'
import { instantReader, type DateOrder } from '../import/parse-instant.ts'
import { DateEvidence, joinDateTime } from './date-format.ts'

function read(text: string, order: DateOrder = 'dmy', zone = 'Asia/Shanghai'): string | undefined {
  const time = instantReader(zone, order)(text)
  return time === undefined ? undefined : new Date(time).toISOString()
}

describe('dates of shops', () => {
  it.each([
    ['2026-01-02T03:04:05.123456', '2026-01-01T19:04:05.123Z'],
    ['2025-10-07 09:50:26 +0200', '2025-10-07T07:50:26.000Z'],
    ['2026-06-05 20:38:34 UTC', '2026-06-05T20:38:34.000Z'],
    ['2026-06-05T20:38:34+08', '2026-06-05T12:38:34.000Z'],
    ['2026-06-05 20:38 GMT+8', '2026-06-05T12:38:00.000Z'],
    ['2026-06-05 20:38:00 UTC+08:00', '2026-06-05T12:38:00.000Z'],
    ['2026-06-05 20:38:00 Europe/London', '2026-06-05T19:38:00.000Z'],
    ['2026-06-05T20:38:00+02:00[Europe/Berlin]', '2026-06-05T18:38:00.000Z'],
    ['2026-01-05 20:38:00 PST', '2026-01-06T04:38:00.000Z'],
    ['2026-01-05 20:38:00 CST', '2026-01-05T12:38:00.000Z'],
    ['Sep-30-26', '2026-09-29T16:00:00.000Z'],
    ['Sep-30-26 14:05', '2026-09-30T06:05:00.000Z'],
    ['Dec 8, 2024', '2024-12-07T16:00:00.000Z'],
    ['Dec 8th, 2024 at 9:15:51 AM', '2024-12-08T01:15:51.000Z'],
    ['8 December 2024 09:15', '2024-12-08T01:15:00.000Z'],
    ['30-Sep-2026', '2026-09-29T16:00:00.000Z'],
    ['30-Sep-26 12:00:00 AM', '2026-09-29T16:00:00.000Z'],
    ['Mon, 08 Dec 2024 09:15:00 GMT', '2024-12-08T09:15:00.000Z'],
    ['Sun Dec 08 2024 09:15:51 GMT+0800 (China Standard Time)', '2024-12-08T01:15:51.000Z'],
    ['Mar 2, 2026 10:15:00 AM', '2026-03-02T02:15:00.000Z'],
    ['mar. 3 mars 2026', '2026-03-02T16:00:00.000Z'],
    ['2 Mar 2026', '2026-03-01T16:00:00.000Z'],
    ['2024-Dec-08', '2024-12-07T16:00:00.000Z'],
    ['8. Dezember 2024, 09:15 Uhr', '2024-12-08T01:15:00.000Z'],
    ['8 décembre 2024 09:15', '2024-12-08T01:15:00.000Z'],
    ['1er août 2026', '2026-07-31T16:00:00.000Z'],
    ['8 de diciembre de 2024', '2024-12-07T16:00:00.000Z'],
    ['8 dicembre 2024', '2024-12-07T16:00:00.000Z'],
    ['8 de dezembro de 2024', '2024-12-07T16:00:00.000Z'],
    ['31.12.2025', '2025-12-30T16:00:00.000Z'],
    ['31.12.2025 23:59:59', '2025-12-31T15:59:59.000Z'],
    ['31.12.25, 23:59', '2025-12-31T15:59:00.000Z'],
    ['2026年1月2日 星期五 下午3点04分', '2026-01-02T07:04:00.000Z'],
    ['2026年1月2日15时04分05秒', '2026-01-02T07:04:05.000Z'],
    ['2026/1/2 上午12:30', '2026-01-01T16:30:00.000Z'],
    ['2026. 1. 2.', '2026-01-01T16:00:00.000Z'],
    ['2026/1/2  3:04:05', '2026-01-01T19:04:05.000Z'],
    ['２０２６／０１／０２ １０：３０', '2026-01-02T02:30:00.000Z'],
    ['09:15:51 08/12/2024', '2024-12-08T01:15:51.000Z'],
    ['1/2/2026 12:05 AM', '2026-01-31T16:05:00.000Z'],
    ['1767294245678901', '2026-01-01T19:04:05.678Z'],
    ['1767294245.678', '2026-01-01T19:04:05.678Z'],
    ['20260102', '2026-01-01T16:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(read(text)).toBe(iso)
  })

  it.each([
    ['03/04/26', 'dmy', '2026-04-03'],
    ['03/04/26', 'mdy', '2026-03-04'],
    ['03/04/26', 'ymd', '2003-04-26'],
    ['26-04-03 10:00', 'ymd', '2026-04-03'],
    ['01/25/26', 'mdy', '2026-01-25'],
    ['01/25/99', 'mdy', '1999-01-25'],
    ['03.04.2026', 'mdy', '2026-03-04'],
    ['2026/04/03', 'mdy', '2026-04-03'],
  ] as const)('%s in the order %s is %s', (text, order, day) => {
    expect(read(text, order, 'UTC')?.slice(0, 10)).toBe(day)
  })

  it.each([
    '01/25/26',
    '2026-02-30',
    '31.02.2026',
    '2026-01-02 25:00',
    '2026-01-02 10:00 somewhere',
    '2026-01-02 10:00 Mars/Olympus',
    'May',
    'May be 12, 2024',
    '12 items 24',
    '1-2',
    '1/2/345',
    '13912345678',
    '#1001',
    '1.234,50',
    'A-12-24',
  ])('"%s" is no date', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('reads a million dates of one shape in well under two seconds', () => {
    const reader = instantReader('Asia/Shanghai', 'dmy')
    const texts = Array.from({ length: 100_000 }, (_, i) =>
      new Date(1_700_000_000_000 + i * 61_000).toISOString().slice(0, 19).replace('T', ' '),
    )
    const started = performance.now()
    let sum = 0
    for (let round = 0; round < 10; round += 1) for (const text of texts) sum += reader(text) ?? 0
    expect(sum).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(6_000)
  })
})

describe('the order of day and month', () => {
  const LATEST = Date.UTC(2026, 10, 29)
  const evidence = (column: readonly string[], latest?: number): DateEvidence => {
    const seen = new DateEvidence(latest)
    for (const text of column) seen.observe(text)
    return seen
  }
  const day = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 10))

  it.each<[string, string[], DateOrder, boolean, boolean]>([
    ['a day beyond 12 decides', ['01/25/26', '02/03/26'], 'mdy', true, false],
    ['and so it does behind', ['25/01/2026', '02/03/2026'], 'dmy', true, false],
    ['with points', ['31.12.2025', '01.02.2026'], 'dmy', true, false],
    ['nothing decides', ['03/04/2026', '05/06/2026'], 'dmy', false, false],
    ['one row of the future decides', ['03/04/2026', '12/11/2026'], 'dmy', true, false],
    ['rows against each other', ['25/01/2026', '01/25/2026', '13/02/2026'], 'dmy', false, true],
    ['two digits, year first', ['25-12-31', '26-01-02', '26-03-04'], 'ymd', true, false],
    ['two digits, nothing decides', ['25-06-05', '25-06-07'], 'ymd', false, false],
    ['the year says it', ['2026-03-04', '2026/05/06'], 'dmy', true, false],
    ['the same either way', ['05/05/2026', '06/06/2026'], 'dmy', true, false],
    ['names of months', ['Mar 4, 2026', '5 June 2026'], 'dmy', true, false],
    ['a sorted file where nothing decides', ['01/09/2025', '01/10/2025', '02/01/2025', '02/02/2025', '03/01/2025'], 'mdy', false, false],
  ])('%s', (_, column, order, sure, contradictory) => {
    const seen = evidence(column, LATEST)
    expect([seen.order, seen.sure, seen.contradictory]).toEqual([order, sure, contradictory])
  })

  it('knows how many dates are open and from when to when they go', () => {
    const seen = evidence(['03/04/2026', '05/06/2026', '07/07/2026', 'soon', ''])
    expect([seen.ambiguous, seen.dates, seen.values]).toEqual([2, 3, 4])
    expect([day(seen.first), day(seen.last)]).toEqual(['2026-04-03', '2026-07-07'])
    const american = evidence(['12/1/2010 8:26', '3/25/2011 9:00'])
    expect([american.order, american.sure, day(american.first), day(american.last)]).toEqual(['mdy', true, '2010-12-01', '2011-03-25'])
    expect(evidence(['soon']).first).toBeUndefined()
  })
})

describe('date and time in two columns', () => {
  it.each([
    ['2026-09-13', '14:05:51', '2026-09-13 14:05:51'],
    ['Dec 8, 2024', '9:15:51 AM', 'Dec 8, 2024 9:15:51 AM'],
    ['2026-09-13 00:00:00', '1899-12-30T14:05:51Z', '2026-09-13 14:05:51'],
    ['2026-09-13T00:00:00', '0.5', '2026-09-13 12:00:00'],
    ['2026-09-13', '', '2026-09-13'],
  ])('%s and %s', (date, time, joined) => {
    expect(joinDateTime(date, time)).toBe(joined)
    expect(read(joined)).toBeDefined()
  })
})
