import { setImmediate as pause } from 'node:timers/promises'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { ModelState, ModelVersion, SavedModel, TrainingTrigger } from '../model-registry.ts'
import type { ChampionVerdict } from './train/champion-verdict.ts'
import { championVerdict } from './train/champion-verdict.ts'
import type { AlertSummary } from './alerts/churn-alert-service.ts'
import type { ScoredCustomer } from './alerts/churn-alerts.ts'
import type { StoredChurnScore } from './watch/churn-history.ts'
import { readDefinitionCheck } from './definition/check-definition.ts'
import type { DefinitionCheck } from './definition/check-definition.ts'
import type { ChurnCard } from './train/churn-card.ts'
import { churnCard, readChurnCard } from './train/churn-card.ts'
import type { ChurnDefinition } from './definition/churn-definition.ts'
import { churnDefinition, isContract, kindOfVersion, snapshotTimes } from './definition/churn-definition.ts'
import { labelsOf } from './train/churn-estimator.ts'
import type { ChurnFeatureRow, SlottedMeasure } from './features/churn-features.ts'
import type { ChurnModel, ChurnScore } from './score/churn-model.ts'
import { parseChurnModel } from './score/churn-model.ts'
import type { ChurnPorts } from './churn-ports.ts'
import type { ChurnSnapshot } from './features/churn-snapshot.ts'
import { hasBothClasses } from './features/churn-snapshot.ts'
import { evenlyDrawn } from './features/evenly-drawn.ts'
import type { DriftReference, DriftReport } from './watch/drift.ts'
import { driftReference, driftReport, REFERENCE_ROWS, watchedFeatures } from './watch/drift.ts'
import { tierWithHysteresis } from './tiers/risk-tiers.ts'
import { countTiers, storedScore } from './score/stored-score.ts'
import type { ChurnTraining } from './train/train-churn.ts'

export type { StoredChurnScore } from './watch/churn-history.ts'
export type { ChurnStore, ChurnWorker } from './churn-ports.ts'

export type ChurnProgress = (stage: 'features' | 'train' | 'score', done: number, total: number) => void

/** The parts of the definition a person can set; the rest comes from the model in use, or the defaults. */
export type ChurnNumbers = NonNullable<Parameters<typeof churnDefinition>[0]>

/** The card of a new version and whether it became champion. */
export type TrainedChurn = ChurnCard & {
  readonly state: ModelState
  readonly trigger: TrainingTrigger
  readonly verdict: ChampionVerdict['verdict']
}

export interface ChurnScoring {
  readonly asOf: Date
  readonly scored: number
  readonly byTier: Readonly<Record<string, number>>
  readonly modelId: string
  readonly modelVersion: number
  readonly drift: DriftReport['status']
  /** Null when a later scoring exists: alerts only follow the newest one. */
  readonly alerts: AlertSummary | null
}

const MODEL_ID = 'churn'
const KIND = 'churn'
/** Rows over all as-of times: twice the training limit, so that the evaluation has as many. For a larger shop, a share of its customers is read. */
const MOST_ROWS = 160_000
const USUAL: ChurnNumbers = { horizonDays: 60, activeWithinDays: 180 }

/** Trains, keeps and applies the churn model. */
export class ChurnService {
  readonly #ports: ChurnPorts

  constructor(ports: ChurnPorts) {
    this.#ports = ports
  }

  /** The card of the model in use, or null before the first training. */
  async card(): Promise<ChurnCard | null> {
    const model = await this.#ports.models.champion(KIND)
    return model === null ? null : cardOf(model)
  }

  /** All versions with their cards, newest first. */
  async versions(): Promise<(ModelVersion & { readonly card: ChurnCard })[]> {
    const versions = await this.#ports.models.versions(KIND)
    return versions.map((version) => ({ ...version, card: cardOf(version) }))
  }

  /**
   * Makes a stored version the champion from the next scoring on; the previous one can be promoted back.
   * Throws an AppError: not-found for a version that is not stored, invalid-input for a body that is truncated or from another program version.
   */
  async promote(version: number): Promise<ChurnCard> {
    const { models } = this.#ports
    const model = await models.version(KIND, version)
    if (model === null)
      throw new AppError('not-found', 'churn-version', `There is no churn model of version ${version}; see the list of versions.`, {
        details: { version },
      })
    parseChurnModel(model.body)
    if (model.state !== 'champion') await models.makeChampion(KIND, version)
    return cardOf(model)
  }

  /** What a definition would find in the data as of now. Numbers left out are filled in as for training. */
  async check(numbers: ChurnNumbers = {}, now: Date = this.#ports.clock.now()): Promise<DefinitionCheck> {
    const champion = await this.#ports.models.champion(KIND)
    return await readDefinitionCheck(
      this.#ports.store,
      definitionFor(numbers, champion, champion === null ? null : readModel(champion)),
      now,
    )
  }

