import { expectedIfAlive } from '#numerics/purchase/dropout-forecast.ts'
import type { PropensitySnapshot } from './compare-propensity.ts'
import { fitPurchaseModel } from './fit-value.ts'
import { fitPropensity, PROPENSITY_DAYS, purchaseProbability, type PropensityModel } from './purchase-propensity.ts'
import { tiedAlive } from './tied-alive.ts'
import { purchaseHistory, type ValueFacts } from './value-facts.ts'
import { rankCorrelation } from './value-quality.ts'

const WEIGHTS = [0, 0.25, 0.5, 0.75, 0.9, 1]
/** Lower bound on expected orders, so that one surprise does not decide. */
const LEAST_ORDERS = 1e-3

/**
 * Chooses how strongly the trained chance of an order informs who may still buy (see `tiedAlive`): the weight whose expected orders fit later data best by Poisson deviance, among those that
 * rank customers no worse than weight 0 and whose total is no further off. Later data means orders after the 30 days that the chance itself covers, from the last snapshot that
 * leaves enough time until `now`; its chance is trained and calibrated on earlier snapshots. 0 for the purchase model's own chance, and with too few snapshots.
 */
export function chooseAliveWeight(
  chosen: PropensityModel,
  snapshots: readonly PropensitySnapshot[],
  now: readonly ValueFacts[],
  random: () => number,
): number {
  if (chosen.method === 'mbg-nbd') return 0
  const nowOf = new Map(now.map((facts) => [facts.customerId, facts]))
  const sorted = snapshots.toSorted((a, b) => a.asOf.getTime() - b.asOf.getTime())
  const at = sorted.findLastIndex((snapshot) => daysUntil(nowOf, snapshot) >= 2 * PROPENSITY_DAYS - 1)
  const [judge, calibrate] = [sorted[at], sorted[at - 1]]
  const learn = sorted.slice(0, Math.max(0, at - 1)).filter(hasBoth)
  if (judge === undefined || calibrate === undefined || learn.length === 0 || !hasBoth(calibrate)) return 0
  const model = fitPropensity(
    chosen.method,
    chosen.purchase,
    learn.flatMap(({ rows }) => rows),
    calibrate.rows,
    { used: chosen.used, random },
  )
  const { purchase } = fitPurchaseModel(judge.rows.map(({ facts }) => facts))
  const days = daysUntil(nowOf, judge)
  const customers = judge.rows.flatMap((row) => {
    const after = nowOf.get(row.facts.customerId)
    if (after === undefined) return []
    const history = purchaseHistory(row.facts)
    return [
      {
        history,
        chance: purchaseProbability(model, row),
        ifAlive: expectedIfAlive(purchase, 1, history, days) - expectedIfAlive(purchase, 1, history, PROPENSITY_DAYS),
        orders: Math.max(0, after.purchaseDays - row.facts.purchaseDays - (row.facts.later?.purchaseDays ?? 0)),
      },
    ]
  })
  const actual = customers.map(({ orders }) => orders)
  const tried = WEIGHTS.map((weight) => {
    const expected = customers.map(({ history, chance, ifAlive }) => ifAlive * tiedAlive(purchase, history, { chance, weight }))
    return {
      weight,
      misfit: expected.reduce((total, each, i) => total + poissonMisfit(each, actual[i] as number), 0),
      rank: rankCorrelation(expected, actual),
      totalOff: Math.abs(Math.log((sum(expected) + 1) / (sum(actual) + 1))),
    }
  })
  const plain = tried[0] as (typeof tried)[number]
  return tried
    .filter(({ rank, totalOff }) => rank >= plain.rank && totalOff <= plain.totalOff)
    .reduce((best, each) => (each.misfit < best.misfit ? each : best), plain).weight
}

/** Days from a snapshot to now, from the difference in age of a customer in both; 0 when there is none. */
function daysUntil(nowOf: ReadonlyMap<string, ValueFacts>, snapshot: PropensitySnapshot): number {
  for (const { facts } of snapshot.rows) {
    const after = nowOf.get(facts.customerId)
    if (after !== undefined) return after.age - facts.age
  }
  return 0
}

function hasBoth({ rows }: PropensitySnapshot): boolean {
  return rows.some(({ ordered }) => ordered === 1) && rows.some(({ ordered }) => ordered === 0)
}

/** Half of the Poisson deviance, without the terms that do not depend on the forecast. */
function poissonMisfit(expected: number, actual: number): number {
  const mean = Math.max(expected, LEAST_ORDERS)
  return mean - actual * Math.log(mean)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0)
}
