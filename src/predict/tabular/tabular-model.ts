import { createHash } from 'node:crypto'
import { AppError, messageOf } from '#kernel/app-error.ts'
import { parseBoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { parseForestModel } from '#numerics/trees/random-forest.ts'
import type { ColumnEncoding } from './column-encoding.ts'
import { encodedFeatures } from './table-encoding.ts'
import { calibratedProbability, type ProbabilityCalibration } from './probability-calibration.ts'
import { learnerContributions, learnerMargin, type FittedLearner } from './tabular-learner.ts'

/** A trained model of a table, plain JSON: the encoding of cells as features, the learners, and the calibration of their mean to a probability. */
export interface TabularModel {
  readonly kind: 'liuke-tabular-model'
  readonly version: 1
  readonly target: string
  readonly positive: string
  /** ISO 8601. */
  readonly trainedAt: string
  readonly trainedRows: number
  readonly baseRate: number
  /** At and above this probability a row is counted as positive. */
  readonly threshold: number
  /** The column that identifies rows, if any. */
  readonly idColumn: string | null
  readonly columns: readonly ColumnEncoding[]
  /** Their margins are combined with `weights`. Empty when there was too little training data: every row gets the base rate. */
  readonly learners: readonly FittedLearner[]
  /** One per learner; older model files have none and use the plain mean. */
  readonly weights?: readonly number[]
  readonly calibration: ProbabilityCalibration
}

/** The probability of an encoded row. */
export function modelProbability(model: TabularModel, row: ArrayLike<number>): number {
  return calibratedProbability(model.calibration, modelMargin(model, row))
}

/** The weighted log-odds of the learners, before calibration. */
export function modelMargin(model: TabularModel, row: ArrayLike<number>): number {
  const { learners, baseRate } = model
  if (learners.length === 0) return Math.log(baseRate / (1 - baseRate))
  return learners.reduce((sum, learner, k) => sum + weightOf(model, k) * learnerMargin(learner, row), 0)
}

function weightOf({ weights, learners }: TabularModel, k: number): number {
  return weights?.[k] ?? 1 / learners.length
}

/** What each column adds to the log-odds of a row, against the mean row. */
export function modelContributions(model: TabularModel, row: ArrayLike<number>, columnOf: ArrayLike<number>): Float64Array {
  const out = new Float64Array(model.columns.length)
  model.learners.forEach((learner, k) => {
    const values = learnerContributions(learner, row)
    for (let j = 0; j < values.length; j += 1) {
      const column = columnOf[j] as number
      out[column] = (out[column] as number) + weightOf(model, k) * (values[j] as number)
    }
  })
  return out
}

/** A model as the text of a file, with a checksum to detect damage. */
export function writeTabularModel(model: TabularModel): string {
  const body = JSON.stringify(model)
  return `{"format":"liuke-tabular-model","version":1,"sha256":"${checksum(body)}",\n"model":${body}}\n`
}

/** Reads the text of a model file. Throws an AppError when it is truncated, altered, or of another kind or version. */
export function readTabularModel(text: string, file: string): TabularModel {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw refused(
      'model-damaged',
      text.trimStart().startsWith('{')
        ? `${file} is cut off or damaged: copy it again, or train the model again.`
        : `${file} is not a model file: name the model.json that "liuke model train" wrote.`,
      error,
    )
  }
  const saved = (parsed ?? {}) as {
    readonly format?: unknown
    readonly version?: unknown
    readonly sha256?: unknown
    readonly model?: unknown
  }
  if (typeof parsed !== 'object' || saved.format !== 'liuke-tabular-model') {
    throw refused('model-kind', `${file} is not a model file: name the model.json that "liuke model train" wrote.`)
  }
  if (saved.version !== 1) {
    throw refused(
      'model-version',
      `${file} was written by another version of the program (format ${String(saved.version)}, this one reads 1): train the model again.`,
    )
  }
  if (checksum(JSON.stringify(saved.model) ?? '') !== saved.sha256) {
    throw refused('model-damaged', `${file} was changed or damaged since it was written: copy it again, or train the model again.`)
  }
  const model = saved.model as TabularModel
  try {
    checkSound(model)
  } catch (error) {
    throw refused('model-damaged', `${file} cannot be used (${messageOf(error)}): train the model again.`, error)
  }
  return model
}

function checkSound(model: TabularModel): void {
  const width = encodedFeatures(model.columns).length
  for (const learner of model.learners) {
    if (learner.family === 'trees') parseBoostingModel(learner.model)
    if (learner.family === 'forest') parseForestModel(learner.model)
    if (learner.uses.some((feature) => !(feature < width))) throw new Error('it uses columns that it does not have')
  }
  const weights = model.weights ?? []
  if (model.weights !== undefined && (weights.length !== model.learners.length || !weights.every(Number.isFinite))) {
    throw new Error('its weights do not fit its learners')
  }
  const p = modelProbability(model, new Float64Array(width).fill(Number.NaN))
  if (!(p > 0 && p < 1)) throw new Error('it gives no probabilities')
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

function refused(code: string, message: string, cause?: unknown): AppError {
  return new AppError('invalid-input', code, message, cause === undefined ? {} : { cause })
}
