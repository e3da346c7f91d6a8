import type { DecimalMark } from './decimal-format.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { StatusClass } from './status-class.ts'

/** What the owner of a file said against or beyond our reading. Kept for the next file of the same headings. */
export interface Corrections {
  /** Field -> column; null: no column holds it. */
  readonly mapping?: Readonly<Record<string, string | null>>
  /** Status word -> what it means. */
  readonly statuses?: Readonly<Record<string, StatusClass>>
  readonly dateOrder?: DateOrder
  readonly decimalMark?: DecimalMark
  /** Codes of blocking questions that were answered with "yes, it is so". */
  readonly accept?: readonly string[]
}
