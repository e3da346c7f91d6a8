import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { ValueScores } from '#predict/value/score-value.ts'
import type { ValueTraining } from '#predict/value/train-value.ts'
import type { ValueWorker } from '#predict/value/value-service.ts'
import type { ValueTask, ValueTaskResult } from './value-worker-thread.ts'

/** Trains and scores in a thread of its own, so that requests are answered meanwhile. One thread per task; it ends with the task. */
export function createValueWorker(): ValueWorker {
  return {
    async train(input, seed) {
      return (await run({ kind: 'train', input, seed })) as ValueTraining
    },
    async score(model, rows, behaviour, seed) {
      return (await run({ kind: 'score', model, rows, behaviour, seed })) as ValueScores
    },
  }
}

function run(task: ValueTask): Promise<ValueTaskResult['value']> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./value-worker-thread.ts', import.meta.url), { workerData: task })
    let answered = false
    worker.once('message', (result: ValueTaskResult) => {
      answered = true
      resolve(result.value)
    })
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (!answered) reject(new AppError('internal', 'training-stopped', `The training thread stopped with code ${code}; start it again.`))
    })
  })
}
