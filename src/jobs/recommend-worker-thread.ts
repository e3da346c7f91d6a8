import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import { trainRecommender, type RecommendTask, type RecommendTraining } from '#predict/recommend/train-recommender.ts'
import { giveWay } from './ask-thread.ts'

export type RecommendWorkerTask = RecommendTask & { readonly seed: string }

export interface RecommendTaskResult {
  readonly value: RecommendTraining
}

/** Leaves a core to those who wait for an answer. */
const threads = Math.max(1, Math.min(8, availableParallelism() - 1))
const task = workerData as RecommendWorkerTask
const rng = new Rng(task.seed)
giveWay()
parentPort?.postMessage({ value: trainRecommender({ ...task, threads }, () => rng.next()) } satisfies RecommendTaskResult)
