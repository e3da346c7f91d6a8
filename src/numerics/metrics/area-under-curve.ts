/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counted half (Mann-Whitney U).
 * NaN when one class is absent. Throws an Error when a score is not finite or the lengths differ.
 *
 * `areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])` is 0.75.
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const n = scores.length
  if (labels.length !== n) throw new Error(`There are ${labels.length} labels for ${n} scores.`)
  const order = new Int32Array(n)
  for (let i = 0; i < n; i += 1) {
    if (!Number.isFinite(scores[i])) throw new Error(`Score ${i} is ${scores[i]}; scores must be finite.`)
    order[i] = i
  }
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number))
  let positives = 0
  let rankSum = 0
  for (let i = 0; i < n;) {
    let j = i
    let tiedPositives = 0
    while (j < n && scores[order[j] as number] === scores[order[i] as number]) {
      tiedPositives += labels[order[j] as number] as number
      j += 1
    }
    rankSum += (tiedPositives * (i + 1 + j)) / 2
    positives += tiedPositives
    i = j
  }
  const negatives = n - positives
  return positives === 0 || negatives === 0 ? Number.NaN : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