  /**
   * Trains on every as-of time whose label window has ended by `asOf` and returns the card. The new version takes over when it is no worse than the
   * model in use, or when there is none with its definition; otherwise it is stored as challenger. Numbers left out stay as they are.
   */
  async train(
    numbers: ChurnNumbers = {},
    asOf: Date = this.#ports.clock.now(),
    onProgress: ChurnProgress = () => undefined,
    trigger: TrainingTrigger = 'manual',
  ): Promise<TrainedChurn> {
    const { store, models, worker, clock } = this.#ports
    const champion = await models.champion(KIND)
    const inUse = champion === null ? null : readModel(champion)
    const definition = definitionFor(numbers, champion, inUse)
    const first = await this.#firstFact(definition)
    const measures = await store.measures(asOf)
    const times = snapshotTimes(definition, asOf, first)
    const counts = await store.labelCounts(times, definition)
    const share = Math.min(
      1,
      MOST_ROWS /
        Math.max(
          1,
          counts.reduce((sum, each) => sum + each.customers, 0),
        ),
    )
    const snapshots: ChurnSnapshot[] = []
    for (const [i, time] of times.entries()) {
      onProgress('features', i, times.length)
      snapshots.push({ asOf: time, rows: await store.features(time, definition, true, share, measures) })
    }
    // Today's customers have no label yet. They expose columns that leak the future, and are the only data before the first label.
    snapshots.push({ asOf, rows: await store.features(asOf, definition, false, share, measures) })
    onProgress('train', 0, 1)
    const training = await worker.train(definition, snapshots, `churn/${definition.version}/${asOf.toISOString()}`)
    const model: ChurnModel = { ...training.model, measures }
    const card = churnCard(definition, training, measures)
    const { state, verdict } = await this.#verdict(trigger, definition, card, champion, inUse, snapshots, measures)
    const trainedAt = clock.now()
    const kept = {
      id: MODEL_ID,
      kind: KIND,
      card,
      body: model,
      trainedAt,
      trigger,
      verdict,
      reference: await this.#reference(training, snapshots),
    }
    const version = await (state === 'champion' ? models.promote(kept) : models.keepChallenger(kept))
    onProgress('train', 1, 1)
    return { ...card, id: MODEL_ID, version, trainedAt: trainedAt.toISOString(), state, trigger, verdict }
  }

  /** Scores every customer of the audience as of a time with the model in use. The same time again replaces the scores. */
  async score(asOf: Date = this.#ports.clock.now(), onProgress: ChurnProgress = () => undefined): Promise<ChurnScoring> {
    const { store, models, worker, history, scorings, alerts, clock } = this.#ports
    const saved = await models.champion(KIND)
    if (saved === null) throw new AppError('invalid-input', 'no-churn-model', 'There is no churn model yet; train one first.')
    const model = parseChurnModel(saved.body)
    const { horizonDays } = model.definition
    onProgress('features', 0, 1)
    const { measures = [] } = model
    const rows = await store.features(asOf, model.definition, false, 1, measures)
    onProgress('score', 0, rows.length)
    const [scores, scheme, before, latest] = await Promise.all([
      worker.score(model, rows),
      this.#ports.tiers(),
      scorings.newestBefore(asOf),
      history.latestScoring(),
    ])
    const previous = before === null ? null : await history.tiersAt(before)
    const stored = scores.map((score, i) =>
      storedScore(
        score,
        rows[i] as ChurnFeatureRow,
        horizonDays,
        model.estimator.rung === 'base-rate'
          ? ''
          : tierWithHysteresis(scheme, score.probability, previous?.get(score.customerId) ?? null).name,
        measures,
      ),
    )
    await store.writeScores({ asOf, modelId: saved.id, modelVersion: saved.version, computedAt: clock.now() }, stored)
    onProgress('score', rows.length, rows.length)
    const drift = await driftOf(saved, rows, scores)
    const byTier = countTiers(scheme, stored)
    const hindsight = asOf.getTime() < learntUntil(cardOf(saved).trainedOn, model.definition)
    const record = {
      asOf,
      modelVersion: saved.version,
      horizonDays,
      customers: stored.length,
      tiers: byTier,
      hindsight,
      drift,
      accuracy: null,
    }
    const isLatest = latest === null || latest.getTime() <= asOf.getTime()
    if (!isLatest) await scorings.save(record, clock.now())
    return {
      asOf,
      scored: stored.length,
      byTier,
      modelId: saved.id,
      modelVersion: saved.version,
      drift: drift?.status ?? 'unknown',
      alerts: isLatest ? await alerts.afterScoring({ record, scheme, scores: stored.filter(isInTier), previous }) : null,
    }
  }

