import { availableParallelism } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import { trainRecommender, type RecommendTask, type RecommendTraining } from '#predict/recommend/train-recommender.ts'
import { giveWay } from './ask-thread.ts'

export type RecommendWorkerTask = RecommendTask & { readonly seed: string }

/** Leaves a core to those who wait for an answer. */
const threads = Math.max(1, Math.min(8, availableParallelism() - 1))
giveWay()
parentPort?.on('message', (task: RecommendWorkerTask) => parentPort?.postMessage(trained(task)))

function trained(task: RecommendWorkerTask): RecommendTraining {
  const rng = new Rng(task.seed)
  return trainRecommender({ ...task, threads }, () => rng.next())
}
