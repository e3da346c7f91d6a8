/** 1 / (1 + exp(-x)), without overflow. `sigmoid(0)` is 0.5. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** log(p / (1 - p)) with p kept inside [1e-12, 1 - 1e-12], so that the result is finite. `logit(0.5)` is 0. */
export function logit(p: number): number {
  const kept = Math.min(Math.max(p, 1e-12), 1 - 1e-12)
  return Math.log(kept / (1 - kept))
}

/** log(1 + exp(x)), without overflow: the logistic loss of margin x for label 0. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}
