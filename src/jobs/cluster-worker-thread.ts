import { availableParallelism } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { clusterCustomers, type ClusterOptions } from '#segment/clusters/cluster-customers.ts'
import type { ClusterTable, ClusterTrait } from '#segment/clusters/cluster-features.ts'
import { giveWay } from './ask-thread.ts'

/** A column at a time, so that no message holds up the sender for long, and then the work. */
export type ClusterQuestion =
  | { readonly kind: 'column'; readonly trait: ClusterTrait; readonly values: Float64Array }
  | { readonly kind: 'cluster'; readonly options: ClusterOptions }

export type ClusterAnswer = ReturnType<typeof clusterCustomers> | null

/** Leaves a core to those who wait for an answer. */
const threads = Math.max(1, Math.min(8, availableParallelism() - 1))
const columns = new Map<ClusterTrait, Float64Array>()

giveWay()
parentPort?.on('message', (question: ClusterQuestion) => parentPort?.postMessage(answerOf(question)))

function answerOf(question: ClusterQuestion): ClusterAnswer {
  if (question.kind === 'cluster') return clusterCustomers(Object.fromEntries(columns) as ClusterTable, { ...question.options, threads })
  columns.set(question.trait, question.values)
  return null
}
