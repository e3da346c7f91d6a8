import type { RecordContent } from './quarantine.ts'

/** Parts of a date in the order in which a column has them. */
export const DATE_PARTS = ['ymd', 'dmy', 'mdy'] as const
export type DateParts = (typeof DATE_PARTS)[number]

/**
 * One correction for many refused rows. set: the column gets this value; replace: where it holds `from` as it stands, blanks around it left out; date: its date
 * is read in this order of parts.
 */
export type Correction =
  | { readonly kind: 'set'; readonly column: string; readonly to: string }
  | { readonly kind: 'replace'; readonly column: string; readonly from: string; readonly to: string }
  | { readonly kind: 'date'; readonly column: string; readonly parts: DateParts }

/** What corrections change in a row: column -> value. A column whose cell a correction does not fit stays as it came. */
export function correctedCells(corrections: readonly Correction[], content: RecordContent): Readonly<Record<string, string>> {
  const changes = new Map<string, string>()
  for (const one of corrections) {
    const cell = changes.get(one.column) ?? textOf(content[one.column])
    const to = correctedCell(one, cell)
    if (to !== undefined) changes.set(one.column, to)
  }
  return Object.fromEntries(changes)
}

function correctedCell(one: Correction, cell: string): string | undefined {
  switch (one.kind) {
    case 'set':
      return one.to
    case 'replace':
      return cell.trim() === one.from.trim() ? one.to : undefined
    case 'date':
      return isoDate(cell.trim(), one.parts)
  }
}

const SEPARATED = /^(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})(?:[T\s,]+(\d{1,2}:\d{2}(?::\d{2})?))?$/
const TOGETHER = /^\d{8}$/
/** Two digits of a year below it are of this century (POSIX). */
const CENTURY_TURNS = 69

/** The date as YYYY-MM-DD, with its time of day; undefined where it is none in this order of parts. */
function isoDate(text: string, parts: DateParts): string | undefined {
  const [first = '', second = '', third = '', time = ''] = TOGETHER.test(text)
    ? together(text, parts)
    : (SEPARATED.exec(text)?.slice(1) ?? [])
  const [y, m, d] = parts === 'ymd' ? [first, second, third] : parts === 'dmy' ? [third, second, first] : [third, first, second]
  if (y.length !== 2 && y.length !== 4) return undefined
  const year = y.length === 4 ? Number(y) : Number(y) + (Number(y) < CENTURY_TURNS ? 2_000 : 1_900)
  const date = new Date(Date.UTC(year, Number(m) - 1, Number(d)))
  if (date.getUTCMonth() !== Number(m) - 1 || date.getUTCDate() !== Number(d)) return undefined
  return `${date.toISOString().slice(0, 10)}${time === '' ? '' : ` ${time.padStart(time.length === 4 || time.length === 7 ? time.length + 1 : 0, '0')}`}`
}

function together(text: string, parts: DateParts): string[] {
  return parts === 'ymd' ? [text.slice(0, 4), text.slice(4, 6), text.slice(6)] : [text.slice(0, 2), text.slice(2, 4), text.slice(4)]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
