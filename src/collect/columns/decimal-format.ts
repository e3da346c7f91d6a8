/** The sign between whole and fraction in a column of numbers. */
export type DecimalMark = '.' | ','

/** How the numbers of a column are written; `sure` when a value decides, as 1.111,11 does and 1.000 does not. */
export interface DecimalFormat {
  readonly mark: DecimalMark
  readonly sure: boolean
}
