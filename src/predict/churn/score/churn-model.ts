import { AppError, messageOf } from '#kernel/app-error.ts'
import { plattProbability, type PlattCalibration } from '#numerics/calibration/platt-calibration.ts'
import { hasOwnCadence } from '../train/churn-cadence.ts'
import type { ChurnDefinition } from '../definition/churn-definition.ts'
import { checkEstimator, estimatorContributions, estimatorMargins, isLearned, type ChurnEstimator } from '../train/churn-estimator.ts'
import type { ChurnFeatureRow, SlottedMeasure } from '../features/churn-features.ts'
import { causeOf, topReasons, type ChurnCause, type ChurnReason } from './churn-reasons.ts'
import { inSlice, type ChurnSliceRule } from '../features/churn-slice-rule.ts'
import { quickContributions } from './quick-contributions.ts'

/** An estimator and the calibration that turns its margins into probabilities. */
export interface ChurnModelPart {
  readonly estimator: ChurnEstimator
  readonly calibration: PlattCalibration
}

/** A separate model for one slice of the customers. */
export interface ChurnSliceModel extends ChurnModelPart {
  readonly rule: ChurnSliceRule
}

/** A fitted churn model: plain JSON, never changed. */
export interface ChurnModel extends ChurnModelPart {
  readonly kind: 'churn-model'
  readonly version: 2
  readonly definition: ChurnDefinition
  /** A customer is scored by the first slice whose rule they meet, otherwise by the model itself. */
  readonly slices: readonly ChurnSliceModel[]
  /** The measures in its slots; absent where it reads none. */
  readonly measures?: readonly SlottedMeasure[]
}

/**
 * How far a score can be trusted: 'backtested': by a model trained on labels and evaluated on later data; 'purchase-process': by how all customers buy;
 * 'own-cadence': by rule from the customer's own rhythm; 'base-rate': the overall rate for everyone; 'typical-cadence': by rule from the rhythm of others; 'fixed-rule': by thresholds alone.
 */
export type ScoreConfidence = 'backtested' | 'purchase-process' | 'own-cadence' | 'typical-cadence' | 'fixed-rule' | 'base-rate'

export interface ChurnScore {
  readonly customerId: string
  /** Calibrated, in [0, 1]. */
  readonly probability: number
  readonly reasons: readonly ChurnReason[]
  readonly cause: ChurnCause
  readonly confidence: ScoreConfidence
}

export interface ScoreOptions {
  /** Minimum probability for which reasons are computed; below it they are empty and the cause comes from the numbers alone. Default 0. */
  readonly reasonsFrom?: number
  /**
   * This many of the riskiest customers get exact Shapley values; the rest get reasons from the path through each tree, which is much faster. Default 20,000, for a forest
   * (whose trees are deep: 20 ms a customer) 200.
   */
  readonly exactReasons?: number
}

const EXACT = 20_000
const EXACT_OF_FOREST = 200

/** Scores rows of one as-of time, with up to three reasons each. */
export function scoreChurn(model: ChurnModel, rows: readonly ChurnFeatureRow[], options: ScoreOptions = {}): ChurnScore[] {
  const probabilities = churnProbabilities(model, rows)
  const exactFrom = nthLargest(probabilities, options.exactReasons ?? (model.estimator.rung === 'forest' ? EXACT_OF_FOREST : EXACT))
  return rows.map((row, i) => {
    const probability = probabilities[i] as number
    const explained = probability >= (options.reasonsFrom ?? 0)
    const { estimator } = partFor(model, row)
    const contributions = probability >= exactFrom ? estimatorContributions : quickContributions
    const reasons = explained ? topReasons(row, contributions(estimator, row)) : []
    return {
      customerId: row.customerId,
      probability,
      reasons,
      cause: causeOf(reasons, row),
      confidence: confidenceOf(estimator, row),
    }
  })
}

/** The calibrated probability of one customer. Never NaN. */
export function churnProbability(model: ChurnModel, row: ChurnFeatureRow): number {
  return churnProbabilities(model, [row])[0] as number
}

/** The calibrated probabilities alone, which is much faster than the reasons. Never NaN. */
export function churnProbabilities(model: ChurnModel, rows: readonly ChurnFeatureRow[]): Float64Array {
  const probabilities = new Float64Array(rows.length)
  const parts = new Map<ChurnModelPart, number[]>()
  rows.forEach((row, i) => {
    const part = partFor(model, row)
    const places = parts.get(part)
    if (places === undefined) parts.set(part, [i])
    else places.push(i)
  })
  for (const [{ calibration, estimator }, places] of parts) {
    const margins = estimatorMargins(
      estimator,
      places.map((i) => rows[i] as ChurnFeatureRow),
    )
    places.forEach((i, k) => {
      const probability = plattProbability(calibration, margins[k] as number)
      if (!(probability >= 0 && probability <= 1)) {
        throw new AppError('internal', 'churn-probability', 'A churn model gave a probability that is not a number; train it again.')
      }
      probabilities[i] = probability
    })
  }
  return probabilities
}

/** The model that scores this customer: the one of their slice if any, otherwise the model itself. */
export function partFor(model: ChurnModel, row: ChurnFeatureRow): ChurnModelPart {
  return model.slices.find(({ rule }) => inSlice(rule, row)) ?? model
}

/** Reads a model saved as JSON. Throws an AppError (invalid-input) when its kind, version or features differ. */
export function parseChurnModel(json: unknown): ChurnModel {
  const model = json as Partial<ChurnModel> | null
  if (model === null || typeof model !== 'object' || model.kind !== 'churn-model') {
    throw new AppError('invalid-input', 'churn-model', 'This is not a saved churn model; train a new one.')
  }
  if (model.version !== 2) {
    throw new AppError(
      'invalid-input',
      'churn-model-version',
      `The saved churn model has version ${String(model.version)}, this program reads version 2; train a new one.`,
      { details: { version: String(model.version) } },
    )
  }
  const { definition, estimator, calibration, slices } = model
  if (definition === undefined || estimator === undefined || calibration === undefined || !Array.isArray(slices)) {
    throw new AppError('invalid-input', 'churn-model', 'The saved churn model is not complete; train a new one.')
  }
  try {
    checkEstimator(estimator)
    for (const slice of slices as readonly ChurnSliceModel[]) checkEstimator(slice.estimator)
  } catch (error) {
    throw new AppError('invalid-input', 'churn-model', `${messageOf(error)} Train a new churn model.`, { cause: error })
  }
  return {
    kind: 'churn-model',
    version: 2,
    definition,
    estimator,
    calibration,
    slices,
    ...(model.measures === undefined ? {} : { measures: model.measures }),
  }
}

function confidenceOf(estimator: ChurnEstimator, row: ChurnFeatureRow): ScoreConfidence {
  if (isLearned(estimator.rung)) return 'backtested'
  if (estimator.rung === 'mbg-nbd') return 'purchase-process'
  if (estimator.rung === 'rules') return 'fixed-rule'
  if (estimator.rung === 'base-rate') return 'base-rate'
  return hasOwnCadence(row) ? 'own-cadence' : 'typical-cadence'
}

/** The n-th largest value, -Infinity when there are fewer. */
function nthLargest(values: Float64Array, n: number): number {
  return values.length <= n ? Number.NEGATIVE_INFINITY : (values.toSorted()[values.length - n] ?? Number.POSITIVE_INFINITY)
}
