import { BIN_COUNT, MISSING_BIN } from './feature-binning.ts'

/** Sums of the rows in a node, and the bounds that monotone constraints set on its value. */
export interface NodeSums {
  readonly gradient: number
  readonly hessian: number
  readonly lower: number
  readonly upper: number
}

/** A split of one feature: the sums of its left side, and the side of each bin (1 left). */
export interface FoundSplit {
  readonly score: number
  readonly missingLeft: boolean
  readonly leftGradient: number
  readonly leftHessian: number
  readonly goesLeft: Uint8Array
}

/** The value of a leaf with these sums, within its bounds. */
export function leafValue({ gradient, hessian, lower, upper }: NodeSums, lambda: number): number {
  const weight = hessian + lambda > 0 ? -gradient / (hessian + lambda) : 0
  return Math.min(upper, Math.max(lower, weight))
}

/** Twice the loss reduction of a leaf with these sums: G²/(H+lambda) without bounds. */
export function leafScore(sums: NodeSums, lambda: number): number {
  const { gradient, hessian, lower, upper } = sums
  if (lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY) {
    return hessian + lambda > 0 ? (gradient * gradient) / (hessian + lambda) : 0
  }
  const weight = leafValue(sums, lambda)
  return -(2 * gradient * weight + (hessian + lambda) * weight * weight)
}

/**
 * The best split of a numeric feature whose margin must not fall (direction 1) or not rise (-1), or below a node that is bounded (0).
 * `histogram` has 256 pairs of sums.
 */
export function bestBoundedSplit(
  histogram: Float64Array,
  cutCount: number,
  node: NodeSums,
  direction: number,
  lambda: number,
  leastHessian: number,
  scoreToBeat: number,
): FoundSplit | undefined {
  const missingGradient = histogram[2 * MISSING_BIN] as number
  const missingHessian = histogram[2 * MISSING_BIN + 1] as number
  const hasMissing = missingHessian > 0
  let best: { score: number; bin: number; missingLeft: boolean; gradient: number; hessian: number } | undefined
  const consider = (bin: number, missingLeft: boolean, gradient: number, hessian: number): void => {
    const left = { ...node, gradient, hessian }
    const right = { ...node, gradient: node.gradient - gradient, hessian: node.hessian - hessian }
    if (left.hessian < leastHessian || right.hessian < leastHessian) return
    if (direction * (leafValue(right, lambda) - leafValue(left, lambda)) < 0) return
    const score = leafScore(left, lambda) + leafScore(right, lambda)
    if (score > (best?.score ?? scoreToBeat)) best = { score, bin, missingLeft, gradient, hessian }
  }
  let gradient = 0
  let hessian = 0
  for (let bin = 0; bin < cutCount; bin += 1) {
    gradient += histogram[2 * bin] as number
    hessian += histogram[2 * bin + 1] as number
    consider(bin, false, gradient, hessian)
    if (hasMissing) consider(bin, true, gradient + missingGradient, hessian + missingHessian)
  }
  // Separating present from missing values has no direction.
  if (hasMissing && direction === 0) consider(cutCount, false, node.gradient - missingGradient, node.hessian - missingHessian)
  if (best === undefined) return undefined
  const missingLeft = hasMissing ? best.missingLeft : best.hessian * 2 >= node.hessian
  return {
    score: best.score,
    missingLeft,
    leftGradient: best.gradient,
    leftHessian: best.hessian,
    goesLeft: sidesOfBin(best.bin, missingLeft),
  }
}

/** The sides of a numeric split after `bin`. */
export function sidesOfBin(bin: number, missingLeft: boolean): Uint8Array {
  const sides = new Uint8Array(BIN_COUNT).fill(1, 0, bin + 1)
  sides[MISSING_BIN] = missingLeft ? 1 : 0
  return sides
}

/**
 * The best split of a categorical feature: categories (and missing) in the order of their gradient over hessian, split between two
 * neighbours, which is the best of all splits for a convex loss. Rare categories are shrunk towards zero by `smoothing` when ordered,
 * and `penalty` is added to lambda in the score, because with many categories some split always looks good.
 * Sources: Fisher, On grouping for maximum homogeneity, JASA 53 (1958); Ke et al., LightGBM, NIPS 2017.
 */
export function bestCategoricalSplit(
  histogram: Float64Array,
  binCount: number,
  node: NodeSums,
  lambda: number,
  leastHessian: number,
  scoreToBeat: number,
  options: { readonly smoothing: number; readonly penalty: number },
): FoundSplit | undefined {
  const bins: { bin: number; gradient: number; hessian: number; rank: number }[] = []
  for (let bin = 0; bin <= MISSING_BIN; bin = bin + 1 === binCount ? MISSING_BIN : bin + 1) {
    const gradient = histogram[2 * bin] as number
    const hessian = histogram[2 * bin + 1] as number
    if (hessian > 0) bins.push({ bin, gradient, hessian, rank: gradient / (hessian + options.smoothing) })
  }
  bins.sort((a, b) => a.rank - b.rank || a.bin - b.bin)
  const total = lambda + options.penalty
  // The parent is scored with the penalty too, so that the penalty itself never counts as a gain.
  const handicap = leafScore(node, total) - leafScore(node, lambda)
  let best: { score: number; count: number; gradient: number; hessian: number } | undefined
  let gradient = 0
  let hessian = 0
  for (let k = 0; k + 1 < bins.length; k += 1) {
    gradient += (bins[k] as (typeof bins)[number]).gradient
    hessian += (bins[k] as (typeof bins)[number]).hessian
    const right = { ...node, gradient: node.gradient - gradient, hessian: node.hessian - hessian }
    if (hessian < leastHessian || right.hessian < leastHessian) continue
    const score = leafScore({ ...node, gradient, hessian }, total) + leafScore(right, total) - handicap
    if (score > (best?.score ?? scoreToBeat)) best = { score, count: k + 1, gradient, hessian }
  }
  if (best === undefined) return undefined
  // Categories without a row in the node go to the heavier side.
  const heavierLeft = best.hessian * 2 >= node.hessian
  const goesLeft = new Uint8Array(BIN_COUNT).fill(heavierLeft ? 1 : 0)
  bins.forEach(({ bin }, k) => {
    goesLeft[bin] = k < (best?.count ?? 0) ? 1 : 0
  })
  return {
    score: best.score,
    missingLeft: goesLeft[MISSING_BIN] === 1,
    leftGradient: best.gradient,
    leftHessian: best.hessian,
    goesLeft,
  }
}
