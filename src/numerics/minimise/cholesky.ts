/** Lower Cholesky factor of a symmetric matrix given by rows, or null when it is not positive definite. `cholesky([[4]])` is [[2]]. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length
  const lower = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  for (let i = 0; i < n; i += 1) {
    const row = lower[i] as number[]
    for (let j = 0; j <= i; j += 1) {
      const other = lower[j] as number[]
      let sum = matrix[i]?.[j] as number
      for (let k = 0; k < j; k += 1) sum -= (row[k] as number) * (other[k] as number)
      if (i === j) {
        if (!(sum > 1e-14)) return null
        row[i] = Math.sqrt(sum)
      } else row[j] = sum / (other[j] as number)
    }
  }
  return lower
}

/** x with L·Lᵀ·x = b, for the factor L. */
export function solveCholesky(lower: readonly (readonly number[])[], b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b)
  const n = x.length
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] = (x[i] as number) - (lower[i]?.[k] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (lower[i]?.[i] as number)
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) x[i] = (x[i] as number) - (lower[k]?.[i] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (lower[i]?.[i] as number)
  }
  return x
}

/** The inverse of a symmetric positive definite matrix, or null when it is not one. */
export function invertPositive(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor = cholesky(matrix)
  if (factor === null) return null
  return matrix.map((_, j) =>
    Array.from(
      solveCholesky(
        factor,
        matrix.map((__, i) => (i === j ? 1 : 0)),
      ),
    ),
  )
}
