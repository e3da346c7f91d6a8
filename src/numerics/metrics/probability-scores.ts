/** Mean negative log-likelihood; probabilities are kept inside [1e-15, 1 - 1e-15]. `logLoss([0.9, 0.2], [1, 0])` is .16425. */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOver(probabilities, labels, (p, label) => {
    const kept = Math.min(Math.max(p, 1e-15), 1 - 1e-15)
    return label === 1 ? -Math.log(kept) : -Math.log(1 - kept)
  })
}

/** Mean squared difference of probability and label. `brierScore([0.9, 0.2], [1, 0])` is .025. */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOver(probabilities, labels, (p, label) => (p - label) ** 2)
}

/** Share of rows predicted correctly at `threshold` (p >= threshold predicts 1). Default 0.5. */
export function accuracy(probabilities: ArrayLike<number>, labels: ArrayLike<number>, threshold = 0.5): number {
  return meanOver(probabilities, labels, (p, label) => (p >= threshold === (label === 1) ? 1 : 0))
}

/** Share of rows with label 1. */
export function positiveRate(labels: ArrayLike<number>): number {
  return meanOver(labels, labels, (_, label) => label)
}

/** Precision and recall of "p >= low and p < high"; null where nothing falls into the range, or no row is positive. */
export function precisionRecall(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  low: number,
  high = Number.POSITIVE_INFINITY,
): { readonly count: number; readonly positives: number; readonly precision: number | null; readonly recall: number | null } {
  let count = 0
  let positives = 0
  let allPositives = 0
  for (let i = 0; i < probabilities.length; i += 1) {
    const p = probabilities[i] as number
    const label = labels[i] as number
    allPositives += label
    if (p < low || p >= high) continue
    count += 1
    positives += label
  }
  return {
    count,
    positives,
    precision: count === 0 ? null : positives / count,
    recall: allPositives === 0 ? null : positives / allPositives,
  }
}

function meanOver(probabilities: ArrayLike<number>, labels: ArrayLike<number>, score: (p: number, label: number) => number): number {
  const n = probabilities.length
  if (n === 0 || labels.length !== n) throw new Error('A metric needs rows, and one label for each.')
  let sum = 0
  for (let i = 0; i < n; i += 1) sum += score(probabilities[i] as number, labels[i] as number)
  return sum / n
}
