import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { accountReasons } from './account-reasons.ts'
import type { AccountSnapshot } from './account-state.ts'
import { healthy } from './test-account.ts'
import { accountProbabilities, trainAccounts } from './train-accounts.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

/** Accounts at six times, 30 days apart, that churn as their champion leaves; `signal` false: by chance alone. */
function snapshots(accounts: number, signal = true): AccountSnapshot[] {
  const rng = new Rng(`train-accounts/${accounts}/${signal}`)
  return Array.from({ length: 6 }, (_, k) => ({
    asOf: new Date(NOW.getTime() - (90 + 30 * (5 - k)) * DAY_MS),
    rows: Array.from({ length: accounts }, (__, i) => {
      const gone = rng.chance(0.3)
      return {
        ...healthy({
          accountId: `a${i}`,
          daysToRenewal: 10 + rng.int(300),
          monthlyPrice: 50 + rng.int(500),
          active30: rng.int(10),
          champion: { customerId: 'c', isMember: !gone, silentDays: rng.int(20) },
        }),
        churned: rng.chance(signal && gone ? 0.7 : 0.12) ? (1 as const) : (0 as const),
      }
    }),
  }))
}

const train = (some: readonly AccountSnapshot[]) => {
  const rng = new Rng('train')
  return trainAccounts(some, { horizonDays: 60, random: () => rng.next(), trainedAt: NOW, seconds: 0.2 })
}

test('too few accounts, or none, are told as such, with the numbers needed', async () => {
  expect(await train([])).toEqual({
    state: 'not-enough-data',
    evidence: { accounts: 0, churned: 0, churnedNeeded: 30, testChurned: 0, testChurnedNeeded: 10 },
  })
  const few = await train(snapshots(20))
  expect(few).toMatchObject({ state: 'not-enough-data', evidence: { accounts: 20 } })
  expect(few.evidence.churned).toBeLessThan(30)
  // Those who gave notice are known to leave: there is nothing to learn from them.
  const ending = snapshots(200).map((one) => ({ ...one, rows: one.rows.map((row) => ({ ...row, ending: 1 })) }))
  expect(await train(ending)).toMatchObject({ state: 'not-enough-data', evidence: { accounts: 0 } })
})

test('what makes accounts leave is found, tested on later time against rule and base rate, and said', async () => {
  const training = await train(snapshots(120))
  if (training.state !== 'trained') throw new Error('There was enough.')
  expect(training.quality).toMatchObject({ accounts: 120, gate: 'passed' })
  expect(training.quality.auc).toBeGreaterThan(0.7)
  expect(training.quality.logLoss).toBeLessThan(training.quality.constantLogLoss)
  expect(training.importance[0]?.feature).toBe('champion_left')
  const [stays, leaves] = [healthy(), healthy({ champion: { customerId: 'c', isMember: false, silentDays: 5 } })]
  const [low = 1, high = 0] = accountProbabilities(training.model, [stays, leaves], 60)
  expect(high).toBeGreaterThan(low + 0.3)
  expect(accountReasons(training.model, 60)(leaves)[0]).toMatchObject({
    feature: 'champion_left',
    text: { zh: '使用最多的成员已离开', en: 'the most active person has left' },
  })
})

test('where nothing tells who leaves, the gate stays shut', async () => {
  const training = await train(snapshots(120, false))
  if (training.state !== 'trained') throw new Error('There was enough.')
  expect(training.quality.gate).toBe('failed')
})
