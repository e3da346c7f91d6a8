import { parentPort } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { ErrorKind } from '#kernel/app-error.ts'

/** One answer for each question; the questions have no content. */
export type BlockAnswer<Block> =
  | { readonly kind: 'rows'; readonly block: Block }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'refused'
      readonly error: { readonly kind: ErrorKind; readonly code: string; readonly message: string; readonly details: AppError['details'] }
    }

/** Answers, in a thread, each question of `blocksOfThread` with the next block. */
export function answerBlocks<Block>(blocks: Generator<Block> | AsyncGenerator<Block>): void {
  const answer = async (): Promise<BlockAnswer<Block>> => {
    try {
      const { done, value } = await blocks.next()
      return done === true ? { kind: 'end' } : { kind: 'rows', block: value }
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
}
