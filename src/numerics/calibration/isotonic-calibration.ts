/** Ascending scores and their probabilities; between two of them the value is interpolated, outside it is the nearest one's. */
export interface IsotonicCalibration {
  readonly scores: readonly number[]
  readonly probabilities: readonly number[]
}

/**
 * Isotonic regression of labels on scores by pooling adjacent violators; equal scores are pooled first.
 * Throws an Error when there are no rows, the lengths differ or a score is not finite.
 * Source: Zadrozny & Elkan, KDD 2002; PAVA of Ayer et al. 1955.
 *
 * `fitIsotonic([1, 2, 3], [0, 1, 0])` gives the probabilities 0, .5, .5.
 */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): IsotonicCalibration {
  if (scores.length === 0 || labels.length !== scores.length) throw new Error('Calibration needs rows, and one label for each.')
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  const blocks: { low: number; high: number; sum: number; count: number }[] = []
  for (const i of order) {
    const score = scores[i] as number
    if (!Number.isFinite(score)) throw new Error(`Score ${i} is ${score}; scores must be finite.`)
    const last = blocks.at(-1)
    if (last !== undefined && last.low === score && last.high === score) {
      last.sum += labels[i] as number
      last.count += 1
    } else blocks.push({ low: score, high: score, sum: labels[i] as number, count: 1 })
  }
  const pooled: typeof blocks = []
  for (const block of blocks) {
    pooled.push({ ...block })
    for (;;) {
      const last = pooled.at(-1)
      const before = pooled.at(-2)
      if (last === undefined || before === undefined || before.sum * last.count < last.sum * before.count) break
      pooled.pop()
      before.high = last.high
      before.sum += last.sum
      before.count += last.count
    }
  }
  const out = { scores: [] as number[], probabilities: [] as number[] }
  for (const block of pooled) {
    out.scores.push(block.low)
    out.probabilities.push(block.sum / block.count)
    if (block.high > block.low) {
      out.scores.push(block.high)
      out.probabilities.push(block.sum / block.count)
    }
  }
  return out
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
