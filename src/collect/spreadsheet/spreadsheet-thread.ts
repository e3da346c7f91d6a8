import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { ErrorKind } from '#kernel/app-error.ts'
import { scanWorkbook, type WorkbookBlock, type WorkbookReading } from './scan-workbook.ts'

/** One answer for each question; the questions have no content. */
export type SpreadsheetAnswer =
  | ({ readonly kind: 'rows' } & WorkbookBlock)
  | { readonly kind: 'end' }
  | {
      readonly kind: 'refused'
      readonly error: { readonly kind: ErrorKind; readonly code: string; readonly message: string; readonly details: AppError['details'] }
    }

const blocks = scanWorkbook(workerData as WorkbookReading)

async function answer(): Promise<SpreadsheetAnswer> {
  try {
    const { done, value } = await blocks.next()
    return done === true ? { kind: 'end' } : { kind: 'rows', ...value }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { kind, code, message, details } = error
    return { kind: 'refused', error: { kind, code, message, details } }
  }
}

// One after the other, whatever is asked ahead.
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', () => {
  last = last.then(async () => parentPort?.postMessage(await answer()))
})
