import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { effectOf } from './effect.ts'
import type { ArmOutcome } from './effect.ts'
import { proportionDifference } from './proportion-difference.ts'
import { addSpreads, NO_UNITS } from './unit-spread.ts'
import type { UnitSpread } from './unit-spread.ts'

const OPTIONS = {
  strategyId: 's',
  name: { zh: '策略', en: 'Strategy' },
  currency: 'CNY',
  grossMargin: 0.5,
  window: { days: 30, daysPassed: 30 },
}

/** Companies of unlike sizes whose people stay or leave together: a third of the variance between people lies between companies. */
function company(rng: Rng): { size: number; chance: number } {
  const size = 1 + Math.floor(-8 * Math.log(1 - rng.next()))
  // Two in three companies are content; the others are leaving.
  return { size, chance: rng.chance(2 / 3) ? 0.7 : 0.1 }
}

function outcomeOf(units: readonly { size: number; retained: number }[]): ArmOutcome {
  let spread: UnitSpread = NO_UNITS
  let [customers, retained] = [0, 0]
  for (const { size, retained: stayed } of units) {
    customers += size
    retained += stayed
    spread = addSpreads(spread, {
      units: 1,
      squares: size ** 2,
      cubes: size ** 3,
      fourths: size ** 4,
      retainedSquares: stayed ** 2,
      retainedSizes: size * stayed,
      revenueSquares: (100 * stayed) ** 2,
      revenueSizes: size * 100 * stayed,
    })
  }
  return {
    customers,
    retained,
    revenue: 100 * retained,
    revenueSquares: 10_000 * retained,
    cost: 0,
    spread,
    companies: units.filter(({ size }) => size > 1).length,
    companyPeople: 0,
  }
}

function experiment(rng: Rng, companies: number, singles: number, holdout: number) {
  const arms: { treated: { size: number; retained: number }[]; control: { size: number; retained: number }[] } = {
    treated: [],
    control: [],
  }
  for (let i = 0; i < companies + singles; i += 1) {
    const { size, chance } = i < companies ? company(rng) : { size: 1, chance: 0.5 }
    let retained = 0
    for (let person = 0; person < size; person += 1) retained += rng.chance(chance) ? 1 : 0
    arms[rng.chance(holdout) ? 'control' : 'treated'].push({ size, retained })
  }
  const [treated, control] = [outcomeOf(arms.treated), outcomeOf(arms.control)]
  const draws = companies + singles
  const effect = effectOf(
    [{ treated, control, expectedTreated: draws * (1 - holdout), treatedVariance: draws * holdout * (1 - holdout) }],
    OPTIONS,
  )
  const naive = proportionDifference([
    { treated: treated.customers, treatedSuccesses: treated.retained, control: control.customers, controlSuccesses: control.retained },
  ])
  return { effect, naive }
}

const tells = ({ low, high }: { readonly low: number; readonly high: number }) => low > 0 || high < 0

test.each([
  ['300 companies, a fifth held out', 300, 0, 0.2],
  ['120 companies, half held out', 120, 0, 0.5],
  ['100 companies among 2,000 people, a fifth held out', 100, 2_000, 0.2],
])(
  'without an effect, %s: at most 6.5 % of intervals and 4 % of verdicts tell one, where counting people tells over 12 %',
  (_name, companies, singles, holdout) => {
    const rng = new Rng(`clusters/${companies}`)
    const runs = 1_500
    let [byUnit, byMoney, byPerson, verdicts, alarms] = [0, 0, 0, 0, 0]
    for (let i = 0; i < runs; i += 1) {
      const { effect, naive } = experiment(rng, companies, singles, holdout)
      if (effect.lift !== null && tells(effect.lift)) byUnit += 1
      if (effect.revenuePerCustomer !== null && tells(effect.revenuePerCustomer)) byMoney += 1
      if (tells(naive)) byPerson += 1
      if (effect.verdict === 'works' || effect.verdict === 'harms') verdicts += 1
      if (!effect.sampleRatioOk) alarms += 1
    }
    expect(byUnit / runs).toBeGreaterThan(0.02)
    expect(byUnit / runs).toBeLessThan(0.065)
    expect(byMoney / runs).toBeLessThan(0.07)
    expect(verdicts / runs).toBeLessThan(0.04)
    expect(alarms / runs).toBeLessThan(0.005)
    expect(byPerson / runs).toBeGreaterThan(0.12)
  },
)
