import { expect, test } from 'vitest'
import { accountFeatureValues, healthy } from './test-account.ts'
import { accountRule } from './account-rule.ts'
import { accountSignals } from './account-signals.ts'
import { canChurn, percentChange, usageChange } from './account-state.ts'
import { figuresOf, valueOf } from './account-outlook.ts'

const codes = (change: Parameters<typeof healthy>[0]) => accountSignals(healthy(change)).map(({ code }) => code)

test('nothing is said of a healthy account, nor of what is not known', () => {
  expect(codes({})).toEqual([])
  expect(
    codes({ champion: null, active30: null, activeBefore: null, seats: null, seatsPeak: null, daysToRenewal: null, usage: new Map() }),
  ).toEqual([])
})

test.each([
  ['contract_ending', { running: 2, ending: 2 }],
  ['no_contract', { running: 0, ended: 1 }],
  ['champion_left', { champion: { customerId: 'c', isMember: false, silentDays: 3 } }],
  ['champion_silent', { champion: { customerId: 'c', isMember: true, silentDays: 31 } }],
  ['admins_left', { adminsLeft: 1 }],
  ['usage_down', { usage: new Map([['projects', -1 / 3]]) }],
  ['breadth_down', { active30: 4, activeBefore: 8 }],
  ['nobody_active', { active30: 0 }],
  ['seats_down', { seats: 5, seatsPeak: 10 }],
  ['renewal_due', { daysToRenewal: 30 }],
  ['price_up', { priceRise: 0.05 }],
  ['payment_trouble', { paymentTickets: 2 }],
] as const)('%s is said by itself', (code, change) => {
  expect(codes(change)).toEqual([code])
})

test('the words have the figures, in both languages', () => {
  const [use] = accountSignals(
    healthy({
      usage: new Map([
        ['projects', -1 / 3],
        ['calls', 0.2],
      ]),
    }),
  )
  expect(use?.text).toEqual({
    zh: '“projects”近 35 天较此前半年下降 50%',
    en: '“projects” is down 50% in 35 days against the half-year before',
  })
  const [breadth] = accountSignals(healthy({ active30: 4, activeBefore: 8 }))
  expect(breadth?.text.en).toBe('4 of 10 members were active in 30 days, 8.0 on average in each 30 days before')
  expect(accountSignals(healthy({ daysToRenewal: -3 }))[0]?.text.en).toBe('The contract period ended 3 days ago without a renewal')
})

test('a change of one person in a small company is none, and worst comes first', () => {
  expect(codes({ members: 2, active30: 1, activeBefore: 1.6 })).toEqual([])
  expect(codes({ daysToRenewal: 30, champion: { customerId: 'c', isMember: false, silentDays: 3 } })).toEqual([
    'champion_left',
    'renewal_due',
  ])
})

test('the rule of thumb adds up troubles', () => {
  expect(accountRule(healthy({}), 60)).toBe(0)
  expect(accountRule(healthy({ daysToRenewal: 60 }), 60)).toBe(1.5)
  expect(
    accountRule(healthy({ usage: new Map([['projects', -1 / 3]]), seats: 5, seatsPeak: 10, active30: 4, activeBefore: 8 }), 60),
  ).toBeCloseTo(3, 9)
  expect(accountRule(healthy({ champion: { customerId: 'c', isMember: true, silentDays: 31 } }), 60)).toBe(1)
})

test('features are numbers where they are known', () => {
  expect(accountFeatureValues(healthy({ members: 0 }))).toMatchObject({ breadth: null, champion_left: 0, seats_change: 0 })
  expect(accountFeatureValues(healthy({ active30: 5, activeBefore: 10 }))).toMatchObject({ breadth: 0.5, breadth_change: -1 / 3 })
  expect(accountFeatureValues(healthy({ daysToRenewal: 91 }))).toMatchObject({ renewal_in_horizon: 0 })
  expect(accountFeatureValues(healthy({ daysToRenewal: null, champion: null }))).toMatchObject({
    renewal_in_horizon: null,
    champion_left: null,
  })
})

test('who has a contract whose end nobody has said can churn', () => {
  expect([canChurn({ running: 1, ending: 0 }), canChurn({ running: 1, ending: 1 }), canChurn({ running: 0, ending: 0 })]).toEqual([
    true,
    false,
    false,
  ])
  expect([percentChange(6, 8), percentChange(6, 0), percentChange(null, 8)]).toEqual([-25, null, null])
  expect(
    usageChange({
      usage: new Map([
        ['a', -0.4],
        ['b', 0.2],
      ]),
    }),
  ).toMatchObject({ worst: { name: 'a', change: -0.4 } })
})

test('the value at risk is the chance of a year of contracts and spending; a price that is not known counts for nothing and is not shown as 0', () => {
  expect(valueOf({ monthlyPrice: 100, spend365: 300 }, 0.5)).toEqual({ contractYear: 1_200, spendYear: 300, valueAtRisk: 750 })
  expect(valueOf({ monthlyPrice: null, spend365: 300 }, 0.5)).toEqual({ contractYear: null, spendYear: 300, valueAtRisk: 150 })
  expect(valueOf({ monthlyPrice: 100, spend365: -50 }, 0.5).valueAtRisk).toBe(600)
  expect(valueOf({ monthlyPrice: 100, spend365: 0 }, null).valueAtRisk).toBeNull()
  expect(figuresOf(healthy({ champion: null }))).toMatchObject({ championLeft: null, championSilentDays: null })
})
