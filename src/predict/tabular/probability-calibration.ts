import { fitIsotonic, isotonicProbability, type IsotonicCalibration } from '#numerics/calibration/isotonic-calibration.ts'
import { fitPlatt, plattProbability, type PlattCalibration } from '#numerics/calibration/platt-calibration.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { parts, pick } from './cross-validation.ts'

export type ProbabilityCalibration =
  | ({ readonly kind: 'platt' } & PlattCalibration)
  | ({ readonly kind: 'isotonic'; readonly floor: number } & IsotonicCalibration)

/** Fewer rows of either class than this make steps of chance. */
const FEWEST_FOR_ISOTONIC = 1_000

/**
 * Chooses between Platt scaling and isotonic regression by the log loss of rows that took no part in fitting, and says what each row's
 * probability is by the calibration of the other folds (for judging), beside the calibration of all rows (for use).
 */
export function chooseCalibration(
  margins: Float64Array,
  labels: Float64Array,
  foldOf: Uint8Array,
  folds: number,
): { readonly calibration: ProbabilityCalibration; readonly probabilities: Float64Array } {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const kinds: readonly ('platt' | 'isotonic')[] =
    Math.min(positives, labels.length - positives) >= FEWEST_FOR_ISOTONIC ? ['platt', 'isotonic'] : ['platt']
  const tried = kinds.map((kind) => {
    const probabilities = new Float64Array(labels.length)
    for (let fold = 0; fold < folds; fold += 1) {
      const [learn, judge] = parts(foldOf, fold)
      const fitted = fitCalibration(kind, pick(margins, learn), pick(labels, learn))
      for (const row of judge) probabilities[row] = calibratedProbability(fitted, margins[row] as number)
    }
    return { kind, probabilities, loss: logLoss(probabilities, labels) }
  })
  const best = tried.reduce((held, each) => (each.loss < held.loss ? each : held))
  return { calibration: fitCalibration(best.kind, margins, labels), probabilities: best.probabilities }
}

/** The probability of a margin (log-odds), strictly between 0 and 1. */
export function calibratedProbability(calibration: ProbabilityCalibration, margin: number): number {
  if (calibration.kind === 'platt') return Math.min(1 - 1e-9, Math.max(1e-9, plattProbability(calibration, margin)))
  return Math.min(1 - calibration.floor, Math.max(calibration.floor, isotonicProbability(calibration, margin)))
}

function fitCalibration(kind: 'platt' | 'isotonic', margins: Float64Array, labels: Float64Array): ProbabilityCalibration {
  if (kind === 'isotonic') return { kind, floor: 1 / (labels.length + 2), ...fitIsotonic(margins, labels) }
  const platt = fitPlatt(margins, labels)
  // A slope at or below zero would turn the ranking round: then the margins are noise, and all but ignored.
  return { kind, slope: Math.max(platt.slope, 0.02), intercept: platt.intercept }
}
