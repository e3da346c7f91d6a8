import { parentPort, workerData } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import type { ChurnDefinition } from '#predict/churn/churn-definition.ts'
import type { ChurnFeatureRow } from '#predict/churn/churn-features.ts'
import type { ChurnModel, ChurnScore } from '#predict/churn/churn-model.ts'
import { churnProbabilities, scoreChurn } from '#predict/churn/churn-model.ts'
import type { ChurnSnapshot, ChurnTraining } from '#predict/churn/train-churn.ts'
import { trainChurn } from '#predict/churn/train-churn.ts'

export type ChurnTask =
  | { readonly kind: 'train'; readonly definition: ChurnDefinition; readonly snapshots: readonly ChurnSnapshot[]; readonly seed: string }
  | { readonly kind: 'score'; readonly model: ChurnModel; readonly rows: readonly ChurnFeatureRow[] }
  | { readonly kind: 'probabilities'; readonly model: ChurnModel; readonly rows: readonly ChurnFeatureRow[] }

export interface ChurnTaskResult {
  readonly value: ChurnTraining | readonly ChurnScore[] | Float64Array
}

const task = workerData as ChurnTask
parentPort?.postMessage({ value: perform(task) } satisfies ChurnTaskResult)

function perform(work: ChurnTask): ChurnTaskResult['value'] {
  if (work.kind === 'score') return scoreChurn(work.model, work.rows)
  if (work.kind === 'probabilities') return churnProbabilities(work.model, work.rows)
  const rng = new Rng(work.seed)
  return trainChurn({ definition: work.definition, snapshots: work.snapshots, random: () => rng.next() })
}
