/** Id of a refused row, in the file of such rows that is given back mended. */
export const RECORD_COLUMN = 'liuke_record'
/** What the file of refused rows has after the columns that they came with: who each is, where it stood, why it was refused and what to do. */
export const ERROR_COLUMNS = [RECORD_COLUMN, 'liuke_line', 'liuke_reason', 'liuke_field', 'liuke_help'] as const

/** Whether a column is one that the file of refused rows adds, which says nothing of an order, a customer or a ticket. */
export function isErrorColumn(heading: string): boolean {
  return heading.startsWith('liuke_')
}
