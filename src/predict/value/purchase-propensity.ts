import { fitPlatt, plattProbability, type PlattCalibration } from '#numerics/calibration/platt-calibration.ts'
import { featureTable } from '#numerics/table/feature-table.ts'
import { fitLogisticRegression, logisticMargin, type LogisticModel } from '#numerics/logistic/logistic-regression.ts'
import { bgNbdAlive, bgNbdNoPurchase, type BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import { boostingMargin, fitGradientBoosting, parseBoostingModel, type BoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { CHURN_FEATURES, CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '../churn/features/churn-features.ts'
import { purchaseHistory, type ValueFacts } from './value-facts.ts'

/** Days within which an order counts. */
export const PROPENSITY_DAYS = 30

export type PropensityMethod = 'mbg-nbd' | 'logistic' | 'trees'

/** Predicts an order within 30 days: a margin from one of three methods, calibrated on later data. Plain JSON. */
export interface PropensityModel {
  readonly method: PropensityMethod
  /** The purchase model whose chance of an order is the first input of every method. */
  readonly purchase: BgNbdModel
  /** Positions in CHURN_FEATURES that a trained method reads. */
  readonly used: readonly number[]
  readonly logistic: LogisticModel | null
  readonly trees: BoostingModel | null
  readonly calibration: PlattCalibration
}

/** A customer at an as-of time: history, behaviour, and whether an order followed (null: not known yet). */
export interface PropensityRow {
  readonly facts: ValueFacts
  readonly behaviour: ChurnFeatureRow
  readonly ordered: 0 | 1 | null
}

const OWN_INPUTS = ['order_chance_30', 'order_chance_90', 'alive']

/** Trains one method on labelled rows and calibrates it on later ones. Throws an Error where either lacks a class. */
export function fitPropensity(
  method: PropensityMethod,
  purchase: BgNbdModel,
  rows: readonly PropensityRow[],
  calibrateOn: readonly PropensityRow[],
  options: { readonly used: readonly number[]; readonly random: () => number },
): PropensityModel {
  const { used, random } = options
  const names = [...OWN_INPUTS, ...used.map((position) => CHURN_FEATURE_NAMES[position] as string)]
  const table = (logScale: boolean) =>
    featureTable(
      names,
      rows.map((row) => inputOf(purchase, used, row, logScale)),
    )
  const labels = orderedLabels(rows)
  const model = {
    method,
    purchase,
    used,
    logistic: method === 'logistic' ? fitLogisticRegression(table(true), labels, { l2: 100 }) : null,
    trees:
      method === 'trees'
        ? fitGradientBoosting(table(false), labels, {
            rounds: 120,
            maxDepth: 3,
            learningRate: 0.05,
            minChildWeight: 20,
            lambda: 10,
            rowSample: 0.7,
            columnSample: 0.5,
            random,
          })
        : null,
  }
  const margins = calibrateOn.map((row) => propensityMargin(model, row))
  return { ...model, calibration: fitPlatt(margins, orderedLabels(calibrateOn)) }
}

/** The calibrated chance in (0, 1) of an order within 30 days. */
export function purchaseProbability(model: PropensityModel, row: Omit<PropensityRow, 'ordered'>): number {
  return plattProbability(model.calibration, propensityMargin(model, row))
}

/** The chance by the purchase model alone, for when nothing could be trained or tested. */
export function modelledProbability(purchase: BgNbdModel, facts: ValueFacts): number {
  return 1 - bgNbdNoPurchase(purchase, purchaseHistory(facts), PROPENSITY_DAYS)
}

/** Rows whose label is known, as 0 and 1. */
export function orderedLabels(rows: readonly PropensityRow[]): Uint8Array {
  return Uint8Array.from(rows, ({ ordered }) => ordered ?? 0)
}

/** Checks a stored model. Throws an Error when its features differ from those of this program. */
export function checkPropensity(model: PropensityModel): PropensityModel {
  const names = model.logistic?.names ?? (model.trees === null ? null : parseBoostingModel(model.trees).names)
  const expected = [...OWN_INPUTS, ...model.used.map((position) => CHURN_FEATURE_NAMES[position])]
  if (names !== null && (names.length !== expected.length || names.some((name, i) => name !== expected[i]))) {
    throw new Error('The kept purchase propensity reads other features than this program makes; train it again.')
  }
  return model
}

function propensityMargin(model: Omit<PropensityModel, 'calibration'>, row: Omit<PropensityRow, 'ordered'>): number {
  if (model.logistic !== null) return logisticMargin(model.logistic, inputOf(model.purchase, model.used, row, true))
  if (model.trees !== null) return boostingMargin(model.trees, inputOf(model.purchase, model.used, row, false))
  return chanceMargin(model.purchase, row.facts, PROPENSITY_DAYS)
}

function inputOf(purchase: BgNbdModel, used: readonly number[], row: Omit<PropensityRow, 'ordered'>, logScale: boolean): Float64Array {
  const input = new Float64Array(OWN_INPUTS.length + used.length)
  input[0] = chanceMargin(purchase, row.facts, PROPENSITY_DAYS)
  input[1] = chanceMargin(purchase, row.facts, 3 * PROPENSITY_DAYS)
  input[2] = bgNbdAlive(purchase, purchaseHistory(row.facts))
  used.forEach((position, k) => {
    const value = row.behaviour.values[position] as number
    input[OWN_INPUTS.length + k] =
      logScale && CHURN_FEATURES[position]?.scale === 'log' ? Math.sign(value) * Math.log1p(Math.abs(value)) : value
  })
  return input
}

/** Log-odds of an order within `days`. */
function chanceMargin(purchase: BgNbdModel, facts: ValueFacts, days: number): number {
  const none = Math.min(Math.max(bgNbdNoPurchase(purchase, purchaseHistory(facts), days), 1e-9), 1 - 1e-9)
  return Math.log((1 - none) / none)
}
