import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { ChurnModel, ChurnScore } from '#predict/churn/churn-model.ts'
import type { ChurnWorker } from '#predict/churn/churn-service.ts'
import type { ChurnTraining } from '#predict/churn/train-churn.ts'
import type { ChurnTask, ChurnTaskResult } from './churn-worker-thread.ts'

/** Trains and scores in a thread of its own, so that requests are answered meanwhile. One thread per task; it ends with the task. */
export function createChurnWorker(): ChurnWorker {
  return {
    async train(definition, snapshots, seed) {
      return (await run({ kind: 'train', definition, snapshots, seed })) as ChurnTraining
    },
    async score(model: ChurnModel, rows) {
      return (await run({ kind: 'score', model, rows })) as ChurnScore[]
    },
    async probabilities(model: ChurnModel, rows) {
      return (await run({ kind: 'probabilities', model, rows })) as Float64Array
    },
  }
}

function run(task: ChurnTask): Promise<ChurnTaskResult['value']> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./churn-worker-thread.ts', import.meta.url), { workerData: task })
    let answered = false
    worker.once('message', (result: ChurnTaskResult) => {
      answered = true
      resolve(result.value)
    })
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (!answered) reject(new AppError('internal', 'training-stopped', `The training thread stopped with code ${code}; start it again.`))
    })
  })
}
