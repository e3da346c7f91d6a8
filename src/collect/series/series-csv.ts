import { AppError } from '#kernel/app-error.ts'
import { splitCsv } from '../table/split-csv.ts'
import type { SentValue } from './series-value.ts'

/** Headings of a file with one value a line. */
const SERIES = new Set(['series', 'name', '序列', '名称', '指标'])
const TIME = new Set(['at', 'day', 'date', 'hour', 'time', '日期', '时间', '小时'])
const VALUE = new Set(['value', '数值', '值'])
const UNIT = new Set(['unit', '单位'])
const PLACE = new Set(['place', 'store', 'region', '地点', '门店', '地区'])

/**
 * Values of a CSV text: one a line, with columns series, day, value and, if there are, unit and place; or a column of times and one for each series, whose unit may stand behind its name
 * in brackets, as in `Temperature (°C)`. An empty cell is a gap.
 * @throws AppError invalid-input where the columns are not understood
 */
export function readSeriesCsv(text: string): SentValue[] {
  const lines = splitCsv(text)
  const [heading = [], ...rows] = lines
  const names = heading.map((cell) => cell.trim().toLowerCase())
  const find = (words: ReadonlySet<string>): number => names.findIndex((name) => words.has(name))
  const time = find(TIME)
  if (time < 0) {
    throw new AppError('invalid-input', 'series-columns', 'No column holds the times: head it day, time, 日期 or 时间.')
  }
  const [series, value, unit, place] = [find(SERIES), find(VALUE), find(UNIT), find(PLACE)]
  const cell = (row: readonly string[], at: number): string => (at < 0 ? '' : (row[at] ?? '').trim())
  if (series >= 0 && value >= 0) {
    return rows.flatMap((row) =>
      cell(row, value) === ''
        ? []
        : [{ series: cell(row, series), place: cell(row, place), unit: cell(row, unit), at: cell(row, time), value: cell(row, value) }],
    )
  }
  const columns = heading.flatMap((text, at) =>
    at === time || at === place || text.trim() === '' ? [] : [{ at, ...namedUnit(text.trim()) }],
  )
  if (columns.length === 0 || series >= 0) {
    throw new AppError(
      'invalid-input',
      'series-columns-value',
      'No column holds values: head them series and value, or each with the name of its series.',
    )
  }
  return rows.flatMap((row) =>
    columns.flatMap((column) => {
      const number = cell(row, column.at)
      return number === '' ? [] : [{ series: column.name, unit: column.unit, place: cell(row, place), at: cell(row, time), value: number }]
    }),
  )
}

function namedUnit(text: string): { readonly name: string; readonly unit: string } {
  const open = Math.max(text.lastIndexOf('('), text.lastIndexOf('（'))
  const isClosed = text.endsWith(')') || text.endsWith('）')
  return open > 0 && isClosed ? { name: text.slice(0, open).trim(), unit: text.slice(open + 1, -1).trim() } : { name: text, unit: '' }
}
