import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { RecommendWorker } from '#predict/recommend/recommend-service.ts'
import type { RecommendTaskResult } from './recommend-worker-thread.ts'

/** Trains in a thread of its own, so that requests are answered meanwhile. One thread per training; it ends with the training. */
export function createRecommendWorker(): RecommendWorker {
  return {
    train(task) {
      return new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./recommend-worker-thread.ts', import.meta.url), { workerData: task })
        let answered = false
        worker.once('message', (result: RecommendTaskResult) => {
          answered = true
          resolve(result.value)
        })
        worker.once('error', reject)
        worker.once('exit', (code) => {
          if (!answered)
            reject(new AppError('internal', 'training-stopped', `The training thread stopped with code ${code}; start it again.`))
        })
      })
    },
  }
}
