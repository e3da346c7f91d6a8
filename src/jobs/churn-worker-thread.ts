import { parentPort } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import type { ChurnDefinition } from '#predict/churn/definition/churn-definition.ts'
import type { ChurnFeatureRow } from '#predict/churn/features/churn-features.ts'
import type { ChurnModel, ChurnScore } from '#predict/churn/score/churn-model.ts'
import { churnProbabilities, scoreChurn } from '#predict/churn/score/churn-model.ts'
import type { ChurnTraining } from '#predict/churn/train/train-churn.ts'
import { trainChurn } from '#predict/churn/train/train-churn.ts'
import { giveWay, partsOf } from './ask-thread.ts'

/** What the thread is asked, one at a time; every question gets one answer. Rows come and scores go in parts, so that no message holds up the other side. */
export type ChurnQuestion =
  | { readonly kind: 'rows'; readonly snapshot: number; readonly rows: readonly ChurnFeatureRow[] }
  | { readonly kind: 'train'; readonly definition: ChurnDefinition; readonly snapshots: readonly Date[]; readonly seed: string }
  | { readonly kind: 'score'; readonly model: ChurnModel }
  | { readonly kind: 'more'; readonly from: number }
  | { readonly kind: 'probabilities'; readonly model: ChurnModel }

export type ChurnAnswer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'trained'; readonly training: ChurnTraining }
  | { readonly kind: 'scores'; readonly scores: readonly ChurnScore[] }
  | { readonly kind: 'probabilities'; readonly probabilities: Float64Array }

const rowsOf = new Map<number, ChurnFeatureRow[]>()
let scores: readonly ChurnScore[] = []

giveWay()
parentPort?.on('message', (question: ChurnQuestion) => parentPort?.postMessage(answerOf(question)))

function answerOf(question: ChurnQuestion): ChurnAnswer {
  switch (question.kind) {
    case 'rows': {
      const held = rowsOf.get(question.snapshot) ?? []
      for (const row of question.rows) held.push(row)
      rowsOf.set(question.snapshot, held)
      return { kind: 'taken' }
    }
    case 'train': {
      const rng = new Rng(question.seed)
      const snapshots = question.snapshots.map((asOf, i) => ({ asOf, rows: rowsOf.get(i) ?? [] }))
      return { kind: 'trained', training: trainChurn({ definition: question.definition, snapshots, random: () => rng.next() }) }
    }
    case 'score':
      scores = scoreChurn(question.model, rowsOf.get(0) ?? [])
      return { kind: 'taken' }
    case 'more':
      return { kind: 'scores', scores: partsOf(scores, question.from).next().value ?? [] }
    case 'probabilities':
      return { kind: 'probabilities', probabilities: churnProbabilities(question.model, rowsOf.get(0) ?? []) }
  }
}
