import { describe, expect, test } from 'vitest'
import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import { analysedCustomers } from './summarise-customers.ts'
import { atRiskFrom, listLength, worklist } from './worklist.ts'

describe('who is at risk', () => {
  test.each([
    [0.09, 0.135],
    [0.32, 0.48],
    [0.43, 0.645],
    [0.5, 0.75],
    [0.8, 0.9],
  ])('follows the base rate: of %s from %s on', (baseRate, from) => {
    expect(atRiskFrom(card('passed', baseRate))).toBeCloseTo(from, 10)
  })

  test('is empty without a passed test', () => {
    expect([atRiskFrom(card('failed', 0.4)), atRiskFrom(card('untested', 0.4)), atRiskFrom({ gate: 'passed', quality: null })]).toEqual([
      null,
      null,
      null,
    ])
  })

  test('a list is 200 or a tenth, whichever is fewer, or as long as asked for', () => {
    expect([listLength(9_000), listLength(693), listLength(49), listLength(0), listLength(49, 30)]).toEqual([200, 70, 5, 0, 30])
  })

  test('the list is not empty at a base rate of 9 %, and the largest expected loss comes first', () => {
    const customers = people([
      ['a', 0.2, 100],
      ['b', 0.14, 1000],
      ['c', 0.13, 9000],
      ['d', 0.4, 40],
    ])
    const from = atRiskFrom(card('passed', 0.09))
    expect(worklist(customers, from, 10).map(({ customer }) => customer.customerId)).toEqual(['b', 'a', 'd'])
    expect(worklist(customers, from, 1).map(({ customer }) => customer.customerId)).toEqual(['b'])
  })

  test('without a reliable prediction the list is ordered by spend, ties by longest silence', () => {
    const customers = people([
      ['a', 0.9, 100],
      ['b', 0.9, 300],
      ['c', 0.1, 300],
    ]).map((customer, i) => ({ ...customer, lastOrderAt: new Date(1e6 - i) }))
    expect(worklist(customers, null, 3).map(({ customer }) => customer.customerId)).toEqual(['c', 'b', 'a'])
  })
})

function people(rows: readonly (readonly [string, number, number])[]) {
  return analysedCustomers(
    rows.map(([customerId, probability, spendIfStayed]) => ({
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
      tier: 'active' as const,
      valueClass: 'potential' as const,
      favouriteCategory: '',
      score: { probability, spendIfStayed, tier: 'low' as const, cause: 'other' as const, reasons: [] },
    })),
    new Map(),
    new Map(),
  )
}

function card(gate: ChurnCard['gate'], baseRate: number): Pick<ChurnCard, 'gate' | 'quality'> {
  return {
    gate,
    quality: {
      auc: 0.7,
      accuracy: 0.7,
      baseAccuracy: 0.6,
      baseRate,
      ece: 0.1,
      logLoss: 0.6,
      brier: 0.2,
      lift10: 1.5,
      customers: 1000,
      churners: Math.round(1000 * baseRate),
      asOf: '2026-01-01T00:00:00Z',
      reliability: [],
      liftCurve: [],
      tiers: [],
    },
  }
}
