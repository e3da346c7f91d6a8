import type { ImportProgress } from '#collect/import/import-service.ts'
import { AppError } from '#kernel/app-error.ts'

/** The result of importing several files. */
export interface EachImported<T> {
  readonly taken: readonly { readonly file: string; readonly result: T }[]
  readonly refused: readonly { readonly file: string; readonly code: string; readonly message: string }[]
  /** How many customers have a profile after the last file. */
  readonly profiled: number | null
}

/**
 * Imports files one after the other. A file refused for its content does not stop the others; an error that would hit the others too ends it all: a
 * cancelled import, a full disk, another import running.
 */
export async function importEach<T extends { readonly profiled: number | null }>(
  files: readonly string[],
  take: (file: string, isLast: boolean) => Promise<T>,
  onRefused: (file: string, message: string) => void,
  signal?: AbortSignal,
): Promise<EachImported<T>> {
  const taken: { file: string; result: T }[] = []
  const refused: { file: string; code: string; message: string }[] = []
  for (const [i, file] of files.entries()) {
    try {
      taken.push({ file, result: await take(file, i === files.length - 1) })
    } catch (error) {
      const about = error instanceof AppError && (error.kind === 'invalid-input' || error.kind === 'not-found')
      if (!about || signal?.aborted === true) throw error
      refused.push({ file, code: error.code, message: error.message })
      onRefused(file, error.message)
    }
  }
  return { taken, refused, profiled: taken.at(-1)?.result.profiled ?? null }
}

/** Share, rows, rate and time left. */
export function progressText({ rows, totalRows, rowsPerSecond }: Pick<ImportProgress, 'rows' | 'totalRows' | 'rowsPerSecond'>): string {
  const share = totalRows === 0 ? 100 : Math.floor((100 * rows) / totalRows)
  const left = rowsPerSecond > 0 ? Math.ceil(Math.max(totalRows - rows, 0) / rowsPerSecond) : 0
  return `${share} %  ${rows} of ${totalRows} rows  ${rowsPerSecond} rows/s${left > 0 ? `  about ${timeText(left)} left` : ''}`
}

function timeText(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
