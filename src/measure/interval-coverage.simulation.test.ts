import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { proportionDifference } from './proportion-difference.ts'

test('95 % intervals cover the true difference in 93.5-97 % of simulated experiments with small, unlike strata', () => {
  const rng = new Rng('coverage')
  const plan = [
    { size: 60, holdout: 0.2, treated: 0.35, control: 0.25 },
    { size: 25, holdout: 0.3, treated: 0.9, control: 0.8 },
    { size: 150, holdout: 0.1, treated: 0.12, control: 0.08 },
  ]
  const everyone = plan.reduce((sum, { size }) => sum + size, 0)
  const truth = plan.reduce((sum, { size, treated, control }) => sum + (size / everyone) * (treated - control), 0)
  let covered = 0
  let drawn = 0
  for (let i = 0; i < 4_000; i += 1) {
    const strata = plan.map(({ size, holdout, treated, control }) => {
      const found = { treated: 0, treatedSuccesses: 0, control: 0, controlSuccesses: 0 }
      for (let j = 0; j < size; j += 1) {
        const isControl = rng.chance(holdout)
        const stays = rng.chance(isControl ? control : treated)
        found[isControl ? 'control' : 'treated'] += 1
        if (stays) found[isControl ? 'controlSuccesses' : 'treatedSuccesses'] += 1
      }
      return found
    })
    if (strata.some((each) => each.treated === 0 || each.control === 0)) continue
    drawn += 1
    const { low, high } = proportionDifference(strata)
    if (low <= truth && truth <= high) covered += 1
  }
  expect(covered / drawn).toBeGreaterThan(0.935)
  expect(covered / drawn).toBeLessThan(0.97)
})
