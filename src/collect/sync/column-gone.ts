import { AppError } from '#kernel/app-error.ts'

export function columnGone(columns: readonly string[]): AppError {
  const names = columns.join(', ')
  return new AppError(
    'conflict',
    'sync-column-gone',
    `The table no longer has ${names}, which the sync reads. Nothing was stored: set the sync up again.`,
    {
      details: { columns: names },
    },
  )
}
