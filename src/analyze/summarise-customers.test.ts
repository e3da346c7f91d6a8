import { describe, expect, test } from 'vitest'
import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import type { CustomerRow } from './queries/customer-rows.ts'
import { analysedCustomers, summariseChurn, summariseClasses, summariseRfm, summariseTiers } from './summarise-customers.ts'

const rows: readonly CustomerRow[] = [row('a', 0.9, 100), row('b', 0.61, 400), row('c', 0.59, 1000), row('d', null, 0)]
const customers = analysedCustomers(rows, new Map([['a', { ids: [{ kind: 'custom_id', value: '17850' }], masked: '***50' }]]), new Map())

describe('customers of a report', () => {
  test('expected spend and revenue at risk add up to the spend if stayed', () => {
    expect(customers[0]?.risk).toMatchObject({ expectedSpend: expect.closeTo(10), valueAtRisk: expect.closeTo(90) })
    expect(customers[0]?.masked).toBe('***50')
    expect(customers[3]?.risk).toBeNull()
  })

  test('totals cover the customers at risk, from 1.5 times the base rate of .4', () => {
    const churn = summariseChurn(customers, card(100, 40), 1)
    expect(churn).toMatchObject({ scored: 3, atRisk: 2, atRiskSpend: 500, valueAtRisk: 334, listed: 1, usualSpend: 1500 })
    expect(churn.atRiskFrom).toBeCloseTo(0.6)
    expect(churn.histogram).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 1])
    expect(churn.causes).toEqual([{ cause: 'lapsed-cadence', customers: 2, valueAtRisk: 334 }])
    expect(summariseTiers(customers, churn.atRiskFrom).find(({ tier }) => tier === 'active')).toMatchObject({
      customers: 4,
      valueAtRisk: 334,
    })
  })

  test.each(['failed', 'untested'] as const)('no customer is at risk while the model is %s', (gate) => {
    const churn = summariseChurn(customers, { ...card(100, 40), gate })
    expect(churn).toMatchObject({ scored: 3, atRiskFrom: null, atRisk: 0, atRiskSpend: 0, valueAtRisk: 0, causes: [], usualSpend: 1500 })
    expect(summariseTiers(customers, null).every(({ valueAtRisk }) => valueAtRisk === 0)).toBe(true)
  })

  test('every customer is in one cell, one tier and one class', () => {
    const count = (list: readonly { readonly customers: number }[]): number => list.reduce((sum, each) => sum + each.customers, 0)
    expect([count(summariseRfm(customers)), count(summariseTiers(customers, 0.6)), count(summariseClasses(customers))]).toEqual([4, 4, 4])
  })

  test('a back-test on a handful of customers is not shown', () => {
    expect(summariseChurn(customers, card(100, 40)).card.quality).not.toBeNull()
    expect(summariseChurn(customers, card(100, 9)).card.quality).toBeNull()
    expect(summariseChurn(customers, card(12, 5))).toMatchObject({ atRiskFrom: null, card: { quality: null, gate: 'untested' } })
  })
})

function row(customerId: string, probability: number | null, spendIfStayed: number): CustomerRow {
  return {
    customerId,
    firstOrderAt: new Date(0),
    lastOrderAt: new Date(0),
    lastOrderId: '1',
    frequency: 1,
    monetary: 50,
    averageOrder: 50,
    r: 3,
    f: 3,
    m: 3,
    tier: 'active',
    valueClass: 'potential',
    favouriteCategory: '',
    score: probability === null ? null : { probability, spendIfStayed, tier: 'medium', cause: 'lapsed-cadence', reasons: [] },
  }
}

function card(judged: number, churners: number): ChurnCard {
  return {
    id: 'churn',
    version: 1,
    rung: 'rules',
    rungReason: { zh: '', en: '' },
    definition: { horizonDays: 90, activeWithinDays: 365, version: '', text: { zh: '', en: '' } },
    trainedAt: '',
    trainedOn: [],
    quality: {
      auc: 0.7,
      accuracy: 0.7,
      baseAccuracy: 0.6,
      baseRate: churners / judged,
      ece: 0.1,
      logLoss: 0.6,
      brier: 0.2,
      lift10: 1.5,
      customers: judged,
      churners,
      asOf: '2026-01-01T00:00:00Z',
      reliability: [],
      liftCurve: [],
      tiers: [],
    },
    candidates: [],
    importance: [],
    gate: 'passed',
    confidence: { level: 'medium', text: { zh: '', en: '' } },
    features: 100,
    slices: [],
    leakTest: { shuffledAuc: null, stopped: [] },
  }
}
