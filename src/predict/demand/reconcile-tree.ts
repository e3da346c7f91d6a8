/** One node of a tree of forecasts: its own forecast and its variance. */
export interface TreeForecast {
  /** Index of the node it is a part of, smaller than its own; -1 for the whole. */
  readonly parent: number
  readonly mean: number
  readonly variance: number
}

/** Correlation between the errors of parts of one whole. */
const COMMON = 0.3

/**
 * Makes forecasts of a whole and its parts add up: the weighted least-squares solution that changes uncertain forecasts most
 * (minimum trace with a diagonal matrix: Wickramasuriya, Athanasopoulos & Hyndman 2019), in one pass up the tree and one down; then
 * negative values are set to 0 and the other parts scaled to keep the sum. Nodes come with parents before their parts.
 *
 * A whole of 10 over parts of 4 and 4, all of variance 1: 26/3, 13/3 and 13/3.
 */
export function reconcileTree(nodes: readonly TreeForecast[]): Float64Array {
  const n = nodes.length
  const merged = new Float64Array(n)
  const variances = new Float64Array(n)
  const partMeans = new Float64Array(n)
  const partVariances = new Float64Array(n)
  const partSpreads = new Float64Array(n)
  const hasParts = new Uint8Array(n)
  const parts = nodes.map((): number[] => [])
  for (let i = n - 1; i >= 0; i -= 1) {
    const { parent, mean } = nodes[i] as TreeForecast
    const variance = Math.max(1e-9, (nodes[i] as TreeForecast).variance)
    if (hasParts[i] === 1) {
      // Errors of parts are correlated, so their sum is less certain than with independent errors.
      const together = (partSpreads[i] as number) ** 2
      const ofParts = (partVariances[i] as number) + COMMON * (together - (partVariances[i] as number))
      const trust = ofParts / (ofParts + variance)
      merged[i] = trust * mean + (1 - trust) * (partMeans[i] as number)
      variances[i] = trust * variance
    } else {
      merged[i] = mean
      variances[i] = variance
    }
    if (parent < 0) continue
    hasParts[parent] = 1
    partMeans[parent] = (partMeans[parent] as number) + (merged[i] as number)
    partSpreads[parent] = (partSpreads[parent] as number) + Math.sqrt(variances[i] as number)
    partVariances[parent] = (partVariances[parent] as number) + (variances[i] as number)
    parts[parent]?.push(i)
  }
  for (let i = 0; i < n; i += 1) {
    const own = parts[i] as number[]
    if ((nodes[i] as TreeForecast).parent < 0) merged[i] = Math.max(0, merged[i] as number)
    if (own.length === 0) continue
    const gap = (merged[i] as number) - (partMeans[i] as number)
    let sum = 0
    for (const part of own) {
      const share = (variances[part] as number) / (partVariances[i] as number)
      merged[part] = Math.max(0, (merged[part] as number) + share * gap)
      sum += merged[part] as number
    }
    for (const part of own)
      merged[part] = sum > 0 ? ((merged[part] as number) * (merged[i] as number)) / sum : (merged[i] as number) / own.length
  }
  return merged
}
