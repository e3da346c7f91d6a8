import { describe, expect, test } from 'vitest'
import { bgNbdAlive, bgNbdCounts, bgNbdExpected } from '#numerics/purchase/bg-nbd.ts'
import { fitPurchaseModel } from './fit-value.ts'
import { ValueForecaster } from './forecast-value.ts'
import { nextOrder } from './next-order.ts'
import { scoreValue, type ValuePrediction } from './score-value.ts'
import { factsAt, lives, seeded, visitsOf } from './test-lives.ts'
import { chanceIfAlive, presence, tiedAlive } from './tied-alive.ts'
import { trainValue } from './train-value.ts'
import { daysSilent, purchaseHistory, type ValueFacts } from './value-facts.ts'
import { parseValueModel } from './value-model.ts'
import { valueQuality } from './value-quality.ts'

const WEIGHTS = [0, 0.5, 1]
const CHANCES = [0, 1e-9, 0.01, 0.43, 0.99, 1]

describe('a trained chance of an order and the chance of being alive', () => {
  const now = factsAt(lives(800, 'tie'), 400, null)
  const model = fitPurchaseModel(now)
  /** Twelve purchases, then nothing for ten months. */
  const silent: ValueFacts = {
    customerId: 'silent',
    age: 600,
    purchaseDays: 12,
    recency: 300,
    meanGap: 27,
    gapSpread: 9,
    spend: 1200,
    returned: 0,
    categories: [],
    later: null,
  }
  const newcomer: ValueFacts = {
    ...silent,
    age: 3,
    purchaseDays: 1,
    recency: 0,
    meanGap: Number.NaN,
    gapSpread: Number.NaN,
    spend: 50,
  }
  const odd: ValueFacts = { ...newcomer, age: 2000, spend: 0 }
  const some = [silent, newcomer, odd, { ...newcomer, age: 0 }, { ...silent, age: 5000 }, ...now.slice(0, 20)]

  test('a silent customer with a 30 % chance of an order within 30 days is at least that likely to be alive, and valued accordingly', () => {
    const terms = { days: 365, yearlyDiscount: 0.1, grossMargin: 1 }
    const untied = new ValueForecaster(model, terms, seeded('a')).forecast(silent)
    const tied = new ValueForecaster(model, terms, seeded('a')).forecast(silent, { chance: 0.3, weight: 1 })
    expect(untied.alive).toBeLessThan(0.02)
    expect(tied.alive * chanceIfAlive(model.purchase, purchaseHistory(silent), 30)).toBeCloseTo(0.3, 9)
    expect(tied.orders / untied.orders).toBeCloseTo(tied.alive / untied.alive, 6)
    expect(tied.value / untied.value).toBeCloseTo(tied.alive / untied.alive, 6)
    expect(tied.high).toBeGreaterThan(untied.high)
    expect(nextOrder(model.purchase, silent)).toBeNull()
    expect(nextOrder(model.purchase, silent, { chance: 0.3, weight: 1 })?.days).toBeLessThan(45)
  })

  test('without evidence, and where the chance agrees with the purchase model, nothing changes', () => {
    for (const facts of some) {
      const history = purchaseHistory(facts)
      const alive = bgNbdAlive(model.purchase, history)
      const chance = alive * chanceIfAlive(model.purchase, history, 30)
      expect(tiedAlive(model.purchase, history, null)).toBe(alive)
      for (const weight of WEIGHTS) {
        const tied = tiedAlive(model.purchase, history, { chance, weight })
        expect(tied).toBeCloseTo(alive, 9)
        expect(presence(model.purchase, history, { alive: tied, days: 365, evidence: { chance, weight } })).toBeCloseTo(alive, 9)
      }
    }
  })

  test('the weight moves from the purchase model to the chance, and a lower chance lowers', () => {
    const history = purchaseHistory({ ...silent, recency: 540 })
    const [own, half, full] = WEIGHTS.map((weight) => tiedAlive(model.purchase, history, { chance: 0.02, weight }))
    expect(own).toBe(bgNbdAlive(model.purchase, history))
    expect(half).toBeLessThan(own ?? 0)
    expect(full).toBeLessThan(half ?? 0)
  })

  test.each([30, 91, 365])('over %i days the figures of any customer with any chance agree with one another', (days) => {
    for (const weight of WEIGHTS) {
      for (const chance of CHANCES) {
        const forecaster = new ValueForecaster(model, { days, yearlyDiscount: 0, grossMargin: 1 }, seeded('any'))
        for (const facts of some) {
          const evidence = { chance, weight }
          const { alive, orders, ordersLow, ordersHigh, averageOrder, value, low, high } = forecaster.forecast(facts, evidence)
          expect(alive).toBeGreaterThanOrEqual(chance)
          expect(alive).toBeLessThanOrEqual(1)
          expect(orders).toBeGreaterThanOrEqual(chance - 1e-9)
          expect(value).toBeCloseTo(orders * averageOrder * (1 - model.returnShare), 6)
          expect([ordersLow <= orders, orders <= ordersHigh, low <= value, value <= high]).toEqual([true, true, true, true])
          expect([alive, orders, ordersLow, ordersHigh, averageOrder, value, low, high].every(Number.isFinite)).toBe(true)
          const next = nextOrder(model.purchase, facts, evidence)
          const isInOrder = next === null || (next.low <= next.days && next.days <= (next.high ?? next.days))
          // Customers likely to order within 30 days get a date, within those days when the chance is above one half.
          expect([isInOrder, chance < 0.15 || next !== null, chance <= 0.5 || (next?.days ?? 0) <= 30 + 1e-9]).toEqual([true, true, true])
        }
        const total = forecaster.total()
        expect([total.low <= total.value, total.value <= total.high]).toEqual([true, true])
      }
    }
  })

  test('numbers of orders with a given chance of being alive have the matching mean', () => {
    const history = purchaseHistory({ ...silent, age: 330 })
    const mean = (alive?: number): number => bgNbdCounts(model.purchase, history, 91, alive).reduce((sum, p, n) => sum + n * p, 0)
    const alive = bgNbdAlive(model.purchase, history)
    expect(mean()).toBeCloseTo(bgNbdExpected(model.purchase, history, 91), 3)
    expect(mean(alive / 2)).toBeCloseTo(mean() / 2, 3)
  })
})

