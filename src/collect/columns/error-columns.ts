/** Column with the id of a refused row, in a corrected file of refused rows. */
export const RECORD_COLUMN = 'liuke_record'
/** The columns that the file of refused rows adds to the original ones: id, line, reason for refusal and what to do. */
export const ERROR_COLUMNS = [RECORD_COLUMN, 'liuke_line', 'liuke_reason', 'liuke_field', 'liuke_help'] as const

/** Whether a column is one added by the file of refused rows, which holds no data of an order, customer or ticket. */
export function isErrorColumn(heading: string): boolean {
  return heading.startsWith('liuke_')
}
