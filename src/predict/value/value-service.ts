import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { minorDigits } from '#kernel/money.ts'
import type { ChurnFeatureRow } from '../churn/features/churn-features.ts'
import type { ModelRegistry } from '../model-registry.ts'
import { PROPENSITY_DAYS } from './purchase-propensity.ts'
import type { ValuePrediction, ValueScores } from './score-value.ts'
import { sampleCustomers, type LabelledFacts, type ValueTraining, type ValueTrainingInput } from './train-value.ts'
import { valueCard, type ValueCard } from './value-card.ts'
import type { ValueFacts } from './value-facts.ts'
import { parseValueModel, valueOptions, type ValueModel, type ValueOptions } from './value-model.ts'

export interface ValueRun {
  readonly asOf: Date
  readonly modelId: string
  readonly modelVersion: number
  readonly computedAt: Date
}

export interface ValueStore {
  /** First order in the shop known at the time, or null without orders. */
  firstOrderAt(asOf: Date): Promise<Date | null>
  /** The project's currency. */
  currency(): string
  /** One row per customer who had ordered by then. With `later`, also the outcomes within that many days, as known at `knownAt`. */
  facts(asOf: Date, later?: { readonly days: number; readonly knownAt: Date }): Promise<ValueFacts[]>
  /** Point-in-time churn features of all customers who ever ordered. */
  behaviour(asOf: Date): Promise<ChurnFeatureRow[]>
  writePredictions(run: ValueRun, scores: ValueScores): Promise<void>
}

/** A prediction as stored: dates instead of days. */
export interface StoredValuePrediction extends Omit<ValuePrediction, 'nextOrder' | 'nextAmount'> {
  readonly asOf: Date
  readonly modelVersion: number
  readonly nextOrder: { readonly at: Date; readonly low: Date; readonly high: Date | null } | null
  readonly nextAmount: { readonly amount: number; readonly low: number; readonly high: number } | null
}

/** The heavy arithmetic, kept off the thread that answers requests. */
export interface ValueWorker {
  train(input: Omit<ValueTrainingInput, 'random'>, seed: string): Promise<ValueTraining>
  score(model: ValueModel, rows: readonly ValueFacts[], behaviour: readonly ChurnFeatureRow[], seed: string): Promise<ValueScores>
}

export type ValueProgress = (stage: 'features' | 'train' | 'score', done: number, total: number) => void

export interface ValueScoring {
  readonly asOf: Date
  readonly scored: number
  readonly total: { readonly value: number; readonly low: number; readonly high: number }
  readonly modelVersion: number
}

const MODEL_ID = 'value'
/** Number of snapshots to train and test the propensity, 30 days apart. */
const SNAPSHOTS = 4
/** With more customers than this in a snapshot, the propensity is trained on a share of them, the same in each. */
const MOST_SNAPSHOT_ROWS = 100_000
/** Minimum days of orders before the time of a fit. */
const LEAST_HISTORY_DAYS = 60

interface ValueServiceParts {
  readonly store: ValueStore
  readonly models: ModelRegistry
  readonly worker: ValueWorker
  readonly clock: Clock
}

/** Trains, keeps and applies the model of customer value and next purchase. */
export class ValueService {
  readonly #store: ValueStore
  readonly #models: ModelRegistry
  readonly #worker: ValueWorker
  readonly #clock: Clock

  constructor({ store, models, worker, clock }: ValueServiceParts) {
    this.#store = store
    this.#models = models
    this.#worker = worker
    this.#clock = clock
  }

  /** The card of the model in use, or null before the first training. */
  async card(): Promise<ValueCard | null> {
    const saved = await this.#models.champion('value')
    return saved === null ? null : { ...(saved.card as ValueCard), version: saved.version, trainedAt: saved.trainedAt.toISOString() }
  }

