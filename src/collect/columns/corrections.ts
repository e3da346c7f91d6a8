import type { DecimalMark } from './decimal-format.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { StatusClass } from './status-class.ts'

/** The file owner's corrections and additions to our reading. Kept for the next file with the same headings. */
export interface Corrections {
  /** Field -> column; null: no column holds it. */
  readonly mapping?: Readonly<Record<string, string | null>>
  /** Status word -> its meaning. */
  readonly statuses?: Readonly<Record<string, StatusClass>>
  readonly dateOrder?: DateOrder
  readonly decimalMark?: DecimalMark
  /** Codes of blocking questions that were accepted as they are. */
  readonly accept?: readonly string[]
}
