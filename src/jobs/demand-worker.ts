import { Worker } from 'node:worker_threads'
import { AppError } from '#kernel/app-error.ts'
import type { DemandWorker } from '#predict/demand/demand-service.ts'
import type { DemandMessage } from './demand-worker-thread.ts'

/** Forecasts in a thread of its own, so that requests are answered meanwhile. One thread per forecast; it ends with it. */
export function createDemandWorker(): DemandWorker {
  return {
    forecast(order, onProgress) {
      return new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./demand-worker-thread.ts', import.meta.url), { workerData: order })
        let answered = false
        worker.on('message', (message: DemandMessage) => {
          if (message.kind === 'progress') {
            onProgress(message.done, message.total)
            return
          }
          answered = true
          resolve(message.answer)
        })
        worker.once('error', reject)
        worker.once('exit', (code) => {
          if (!answered) reject(new AppError('internal', 'forecast-stopped', `The forecast stopped with code ${code}; start it again.`))
        })
      })
    },
  }
}
