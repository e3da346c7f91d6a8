import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { DatabaseKind, TableColumn } from './table-column.ts'

/** Rows are committed later than they are numbered or timed: as far back is read again. What was stored before counts as a duplicate. */
const NUMBERS_AGAIN = 1_000n
const AGAIN_MS = 10 * MINUTE_MS
/** A clock on the wall goes back an hour in autumn. */
const LOCAL_AGAIN_MS = AGAIN_MS + 60 * MINUTE_MS

const INTEGER = /^-?\d{1,20}$/
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,6})?(?:\+00(?::?00)?)?)?$/

/** From which value of the cursor on a table is read, including it; null for all of it. The texts are those of the database. */
export function cursorStart(kind: DatabaseKind, column: Pick<TableColumn, 'class'>, last: string | null): string | null {
  if (last === null) return null
  if (column.class === 'integer') return INTEGER.test(last) ? String(BigInt(last) - NUMBERS_AGAIN) : null
  const [, day, clock] = TIME.exec(last) ?? []
  if (day === undefined) return null
  // A day is read again as a whole.
  if (column.class === 'date' || clock === undefined) return day
  const at = Date.parse(`${day}T${clock}Z`)
  if (Number.isNaN(at)) return null
  const text = timeText(at - (column.class === 'time' ? AGAIN_MS : LOCAL_AGAIN_MS))
  return column.class === 'time' && kind === 'postgresql' ? `${text}+00` : text
}

/**
 * The value of the cursor that a run has read up to. A time that is still to come, such as a typing error of 2099, would hide every later row: then it is the day
 * before `readAt`.
 */
export function cursorReached(kind: DatabaseKind, column: Pick<TableColumn, 'class'>, last: string, readAt: Date): string {
  const [, day, clock = '00:00:00'] = column.class === 'integer' ? [] : (TIME.exec(last) ?? [])
  if (day === undefined || !(Date.parse(`${day}T${clock}Z`) > readAt.getTime() + DAY_MS)) return last
  const text = timeText(readAt.getTime() - DAY_MS)
  if (column.class === 'date') return text.slice(0, 10)
  return column.class === 'time' && kind === 'postgresql' ? `${text}+00` : text
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 19)
}
