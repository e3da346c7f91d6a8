import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { BlockAnswer } from './answer-blocks.ts'

export interface BlockThread {
  readonly script: URL
  readonly heapMb: number
  /** What is said when the heap is full. */
  readonly tooLarge: () => AppError
}

/** Blocks asked for ahead, so that one is read while the one before is being used. */
const AHEAD = 2

/** What a thread answers by `answerBlocks`, one block after the other. The thread ends with the reading. @throws AppError as the thread does. */
export async function* blocksOfThread<Block>(
  { script, heapMb, tooLarge }: BlockThread,
  reading: object,
  signal?: AbortSignal,
): AsyncGenerator<Block> {
  signal?.throwIfAborted()
  const thread = new Worker(script, {
    workerData: reading,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 48 },
  })
  const answers: BlockAnswer<Block>[] = []
  let failure: { readonly error: unknown } | undefined
  let wake = (): void => undefined
  const fail = (error: unknown): void => {
    failure ??= { error }
    wake()
  }
  const onAbort = (): void => fail(signal?.reason)
  thread.on('message', (answer: BlockAnswer<Block>) => {
    answers.push(answer)
    wake()
  })
  thread.on('error', (error) => fail(isOutOfMemory(error) ? tooLarge() : error))
  thread.on('exit', () => fail(tooLarge()))
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
      yield answer.block
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await thread.terminate()
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
