import { AppError } from '#kernel/app-error.ts'
import { CLUSTER_TRAITS } from '#segment/clusters/cluster-features.ts'
import type { ClusterWorker } from '#segment/clusters/cluster-service.ts'
import { askThread } from './ask-thread.ts'
import type { ClusterAnswer, ClusterQuestion } from './cluster-worker-thread.ts'

/** Clusters in a thread of its own, so that requests are answered meanwhile. One thread per run; it ends with the run. */
export function createClusterWorker(): ClusterWorker {
  return {
    cluster: (table, options) =>
      askThread(
        new URL('./cluster-worker-thread.ts', import.meta.url),
        async (ask: (question: ClusterQuestion) => Promise<ClusterAnswer>) => {
          for (const trait of CLUSTER_TRAITS) await ask({ kind: 'column', trait, values: table[trait] })
          const answer = await ask({ kind: 'cluster', options })
          if (answer === null)
            throw new AppError('internal', 'training-stopped', 'The clustering thread answered out of turn; start it again.')
          return answer
        },
      ),
  }
}