  /** @throws AppError `no-orders`, `no-contracts`. */
  async #firstFact(definition: ChurnDefinition): Promise<Date> {
    const { store } = this.#ports
    if (isContract(definition)) {
      const span = await store.contractSpan()
      if (span !== null) return span.first
      throw new AppError('invalid-input', 'no-contracts', 'There are no contracts to learn from; import a file of subscriptions first.')
    }
    const first = await store.firstOrderAt()
    if (first !== null) return first
    throw new AppError('invalid-input', 'no-orders', 'There are no orders to learn from; import an order file first.')
  }

  /** The model in use is evaluated on the same rows as the new one, unless it was trained on data from after them. */
  async #verdict(
    trigger: TrainingTrigger,
    definition: ChurnDefinition,
    card: ChurnCard,
    champion: SavedModel | null,
    inUse: ChurnModel | null,
    snapshots: readonly ChurnSnapshot[],
    measures: readonly SlottedMeasure[],
  ): Promise<ChampionVerdict> {
    const challenger = card.quality
    if (champion === null) return championVerdict({ trigger, challenger, champion: null })
    const sameDefinition = inUse?.definition.version === definition.version
    const judge = newestLabelled(snapshots)
    const { trainedOn, quality } = cardOf(champion)
    const knownUntil = learntUntil(trainedOn, definition)
    const sameRows = judge !== undefined && hasBothClasses(judge.rows) && judge.asOf.getTime() >= knownUntil
    let judged: { auc: number; logLoss: number } | null = quality
    // Rows read for other measures are no rows of the model in use.
    if (sameRows && inUse !== null && sameDefinition && JSON.stringify(inUse.measures ?? []) === JSON.stringify(measures)) {
      const probabilities = await this.#ports.worker.probabilities(inUse, judge.rows)
      const labels = labelsOf(judge.rows)
      judged = { auc: areaUnderCurve(probabilities, labels), logLoss: logLoss(probabilities, labels) }
    }
    return championVerdict({ trigger, challenger, champion: { readable: inUse !== null, sameDefinition, quality: judged, sameRows } })
  }

  /** Based on all labelled training customers; on current customers while there are no labels. */
  async #reference(training: ChurnTraining, snapshots: readonly ChurnSnapshot[]): Promise<DriftReference | null> {
    const labelled = snapshots
      .map((each) => ({ ...each, rows: each.rows.filter((row) => row.label !== null) }))
      .filter(({ rows }) => rows.length > 0)
    const used = labelled.length > 0 ? labelled : snapshots
    const newest = used.at(-1)
    if (newest === undefined) return null
    const rows = evenlyDrawn(
      used.flatMap((snapshot) => snapshot.rows),
      REFERENCE_ROWS,
    )
    const probabilities = await this.#ports.worker.probabilities(training.model, rows)
    return driftReference(newest.asOf, rows, probabilities, watchedFeatures(training.importance))
  }
}

function cardOf(model: ModelVersion): ChurnCard {
  return { ...readChurnCard(model.card), id: model.id, version: model.version, trainedAt: model.trainedAt.toISOString() }
}

/** The end of the last label window in a model's training data, in epoch milliseconds; 0 when it used none. */
function learntUntil(trainedOn: ChurnCard['trainedOn'], { horizonDays }: ChurnDefinition): number {
  return trainedOn.length === 0 ? 0 : Math.max(...trainedOn.map((each) => Date.parse(each.asOf))) + horizonDays * DAY_MS
}

/** False when all customers get the same rate, so that none is in a tier. */
function isInTier(score: StoredChurnScore): score is StoredChurnScore & ScoredCustomer {
  return score.tier !== ''
}

/** Null for a model that this program cannot read. */
function readModel(saved: SavedModel): ChurnModel | null {
  try {
    return parseChurnModel(saved.body)
  } catch {
    return null
  }
}

/** The requested numbers. The rest come from the model in use, or from its card if the model cannot be read, or else from the defaults. */
function definitionFor(numbers: ChurnNumbers, champion: SavedModel | null, inUse: ChurnModel | null): ChurnDefinition {
  if (inUse !== null) {
    const { kind = 'no-order', ...before } = inUse.definition
    // Contracts know no active window: going back to orders, it is the usual one.
    const own =
      kind === (numbers.kind ?? kind) ? before : { horizonDays: before.horizonDays, activeWithinDays: USUAL.activeWithinDays ?? 0 }
    return churnDefinition({ ...own, kind, ...numbers })
  }
  if (champion === null) return churnDefinition({ ...USUAL, ...numbers })
  const { horizonDays, activeWithinDays, version } = cardOf(champion).definition
  return churnDefinition({ kind: kindOfVersion(version), horizonDays, activeWithinDays, ...numbers })
}

function newestLabelled(snapshots: readonly ChurnSnapshot[]): ChurnSnapshot | undefined {
  return snapshots
    .map(({ asOf, rows }) => ({ asOf, rows: rows.filter((row) => row.label !== null) }))
    .filter(({ rows }) => rows.length > 0)
    .toSorted((a, b) => a.asOf.getTime() - b.asOf.getTime())
    .at(-1)
}

async function driftOf(saved: SavedModel, rows: readonly ChurnFeatureRow[], scores: readonly ChurnScore[]): Promise<DriftReport | null> {
  if (saved.reference === null) return null
  const probabilities = Float64Array.from(scores, (score) => score.probability)
  return await driftReport(saved.reference as DriftReference, rows, probabilities, pause)
}
