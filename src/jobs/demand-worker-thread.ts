import { parentPort, workerData } from 'node:worker_threads'
import type { DemandAnswer, DemandOrder } from '#predict/demand/make-demand-forecast.ts'
import { makeDemandForecast } from '#predict/demand/make-demand-forecast.ts'
import { giveWay } from './ask-thread.ts'

export type DemandMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly answer: DemandAnswer }

giveWay()
const answer = makeDemandForecast(workerData as DemandOrder, (done, total) => {
  parentPort?.postMessage({ kind: 'progress', done, total } satisfies DemandMessage)
})
parentPort?.postMessage({ kind: 'answer', answer } satisfies DemandMessage)
