import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { effectOf } from './effect.ts'
import type { ArmOutcome, StratumOutcome } from './effect.ts'
import { spreadOfSingles } from './unit-spread.ts'

const OPTIONS = {
  strategyId: 's',
  name: { zh: '策略', en: 'Strategy' },
  currency: 'CNY',
  grossMargin: 0.5,
}
function arm(customers: number, retained: number, each = 100): ArmOutcome {
  const people = { customers, retained, revenue: retained * each, revenueSquares: retained * each ** 2 }
  return { ...people, cost: 0, spread: spreadOfSingles(people), companies: 0, companyPeople: 0 }
}

function stratum(treated: ArmOutcome, control: ArmOutcome, holdout = 0.2): StratumOutcome {
  const everyone = treated.customers + control.customers
  return { treated, control, expectedTreated: everyone * (1 - holdout), treatedVariance: everyone * holdout * (1 - holdout) }
}

test('without an effect, at most 5 % of experiments ever give a verdict, looked at on each of 30 days', () => {
  const rng = new Rng('a/a')
  let told = 0
  for (let experiment = 0; experiment < 400; experiment += 1) {
    // A third come back, each on a random day of the thirty.
    const days = Array.from({ length: 2_000 }, () => (rng.next() < 0.33 ? 1 + Math.floor(rng.next() * 30) : 0))
    const arms = days.map(() => rng.next() < 0.5)
    const size = arms.filter(Boolean).length
    const verdicts = Array.from({ length: 30 }, (_, index) => {
      const daysPassed = index + 1
      const back = (side: boolean) => days.filter((day, i) => arms[i] === side && day > 0 && day <= daysPassed).length
      return effectOf([stratum(arm(size, back(true)), arm(2_000 - size, back(false)), 0.5)], {
        ...OPTIONS,
        window: { days: 30, daysPassed },
      }).verdict
    })
    if (verdicts.some((verdict) => verdict !== 'not_yet' && verdict !== 'not_enough_data')) told += 1
  }
  expect(told).toBeLessThanOrEqual(20)
})
