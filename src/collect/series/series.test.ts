import { expect, it } from 'vitest'
import { localToUtc } from '../import/parse-instant.ts'
import { readSeriesCsv } from './series-csv.ts'
import { gapsOf } from './series-gaps.ts'
import { readSeriesValues, type SentValue } from './series-value.ts'

const toUtc = localToUtc('Asia/Shanghai')
const read = (...sent: SentValue[]) => readSeriesValues(sent, toUtc).values
const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

it('reads days as they stand in the calendar and hours by the clock of the project or their offset', () => {
  const times = ['2026-03-01', '2026/3/1', '2026-03-01 14:00', '2026-03-01T06:00:00Z', '2026-03-01T11:30:00+05:30']
  const values = times.map((at) => read({ series: ' Temperature ', unit: '°C', at, value: '1,012.50' })[0])
  expect(values[0]).toEqual({ name: 'Temperature', place: '', unit: '°C', grain: 'day', at: day('2026-03-01'), value: '1012.5' })
  expect(values[1]?.at).toBe(values[0]?.at)
  expect(values.slice(2).map((one) => [one?.grain, one?.at])).toEqual(
    Array.from({ length: 3 }, () => ['hour', Date.parse('2026-03-01T06:00:00Z')]),
  )
})

it('refuses what it cannot take, with the number of the value', () => {
  const good = { series: 'A', at: '2026-03-01', value: 1 }
  const refusal = (change: Partial<SentValue>) => () => read(good, { ...good, at: '2026-03-02', ...change })
  expect(refusal({ series: ' ' })).toThrow('Value 2: the series has a name')
  for (const at of ['2026-02-30', '2026-03-02 14:30', '14:00', '1899-01-01', '2026-03-02 24:00', 'soon']) {
    expect(refusal({ at })).toThrow('Value 2: "' + at)
  }
  for (const value of ['', 'n/a', 'NaN', '9'.repeat(30)]) expect(refusal({ value })).toThrow('is no number')
  expect(refusal({ at: '2026-03-01' })).toThrow('Value 2: the series has this time already in value 1')
  expect(refusal({ unit: 'x'.repeat(31) })).toThrow('the unit has at most 30 letters')
  expect(read(good, { ...good, place: 'S1' })).toHaveLength(2)
})

it('reads decimals as all values together are written, says where none decides, and takes what somebody says of them', () => {
  const file = (...cells: string[]) => cells.map((value, i): SentValue => ({ series: 'A', at: `2026-03-0${i + 1}`, value }))
  const numbers = (sent: SentValue[], mark?: '.' | ',') => {
    const { values, doubtfulMark } = readSeriesValues(sent, toUtc, mark)
    return [values.map(({ value }) => value).join(' '), doubtfulMark]
  }
  expect(numbers(file('1,5', '1,234', '1.234,5'))).toEqual(['1.5 1.234 1234.5', null])
  expect(numbers(file('1.5', '1,234', '7'))).toEqual(['1.5 1234 7', null])
  expect(numbers(file('1,234', '2,345'))).toEqual(['1234 2345', '.'])
  expect(numbers(file('1,234', '2,345'), ',')).toEqual(['1.234 2.345', null])
  expect(() => numbers(file('1,5', '2,5', '2.25'))).toThrow('Value 3: "2.25" is no number as most others are written, with a comma')
})

it('reads a file with one value a line, in either language, and leaves empty values out', () => {
  const text = '\uFEFF日期,名称,数值,单位,门店\r\n2026-03-01,客流,840,人,S1\r\n\r\n2026-03-02,"客流",,人,S1\r\n'
  expect(readSeriesCsv(text)).toEqual([{ series: '客流', place: 'S1', unit: '人', at: '2026-03-01', value: '840' }])
})

it('reads a file with a column for each series, their units in brackets, quoted cells and other delimiters', () => {
  const text = 'day;Temperature (°C);"Footfall; all"\n2026-03-01;12.5;840\n2026-03-02;;"905"'
  expect(readSeriesCsv(text).map(({ series, unit, at, value }) => [series, unit, at, value])).toEqual([
    ['Temperature', '°C', '2026-03-01', '12.5'],
    ['Footfall; all', '', '2026-03-01', '840'],
    ['Footfall; all', '', '2026-03-02', '905'],
  ])
})

it('says which column is missing, and that a quotation mark is open', () => {
  expect(() => readSeriesCsv('a,b\n1,2')).toThrow('No column holds the times')
  expect(() => readSeriesCsv('day\n2026-03-01')).toThrow('No column holds values')
  expect(() => readSeriesCsv('day,series,x\n2026-03-01,A,1')).toThrow('No column holds values')
  expect(() => readSeriesCsv('day,A\n2026-03-01,"1')).toThrow('A quoted cell does not end')
  expect(() => readSeriesCsv('day,\uFFFD\uFFFD\n2026-03-01,1')).toThrow('The file is not in UTF-8')
})

it('finds what is missing in between, and none on weekends for a series that never has any there', () => {
  const days = (...list: string[]) => list.map(day)
  expect(gapsOf('day', days('2026-03-01', '2026-03-02', '2026-03-05'))).toEqual([
    { from: day('2026-03-03'), to: day('2026-03-04'), missing: 2 },
  ])
  expect(gapsOf('hour', [0, 3_600_000, 3 * 3_600_000])).toEqual([{ from: 7_200_000, to: 7_200_000, missing: 1 }])
  // Monday 2 March to Friday 27 March without the 11th, a Wednesday.
  const weekdays = Array.from({ length: 26 }, (_, i) => day('2026-03-02') + i * 86_400_000).filter(
    (at) => ![0, 6].includes(new Date(at).getUTCDay()),
  )
  expect(
    gapsOf(
      'day',
      weekdays.filter((at) => at !== day('2026-03-11')),
    ),
  ).toEqual([{ from: day('2026-03-11'), to: day('2026-03-11'), missing: 1 }])
  expect(gapsOf('day', [])).toEqual([])
})
