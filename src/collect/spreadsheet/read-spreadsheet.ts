import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { WorkbookBlock, WorkbookReading } from './scan-workbook.ts'
import type { SpreadsheetAnswer } from './spreadsheet-thread.ts'

/** Of the thread's heap. What is unpacked lies outside of it, and is never more than a few pieces. */
const HEAP_MB = 512
/** Blocks asked for ahead, so that one is read while the one before is being used. */
const AHEAD = 2

/**
 * The rows of a workbook, read in a thread of its own with a limit on its memory, so that no file holds requests up or ends the process.
 *
 * @throws AppError as `scanWorkbook` does, and `spreadsheet-too-large`.
 */
export async function* readSpreadsheet(reading: WorkbookReading, signal?: AbortSignal): AsyncGenerator<WorkbookBlock> {
  signal?.throwIfAborted()
  const thread = new Worker(new URL('./spreadsheet-thread.ts', import.meta.url), {
    workerData: reading,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 48 },
  })
  const answers: SpreadsheetAnswer[] = []
  let failure: { readonly error: unknown } | undefined
  let wake = (): void => undefined
  const fail = (error: unknown): void => {
    failure ??= { error }
    wake()
  }
  const onAbort = (): void => fail(signal?.reason)
  thread.on('message', (answer: SpreadsheetAnswer) => {
    answers.push(answer)
    wake()
  })
  thread.on('error', (error) => fail(explain(error, reading.name)))
  thread.on('exit', () => fail(tooLarge(reading.name)))
  signal?.addEventListener('abort', onAbort)
  try {
    for (let i = 0; i < AHEAD; i += 1) thread.postMessage('more')
    for (;;) {
      const answer = answers.shift()
      if (answer === undefined) {
        if (failure !== undefined) throw failure.error
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      if (answer.kind === 'end') return
      if (answer.kind === 'refused') {
        const { error } = answer
        throw new AppError(error.kind, error.code, error.message, { details: error.details })
      }
      thread.postMessage('more')
      yield answer
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await thread.terminate()
  }
}

function explain(error: unknown, name: string): unknown {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(name) : error
}

function tooLarge(name: string): AppError {
  return new AppError(
    'invalid-input',
    'spreadsheet-too-large',
    `${name} needs more memory than a spreadsheet may: save it as CSV and import that.`,
    { details: { file: name } },
  )
}
