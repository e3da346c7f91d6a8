import type { RecommendWorker } from '#predict/recommend/recommend-service.ts'
import type { RecommendTraining } from '#predict/recommend/train-recommender.ts'
import { askThread } from './ask-thread.ts'
import type { RecommendWorkerTask } from './recommend-worker-thread.ts'

/** Trains in a thread of its own, so that requests are answered meanwhile. One thread per training; it ends with the training. */
export function createRecommendWorker(): RecommendWorker {
  return {
    train: (task) =>
      askThread<RecommendWorkerTask, RecommendTraining, RecommendTraining>(
        new URL('./recommend-worker-thread.ts', import.meta.url),
        (ask) => ask(task),
      ),
  }
}
