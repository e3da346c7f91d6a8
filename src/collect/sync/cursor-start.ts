import { MINUTE_MS } from '#kernel/clock.ts'
import type { TableColumn } from './table-column.ts'

/** Rows are committed later than they are numbered or timed: as far back is read again. What was stored before counts as a duplicate. */
const NUMBERS_AGAIN = 1_000n
const AGAIN_MS = 10 * MINUTE_MS

const INTEGER = /^-?\d{1,20}$/
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,6})?(?:\+00(?::?00)?)?)?$/

/** From which value of the cursor on a table is read, including it; null for all of it. The texts are those of the database. */
export function cursorStart(column: Pick<TableColumn, 'class'>, last: string | null): string | null {
  if (last === null) return null
  if (column.class === 'integer') return INTEGER.test(last) ? String(BigInt(last) - NUMBERS_AGAIN) : null
  const [, day, clock] = TIME.exec(last) ?? []
  if (day === undefined) return null
  // A day is read again as a whole.
  if (column.class === 'date' || clock === undefined) return day
  const at = Date.parse(`${day}T${clock}Z`)
  if (Number.isNaN(at)) return null
  const text = new Date(at - AGAIN_MS).toISOString().replace('T', ' ').slice(0, 19)
  return column.class === 'time' ? `${text}+00` : text
}
