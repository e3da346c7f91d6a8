import type { DecimalMark } from './decimal-format.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { StatusClass } from './status-class.ts'

/** The first or the last day of a month. */
export type MonthDay = 'first' | 'last'

/** The file owner's corrections and additions to our reading. Kept for the next file with the same headings. */
export interface Corrections {
  /** Field -> column; null: no column holds it. */
  readonly mapping?: Readonly<Record<string, string | null>>
  /** Status word -> its meaning. */
  readonly statuses?: Readonly<Record<string, StatusClass>>
  readonly dateOrder?: DateOrder
  readonly decimalMark?: DecimalMark
  /** Of measures that say a month and no day: the day that is meant. */
  readonly monthDay?: MonthDay
  /** Codes of blocking questions that were accepted as they are. */
  readonly accept?: readonly string[]
}
