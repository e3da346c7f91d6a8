import { cholesky } from '../minimise/cholesky.ts'
import { drawNormal } from './random-variates.ts'

/**
 * Draws parameters from the uncertainty of a fit: a normal draw of their logarithms with the fit's covariance (the large-sample posterior). Without a covariance, or if it is not
 * positive definite, the estimates themselves. A draw is kept within a factor of 20 of the estimate, beyond which the normal approximation is meaningless.
 */
export function drawParameters(
  estimates: readonly number[],
  logCovariance: readonly (readonly number[])[] | null,
  random: () => number,
): number[] {
  const factor = logCovariance === null ? null : cholesky(logCovariance)
  if (factor === null) return [...estimates]
  const normals = estimates.map(() => drawNormal(random))
  return estimates.map((estimate, i) => {
    let move = 0
    for (let j = 0; j <= i; j += 1) move += (factor[i]?.[j] as number) * (normals[j] as number)
    return estimate * Math.exp(Math.min(Math.max(move, -3), 3))
  })
}
