import { isotonicProbability, type IsotonicCalibration } from '#numerics/calibration/isotonic-calibration.ts'
import { plattProbability, type PlattCalibration } from '#numerics/calibration/platt-calibration.ts'

/** How log-odds become a probability. Older model files may use the isotonic one. */
export type ProbabilityCalibration =
  | ({ readonly kind: 'platt' } & PlattCalibration)
  | ({ readonly kind: 'isotonic'; readonly floor: number } & IsotonicCalibration)

/** The probability of a margin (log-odds), strictly between 0 and 1. */
export function calibratedProbability(calibration: ProbabilityCalibration, margin: number): number {
  if (calibration.kind === 'platt') return Math.min(1 - 1e-9, Math.max(1e-9, plattProbability(calibration, margin)))
  return Math.min(1 - calibration.floor, Math.max(calibration.floor, isotonicProbability(calibration, margin)))
}
