import type { Clock } from '#kernel/clock.ts'
import { AppError } from '#kernel/app-error.ts'
import type { ModelRegistry } from '../model-registry.ts'
import { spendIfStayed } from '../value/expected-spend.ts'
import type { ChurnCard } from './churn-card.ts'
import { churnCard } from './churn-card.ts'
import type { ChurnDefinition } from './churn-definition.ts'
import { churnDefinition, snapshotTimes } from './churn-definition.ts'
import type { ChurnFeatureRow } from './churn-features.ts'
import { featureValue } from './churn-features.ts'
import type { ChurnModel, ChurnScore } from './churn-model.ts'
import { parseChurnModel } from './churn-model.ts'
import { reasonSentence } from './churn-reasons.ts'
import type { RiskTierScheme } from './risk-tiers.ts'
import { STANDARD_RISK_TIERS, riskTier } from './risk-tiers.ts'
import type { ChurnSnapshot, ChurnTraining } from './train-churn.ts'

/** A score as it is kept. */
export interface StoredChurnScore {
  readonly customerId: string
  readonly probability: number
  /** What the customer spends in the horizon if they stay, net of what they usually return, in major units. */
  readonly value: number
  readonly tier: string
  readonly cause: string
  readonly reasons: readonly {
    readonly feature: string
    readonly value: number | null
    readonly contribution: number
    readonly text: { readonly zh: string; readonly en: string }
  }[]
}

export interface ChurnStore {
  /** First order of anyone, or null without orders. */
  firstOrderAt(): Promise<Date | null>
  /** One row per customer of the definition's audience at the as-of time, reading only what was available then. */
  features(asOf: Date, definition: ChurnDefinition, labelled: boolean): Promise<ChurnFeatureRow[]>
  writeScores(
    run: { readonly asOf: Date; readonly modelId: string; readonly modelVersion: number; readonly computedAt: Date },
    scores: readonly StoredChurnScore[],
  ): Promise<void>
}

/** The heavy arithmetic, kept off the thread that answers requests. */
export interface ChurnWorker {
  train(definition: ChurnDefinition, snapshots: readonly ChurnSnapshot[], seed: string): Promise<ChurnTraining>
  score(model: ChurnModel, rows: readonly ChurnFeatureRow[]): Promise<ChurnScore[]>
}

export type ChurnProgress = (stage: 'features' | 'train' | 'score', done: number, total: number) => void

export interface ChurnScoring {
  readonly asOf: Date
  readonly scored: number
  readonly byTier: Readonly<Record<string, number>>
  readonly modelId: string
  readonly modelVersion: number
}

const MODEL_ID = 'churn'

/** Trains, keeps and applies the churn model. */
export class ChurnService {
  readonly #store: ChurnStore
  readonly #models: ModelRegistry
  readonly #worker: ChurnWorker
  readonly #clock: Clock
  readonly #tiers: RiskTierScheme

  constructor(store: ChurnStore, models: ModelRegistry, worker: ChurnWorker, clock: Clock, tiers: RiskTierScheme = STANDARD_RISK_TIERS) {
    this.#store = store
    this.#models = models
    this.#worker = worker
    this.#clock = clock
    this.#tiers = tiers
  }

  /** The card of the model in use, or null before the first training. */
  async card(): Promise<ChurnCard | null> {
    const model = await this.#models.champion('churn')
    return model === null
      ? null
      : { ...(model.card as ChurnCard), id: model.id, version: model.version, trainedAt: model.trainedAt.toISOString() }
  }

  /** Learns from every as-of time whose label window has ended by `asOf`, keeps the result as champion and returns its card. */
  async train(
    numbers: { readonly horizonDays?: number; readonly activeWithinDays?: number } = {},
    asOf: Date = this.#clock.now(),
    onProgress: ChurnProgress = () => undefined,
  ): Promise<ChurnCard> {
    const definition = churnDefinition({ horizonDays: 60, activeWithinDays: 180, ...numbers })
    const first = await this.#store.firstOrderAt()
    if (first === null) {
      throw new AppError('invalid-input', 'no-orders', 'There are no orders to learn from; import an order file first.')
    }
    const times = snapshotTimes(definition, asOf, first)
    const snapshots: ChurnSnapshot[] = []
    for (const [i, time] of times.entries()) {
      onProgress('features', i, times.length)
      snapshots.push({ asOf: time, rows: await this.#store.features(time, definition, true) })
    }
    onProgress('train', 0, 1)
    const training = await this.#worker.train(definition, snapshots, `churn/${definition.version}/${asOf.toISOString()}`)
    const card = churnCard(definition, training)
    const trainedAt = this.#clock.now()
    const version = await this.#models.promote({ id: MODEL_ID, kind: 'churn', card, body: training.model, trainedAt })
    onProgress('train', 1, 1)
    return { ...card, id: MODEL_ID, version, trainedAt: trainedAt.toISOString() }
  }

  /** Scores every customer of the audience as of a time with the model in use. The same time again replaces the scores. */
  async score(asOf: Date = this.#clock.now(), onProgress: ChurnProgress = () => undefined): Promise<ChurnScoring> {
    const saved = await this.#models.champion('churn')
    if (saved === null) throw new AppError('invalid-input', 'no-churn-model', 'There is no churn model yet; train one first.')
    const model = parseChurnModel(saved.body)
    onProgress('features', 0, 1)
    const rows = await this.#store.features(asOf, model.definition, false)
    onProgress('score', 0, rows.length)
    const scores = await this.#worker.score(model, rows)
    const stored = scores.map((score, i) => this.#toStored(score, rows[i] as ChurnFeatureRow, model.definition.horizonDays))
    await this.#store.writeScores({ asOf, modelId: saved.id, modelVersion: saved.version, computedAt: this.#clock.now() }, stored)
    onProgress('score', rows.length, rows.length)
    const byTier: Record<string, number> = Object.fromEntries(this.#tiers.tiers.map((tier) => [tier.name, 0]))
    for (const score of stored) byTier[score.tier] = (byTier[score.tier] ?? 0) + 1
    return { asOf, scored: stored.length, byTier, modelId: saved.id, modelVersion: saved.version }
  }

  #toStored(score: ChurnScore, row: ChurnFeatureRow, horizonDays: number): StoredChurnScore {
    const returned = featureValue(row, 'return_share_365')
    const kept = featureValue(row, 'spend_365') * (1 - (Number.isFinite(returned) ? returned : 0))
    const history = { monetary365: kept, activeDays365: featureValue(row, 'tenure_days'), horizonDays }
    return {
      customerId: score.customerId,
      probability: score.probability,
      value: spendIfStayed(history),
      tier: riskTier(this.#tiers, score.probability).name,
      cause: score.cause,
      reasons: score.reasons.map((reason) => ({
        feature: reason.feature,
        value: reason.value,
        contribution: reason.contribution,
        text: reasonSentence(reason),
      })),
    }
  }
}
