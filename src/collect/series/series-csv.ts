import { AppError } from '#kernel/app-error.ts'
import type { SentValue } from './series-value.ts'

/** Headings of a file with one value a line. */
const SERIES = new Set(['series', 'name', '序列', '名称', '指标'])
const TIME = new Set(['at', 'day', 'date', 'hour', 'time', '日期', '时间', '小时'])
const VALUE = new Set(['value', '数值', '值'])
const UNIT = new Set(['unit', '单位'])
const PLACE = new Set(['place', 'store', 'region', '地点', '门店', '地区'])
const DELIMITERS = [',', '\t', ';'] as const

/**
 * Values of a CSV text: one a line, with columns series, day, value and, if there are, unit and place; or a column of times and one for each series, whose unit may stand behind its name
 * in brackets, as in `Temperature (°C)`. An empty cell is a gap.
 * @throws AppError invalid-input where the columns are not understood
 */
export function readSeriesCsv(text: string): SentValue[] {
  if (text.includes('\uFFFD')) throw new AppError('invalid-input', 'series-encoding', 'The file is not in UTF-8: save it as CSV UTF-8.')
  const lines = splitCsv(text.replace(/^\uFEFF/u, ''))
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

/** Cells of each line that has any; quoted cells may hold the delimiter, line breaks and doubled quotes. */
function splitCsv(text: string): string[][] {
  const first = text.slice(0, text.search(/[\r\n]|$/u))
  const delimiter = DELIMITERS.toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endRow = (): void => {
    row.push(cell)
    if (row.some((one) => one.trim() !== '')) rows.push(row)
    row = []
    cell = ''
  }
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (isQuoted) {
      if (char === '"' && text[i + 1] === '"') i += 1
      else if (char === '"') {
        isQuoted = false
        continue
      }
      cell += char
    } else if (char === '"' && cell.trim() === '') {
      isQuoted = true
      cell = ''
    } else if (char === delimiter) {
      row.push(cell)
      cell = ''
    } else if (char === '\n' || char === '\r') endRow()
    else cell += char
  }
  if (isQuoted) throw new AppError('invalid-input', 'series-quote', 'A quoted cell does not end: close its quotation mark.')
  endRow()
  return rows
}