  /** Trains on all data known by `asOf`, backtests on the period before it, stores the result as champion and returns its card. */
  async train(
    given: Partial<ValueOptions> = {},
    asOf: Date = this.#clock.now(),
    onProgress: ValueProgress = () => undefined,
  ): Promise<ValueCard> {
    const options = valueOptions(given)
    const first = await this.#store.firstOrderAt(asOf)
    if (first === null) throw new AppError('invalid-input', 'no-orders', 'There are no orders to learn from; import an order file first.')
    const historyDays = (asOf.getTime() - first.getTime()) / DAY_MS
    const times = snapshotsBack(historyDays)
    const steps = times.length + 2
    onProgress('features', 0, steps)
    const now = await this.#store.facts(asOf)
    if (now.length === 0) {
      throw new AppError('invalid-input', 'no-orders', 'No customer had ordered by then; import an order file or choose a later time.')
    }
    onProgress('features', 1, steps)
    const days = backTestDays(historyDays, options)
    const backTest = days === null ? null : await this.#labelled(asOf, days, days)
    const snapshots: (LabelledFacts & { behaviour: readonly ChurnFeatureRow[] })[] = []
    for (const [i, back] of times.entries()) {
      onProgress('features', 2 + i, steps)
      const { rows, ...labelled } = await this.#labelled(asOf, back, PROPENSITY_DAYS)
      const sample = sampleCustomers(rows, MOST_SNAPSHOT_ROWS)
      const isSampled = new Set(sample.map(({ customerId }) => customerId))
      const behaviour = await this.#store.behaviour(labelled.asOf)
      snapshots.push({ ...labelled, rows: sample, behaviour: behaviour.filter(({ customerId }) => isSampled.has(customerId)) })
    }
    onProgress('train', 0, 1)
    const training = await this.#worker.train(
      { options, now, backTest, snapshots, withSeason: historyDays >= 730 },
      `value/${asOf.toISOString()}`,
    )
    const card = valueCard(training, 10 ** minorDigits(this.#store.currency()))
    const trainedAt = this.#clock.now()
    const version = await this.#models.promote({ id: MODEL_ID, kind: 'value', card, body: training.model, trainedAt })
    onProgress('train', 1, 1)
    return { ...card, version, trainedAt: trainedAt.toISOString() }
  }

  /** Predicts all customers who ever ordered, as of a time, with the model in use. The same time again replaces the predictions. */
  async score(asOf: Date = this.#clock.now(), onProgress: ValueProgress = () => undefined): Promise<ValueScoring> {
    const saved = await this.#models.champion('value')
    if (saved === null) throw new AppError('invalid-input', 'no-value-model', 'There is no value model yet; train one first.')
    const model = parseValueModel(saved.body)
    onProgress('features', 0, 1)
    const rows = await this.#store.facts(asOf)
    const behaviour = model.propensity === null || model.propensity.method === 'mbg-nbd' ? [] : await this.#store.behaviour(asOf)
    onProgress('score', 0, rows.length)
    const scores = await this.#worker.score(model, rows, behaviour, `value-score/${asOf.toISOString()}`)
    const run = { asOf, modelId: saved.id, modelVersion: saved.version, computedAt: this.#clock.now() }
    await this.#store.writePredictions(run, scores)
    onProgress('score', rows.length, rows.length)
    return { asOf, scored: scores.predictions.length, total: scores.total, modelVersion: saved.version }
  }

  async #labelled(asOf: Date, back: number, days: number): Promise<LabelledFacts> {
    const time = new Date(asOf.getTime() - back * DAY_MS)
    return { asOf: time, days, rows: await this.#store.facts(time, { days, knownAt: asOf }) }
  }
}

/** Days before now of the snapshots, the oldest first: those whose 30 days have passed and that have enough history. */
function snapshotsBack(historyDays: number): number[] {
  return Array.from({ length: SNAPSHOTS }, (_, i) => (SNAPSHOTS - i) * PROPENSITY_DAYS).filter(
    (back) => historyDays - back >= LEAST_HISTORY_DAYS,
  )
}

/** A quarter of the history, capped at the horizon; null when that is less than a month. */
function backTestDays(historyDays: number, options: ValueOptions): number | null {
  const days = Math.min(Math.floor(historyDays / 4), Math.round(options.horizonMonths * 30.4375))
  return days >= 30 && historyDays - days >= LEAST_HISTORY_DAYS ? days : null
}
