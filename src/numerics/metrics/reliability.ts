/** Rows of similar probability: the mean prediction (`predicted`) and the actual rate (`observed`). */
export interface ReliabilityBin {
  readonly count: number
  readonly low: number
  readonly high: number
  readonly predicted: number
  readonly observed: number
}

/**
 * Bins of about equal counts by ascending probability (equal probabilities may be split; fewer bins when there are fewer rows).
 * Throws an Error when there are no rows or the lengths differ.
 */
export function reliabilityBins(probabilities: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): ReliabilityBin[] {
  const n = probabilities.length
  if (n === 0 || labels.length !== n) throw new Error('A reliability table needs rows, and one label for each.')
  // Ties are broken by position so that the result does not depend on the sort.
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number) || a - b)
  const out: ReliabilityBin[] = []
  const count = Math.min(bins, n)
  for (let b = 0; b < count; b += 1) {
    const members = order.slice(Math.floor((b * n) / count), Math.floor(((b + 1) * n) / count))
    const mean = (values: ArrayLike<number>): number => members.reduce((sum, i) => sum + (values[i] as number), 0) / members.length
    out.push({
      count: members.length,
      low: probabilities[members[0] as number] as number,
      high: probabilities[members.at(-1) as number] as number,
      predicted: mean(probabilities),
      observed: mean(labels),
    })
  }
  return out
}

/**
 * Expected calibration error: the mean over equal-count bins (default 10) of |predicted - observed|, weighted by count.
 * Source: Naeini, Cooper & Hauskrecht, AAAI 2015 (equal-count variant).
 */
export function calibrationError(probabilities: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): number {
  let sum = 0
  for (const bin of reliabilityBins(probabilities, labels, bins)) sum += bin.count * Math.abs(bin.predicted - bin.observed)
  return sum / probabilities.length
}
