import { AppError } from '#kernel/app-error.ts'
import { blocksOfThread } from '../table/blocks-of-thread.ts'
import type { WorkbookBlock, WorkbookReading } from './scan-workbook.ts'

/** Of the thread's heap. What is unpacked lies outside of it, and is never more than a few pieces. */
const HEAP_MB = 512

/**
 * The rows of a workbook, read in a thread of its own with a limit on its memory, so that no file holds requests up or ends the process.
 *
 * @throws AppError as `scanWorkbook` does, and `spreadsheet-too-large`.
 */
export async function* readSpreadsheet(reading: WorkbookReading, signal?: AbortSignal): AsyncGenerator<WorkbookBlock> {
  const thread = { script: new URL('./spreadsheet-thread.ts', import.meta.url), heapMb: HEAP_MB, tooLarge: () => tooLarge(reading.name) }
  yield* blocksOfThread<WorkbookBlock>(thread, reading, signal)
}

function tooLarge(name: string): AppError {
  return new AppError(
    'invalid-input',
    'spreadsheet-too-large',
    `${name} needs more memory than a spreadsheet may: save it as CSV and import that.`,
    { details: { file: name } },
  )
}
