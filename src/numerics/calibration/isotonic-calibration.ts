/** Ascending scores and their probabilities; values between two of them are interpolated, values outside take the nearest one's. */
export interface IsotonicCalibration {
  readonly scores: readonly number[]
  readonly probabilities: readonly number[]
}

/** The calibrated probability of a score. */
export function isotonicProbability(calibration: IsotonicCalibration, score: number): number {
  const { scores, probabilities } = calibration
  let low = 0
  let high = scores.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((scores[middle] as number) <= score) low = middle + 1
    else high = middle
  }
  if (low === 0) return probabilities[0] as number
  if (low === scores.length) return probabilities[low - 1] as number
  const [x0, x1] = [scores[low - 1] as number, scores[low] as number]
  const [y0, y1] = [probabilities[low - 1] as number, probabilities[low] as number]
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0)
}
