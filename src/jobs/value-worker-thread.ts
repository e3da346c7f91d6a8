import { parentPort } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import type { ChurnFeatureRow } from '#predict/churn/features/churn-features.ts'
import { ValueScorer, type ValuePrediction, type ValueScores } from '#predict/value/score-value.ts'
import { trainValue, type LabelledFacts, type ValueTraining, type ValueTrainingInput } from '#predict/value/train-value.ts'
import type { ValueFacts } from '#predict/value/value-facts.ts'
import type { ValueModel } from '#predict/value/value-model.ts'
import { giveWay } from './ask-thread.ts'

/** Which list of the training a part belongs to: everybody now, the backtest, or a snapshot by its position. */
export type ValueList = 'now' | 'back-test' | number

/** What the thread is asked, one at a time; every question gets one answer. Lists come in parts, so that no message holds up the sender for long. */
export type ValueQuestion =
  | { readonly kind: 'facts'; readonly list: ValueList; readonly rows: readonly ValueFacts[] }
  | { readonly kind: 'behaviour'; readonly snapshot: number; readonly rows: readonly ChurnFeatureRow[] }
  | {
      readonly kind: 'train'
      readonly options: ValueTrainingInput['options']
      readonly backTest: Omit<LabelledFacts, 'rows'> | null
      readonly snapshots: readonly Omit<LabelledFacts, 'rows'>[]
      readonly withSeason: boolean
      readonly seed: string
    }
  | { readonly kind: 'model'; readonly model: ValueModel; readonly seed: string }
  | { readonly kind: 'score'; readonly rows: readonly ValueFacts[]; readonly behaviour: readonly (ChurnFeatureRow | null)[] }
  | { readonly kind: 'sums' }

export type ValueAnswer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'trained'; readonly training: ValueTraining }
  | { readonly kind: 'scored'; readonly predictions: readonly ValuePrediction[] }
  | { readonly kind: 'sums'; readonly sums: Omit<ValueScores, 'predictions'> }

const facts = new Map<ValueList, ValueFacts[]>()
const behaviour = new Map<number, ChurnFeatureRow[]>()
let scorer: ValueScorer | null = null

giveWay()
parentPort?.on('message', (question: ValueQuestion) => parentPort?.postMessage(answerOf(question)))

function answerOf(question: ValueQuestion): ValueAnswer {
  switch (question.kind) {
    case 'facts':
      facts.set(question.list, append(facts.get(question.list), question.rows))
      return { kind: 'taken' }
    case 'behaviour':
      behaviour.set(question.snapshot, append(behaviour.get(question.snapshot), question.rows))
      return { kind: 'taken' }
    case 'train':
      return { kind: 'trained', training: trained(question) }
    case 'model':
      scorer = new ValueScorer(question.model, seeded(question.seed))
      return { kind: 'taken' }
    case 'score':
      return { kind: 'scored', predictions: question.rows.map((row, i) => scorerInUse().score(row, question.behaviour[i] ?? null)) }
    case 'sums':
      return { kind: 'sums', sums: scorerInUse().sums() }
  }
}

function trained(question: Extract<ValueQuestion, { kind: 'train' }>): ValueTraining {
  const { options, backTest, snapshots, withSeason, seed } = question
  return trainValue({
    options,
    now: facts.get('now') ?? [],
    backTest: backTest === null ? null : { ...backTest, rows: facts.get('back-test') ?? [] },
    snapshots: snapshots.map((snapshot, i) => ({ ...snapshot, rows: facts.get(i) ?? [], behaviour: behaviour.get(i) ?? [] })),
    withSeason,
    random: seeded(seed),
  })
}

function scorerInUse(): ValueScorer {
  if (scorer === null) throw new Error('The thread was asked to score before it was given a model.')
  return scorer
}

function append<T>(list: T[] | undefined, more: readonly T[]): T[] {
  const all = list ?? []
  for (const each of more) all.push(each)
  return all
}

function seeded(seed: string): () => number {
  const rng = new Rng(seed)
  return () => rng.next()
}
