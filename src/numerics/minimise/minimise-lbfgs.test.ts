import { expect, it } from 'vitest'
import { minimiseLbfgs } from './minimise-lbfgs.ts'

it('finds the minimum of the Rosenbrock function at (1, 1)', () => {
  const result = minimiseLbfgs(
    (x, gradient) => {
      const [a, b] = [x[0] as number, x[1] as number]
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a)
      gradient[1] = 200 * (b - a * a)
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2
    },
    Float64Array.of(-1.2, 1),
  )
  expect(result.converged).toBe(true)
  expect(result.x[0]).toBeCloseTo(1, 6)
  expect(result.x[1]).toBeCloseTo(1, 6)
})
