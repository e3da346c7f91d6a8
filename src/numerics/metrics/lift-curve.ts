/** For the `fraction` of rows with the highest scores: the rate of positives, its ratio to the overall rate, and the share of positives found. */
export interface LiftPoint {
  readonly fraction: number
  readonly count: number
  readonly rate: number
  /** rate / overall rate; 1 is no better than chance. */
  readonly lift: number
  /** Share of all positives among these rows. */
  readonly captured: number
}

/**
 * Lift among the top fractions (default 5 %, 10 %, 20 % ... 100 %) of descending score. Positives tied at a boundary are shared out
 * evenly over the tie. Throws an Error when there are no rows, the lengths differ or no row is positive.
 *
 * `liftCurve([.9, .8, .2, .1], [1, 1, 0, 0], [.5])[0].lift` is 2.
 */
export function liftCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  fractions: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
): LiftPoint[] {
  const n = scores.length
  if (n === 0 || labels.length !== n) throw new Error('A lift table needs rows, and one label for each.')
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number))
  // cumulative[k]: positives expected among the first k rows when ties are drawn at random.
  const cumulative = new Float64Array(n + 1)
  for (let i = 0; i < n;) {
    let j = i
    let positives = 0
    while (j < n && scores[order[j] as number] === scores[order[i] as number]) {
      positives += labels[order[j] as number] as number
      j += 1
    }
    for (let k = i; k < j; k += 1) cumulative[k + 1] = (cumulative[i] as number) + (positives * (k + 1 - i)) / (j - i)
    i = j
  }
  const total = cumulative[n] as number
  if (total === 0) throw new Error('A lift table needs at least one positive row.')
  return fractions.map((fraction) => {
    const count = Math.max(1, Math.round(fraction * n))
    const positives = cumulative[count] as number
    return { fraction, count, rate: positives / count, lift: positives / count / (total / n), captured: positives / total }
  })
}
