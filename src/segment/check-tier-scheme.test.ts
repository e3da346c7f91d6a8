import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkTierScheme } from './check-tier-scheme.ts'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'
import type { TierScheme } from './tier-scheme.ts'

const { rfm, classes, tiers } = DEFAULT_TIER_SCHEME
const placeOf = (scheme: TierScheme): unknown => {
  try {
    checkTierScheme(scheme)
    return null
  } catch (error) {
    return error instanceof AppError ? [error.details?.['place'], error.details?.['reason']] : error
  }
}

test('the scheme that the product comes with is a right one', () => {
  expect(checkTierScheme(DEFAULT_TIER_SCHEME)).toBe(DEFAULT_TIER_SCHEME)
})

test.each<[string, TierScheme, [string, string] | null]>([
  ['a window of no days', { rfm: { ...rfm, windowDays: 0 }, classes, tiers }, ['rfm.windowDays', 'whole']],
  ['half a day', { rfm: { ...rfm, windowDays: 1.5 }, classes, tiers }, ['rfm.windowDays', 'whole']],
  ['two levels', { rfm: { ...rfm, levels: 2 }, classes, tiers }, ['rfm.levels', 'whole']],
  [
    'cut-offs for other levels',
    { rfm: { ...rfm, recency: { by: 'cutoffs', at: [1, 2, 3] } }, classes, tiers },
    ['rfm.recency.at', 'count'],
  ],
  [
    'cut-offs that repeat',
    { rfm: { ...rfm, frequency: { by: 'cutoffs', at: [1, 2, 2, 3] } }, classes, tiers },
    ['rfm.frequency.at[2]', 'order'],
  ],
  [
    'a cut-off below zero',
    { rfm: { ...rfm, monetary: { by: 'cutoffs', at: [-1, 2, 3, 4] } }, classes, tiers },
    ['rfm.monetary.at[0]', 'number'],
  ],
  ['cut-offs as they should be', { rfm: { ...rfm, monetary: { by: 'cutoffs', at: [0, 2, 3.5, 4] } }, classes, tiers }, null],
  ['weights beyond the whole', { rfm: { ...rfm, weights: { r: 0.5, f: 0.5, m: 0.5 } }, classes, tiers }, ['rfm.weights', 'sum']],
  ['a weight below zero', { rfm: { ...rfm, weights: { r: 1.5, f: -0.5, m: 0 } }, classes, tiers }, ['rfm.weights.r', 'number']],
  ['thirds', { rfm: { ...rfm, weights: { r: 0.3333333, f: 0.3333333, m: 0.3333334 } }, classes, tiers }, null],
  ['a class above the levels', { rfm, classes: { ...classes, highFrom: 5.5 }, tiers }, ['classes.highFrom', 'number']],
  [
    'no share of high value',
    { rfm, classes, tiers: { ...tiers, highValue: { by: 'share', share: 0 } } },
    ['tiers.highValue.share', 'number'],
  ],
  [
    'an amount of nothing',
    { rfm, classes, tiers: { ...tiers, highValue: { by: 'amount', amount: 0 } } },
    ['tiers.highValue.amount', 'number'],
  ],
  ['a number that is none', { rfm, classes, tiers: { ...tiers, dormantDays: Number.NaN } }, ['tiers.dormantDays', 'number']],
  ['one order as a rhythm', { rfm, classes, tiers: { ...tiers, cadenceOrders: 1 } }, ['tiers.cadenceOrders', 'whole']],
  ['targets of less than all', { rfm, classes, tiers: { ...tiers, targets: { ...tiers.targets, new: 0.1 } } }, ['tiers.targets', 'sum']],
])('%s', (_, scheme, expected) => {
  expect(placeOf(scheme)).toEqual(expected)
})
