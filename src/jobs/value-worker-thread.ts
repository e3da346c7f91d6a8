import { parentPort, workerData } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import type { ChurnFeatureRow } from '#predict/churn/churn-features.ts'
import { scoreValue, type ValueScores } from '#predict/value/score-value.ts'
import { trainValue, type ValueTraining, type ValueTrainingInput } from '#predict/value/train-value.ts'
import type { ValueFacts } from '#predict/value/value-facts.ts'
import type { ValueModel } from '#predict/value/value-model.ts'

export type ValueTask =
  | { readonly kind: 'train'; readonly input: Omit<ValueTrainingInput, 'random'>; readonly seed: string }
  | {
      readonly kind: 'score'
      readonly model: ValueModel
      readonly rows: readonly ValueFacts[]
      readonly behaviour: readonly ChurnFeatureRow[]
      readonly seed: string
    }

export interface ValueTaskResult {
  readonly value: ValueTraining | ValueScores
}

const task = workerData as ValueTask
parentPort?.postMessage({ value: perform(task) } satisfies ValueTaskResult)

function perform(work: ValueTask): ValueTaskResult['value'] {
  const rng = new Rng(work.seed)
  const random = (): number => rng.next()
  return work.kind === 'score' ? scoreValue(work.model, work.rows, work.behaviour, random) : trainValue({ ...work.input, random })
}