describe('1,500 simulated customers whose visits reveal churn', () => {
  const all = lives(1500, 'visits')
  const at = (day: number, days: number) => {
    const rows = factsAt(all, day, days)
    return { asOf: new Date(day * 86_400_000), days, rows, behaviour: visitsOf(all, rows, day) }
  }
  const judged = at(300, 91)
  const { model } = trainValue({
    options: { horizonMonths: 3, yearlyDiscount: 0, grossMargin: 1 },
    now: factsAt(all, 300, null),
    backTest: at(210, 90),
    snapshots: [180, 210, 240, 270].map((day) => at(day, 30)),
    withSeason: false,
    random: seeded('train'),
  })
  const score = (aliveWeight: number) => {
    const kept = parseValueModel(JSON.parse(JSON.stringify({ ...model, aliveWeight })))
    const scores = scoreValue(kept, judged.rows, judged.behaviour, seeded('score'))
    return { ...scores, quality: valueQuality(judged.rows, scores.predictions, judged) }
  }
  const tied = score(model.aliveWeight)
  const untied = scoreValue({ ...model, propensity: null }, judged.rows, [], seeded('score'))
  const untiedQuality = valueQuality(judged.rows, untied.predictions, judged)

  test('the back-test finds that the chance identifies lost customers, and value predictions improve on later data', () => {
    expect(model.propensity?.method).not.toBe('mbg-nbd')
    expect(model.aliveWeight).toBeGreaterThanOrEqual(0.5)
    expect(tied.quality.error).toBeLessThan(untiedQuality.error)
    expect(tied.quality.rankCorrelation).toBeGreaterThan(untiedQuality.rankCorrelation + 0.02)
    expect(tied.quality.coverage).toBeGreaterThan(0.75)
  })

  test('the bounds alone do no harm', () => {
    const { quality } = score(0)
    expect(quality.error).toBeLessThan(1.005 * untiedQuality.error)
    expect(quality.rankCorrelation).toBeGreaterThan(untiedQuality.rankCorrelation - 0.002)
  })

  test('predictions for a customer are consistent, and so is the total with its interval', () => {
    const agrees = (p: ValuePrediction): boolean =>
      p.purchaseProbability30 <= p.alive &&
      p.alive <= 1 &&
      p.orders >= p.purchaseProbability30 - 1e-9 &&
      p.low <= p.value &&
      p.value <= p.high
    expect(tied.predictions.filter((prediction) => !agrees(prediction))).toEqual([])
    const actual = judged.rows.reduce((sum, { later }) => sum + (later?.spend ?? 0), 0)
    expect(tied.total.low).toBeLessThan(actual)
    expect(tied.total.high).toBeGreaterThan(actual)
    expect(tied.expectedOrders).toBeCloseTo(
      tied.predictions.reduce((sum, { orders }) => sum + orders, 0),
      6,
    )
  })

  test('a model stored before the weight existed is tied by its bounds alone', () => {
    const { aliveWeight: _, ...before } = model
    expect(parseValueModel(JSON.parse(JSON.stringify(before))).aliveWeight).toBe(0)
  })

  test('visits distinguish long silences', () => {
    const silentAlive = tied.predictions.filter((_, i) => {
      const facts = judged.rows[i]
      return facts !== undefined && facts.purchaseDays >= 4 && daysSilent(facts) > 4 * facts.meanGap
    })
    const spread = Math.max(...silentAlive.map(({ alive }) => alive)) - Math.min(...silentAlive.map(({ alive }) => alive))
    expect(spread).toBeGreaterThan(0.3)
  })
})
