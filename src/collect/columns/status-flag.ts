import type { StatusClass } from './status-class.ts'

/** A word that classifies a row, in a column other than the status: 是否部分退款 with 是. */
export interface Flag {
  readonly position: number
  readonly word: string
  /** As a status word is shown and corrected: `是否部分退款: 是`. */
  readonly label: string
  readonly counts: StatusClass
}
