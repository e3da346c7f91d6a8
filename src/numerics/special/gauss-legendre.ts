/**
 * Nodes and weights of Gauss-Legendre quadrature on [0, 1], exact for polynomials up to degree 2n - 1. Newton's method on the Legendre polynomial from the usual
 * cosine guesses (Press et al., Numerical Recipes, 4.5).
 *
 * `Σ weights[i]·f(nodes[i])` is the integral of f over [0, 1].
 */
export function gaussLegendre(n: number): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const nodes = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i += 1) {
    let z = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 0
    for (let pass = 0; pass < 100; pass += 1) {
      let p = 1
      let before = 0
      for (let j = 0; j < n; j += 1) {
        const older = before
        before = p
        p = ((2 * j + 1) * z * before - j * older) / (j + 1)
      }
      slope = (n * (z * p - before)) / (z * z - 1)
      const step = p / slope
      z -= step
      if (Math.abs(step) < 1e-15) break
    }
    nodes[i] = (1 - z) / 2
    weights[i] = 1 / ((1 - z * z) * slope * slope)
  }
  return { nodes, weights }
}
