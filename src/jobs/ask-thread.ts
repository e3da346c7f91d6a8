import { constants, setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'

/** Rows in a message: copying so many takes a few milliseconds, so that requests are answered in between. */
const PART = 1_000

/**
 * Starts a thread, lets `work` ask it one question after the other, and ends it. A thread that fails or stops rejects the question under way with what
 * it said, or with an AppError (internal).
 */
export async function askThread<Question, Answer, T>(
  file: URL,
  work: (ask: (question: Question) => Promise<Answer>) => Promise<T>,
): Promise<T> {
  const thread = new Worker(file)
  try {
    return await work(
      (question) =>
        new Promise((resolve, reject) => {
          const settle = (after: () => void): void => {
            thread.off('message', onMessage).off('error', onError).off('exit', onExit)
            after()
          }
          const onMessage = (answer: Answer): void => settle(() => resolve(answer))
          const onError = (error: Error): void => settle(() => reject(error))
          const onExit = (code: number): void =>
            settle(() =>
              reject(new AppError('internal', 'training-stopped', `The training thread stopped with code ${code}; start it again.`)),
            )
          thread.on('message', onMessage).on('error', onError).on('exit', onExit)
          thread.postMessage(question)
        }),
    )
  } finally {
    await thread.terminate()
  }
}

/** A long list, from a place on, in parts of a size that no message holds anybody up. */
export function* partsOf<T>(rows: readonly T[], from = 0): Generator<readonly T[]> {
  for (let start = from; start < rows.length; start += PART) yield rows.slice(start, start + PART)
}

/** To be called in the thread: heavy work gives way to requests that wait for an answer. On Linux a priority belongs to a thread; elsewhere nothing is changed. */
export function giveWay(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
}
