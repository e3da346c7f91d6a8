import { expect, test } from 'vitest'
import { classRules, tierRules } from './tier-rules.ts'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'

const { rfm, tiers } = DEFAULT_TIER_SCHEME
const cutoffs = { newDays: 41.26, overdueRatio: 1.84, cadenceOrders: 3, dormantDays: 199.96, highValueMonetary: 1234.5 }

test('fixed limits are said as the scheme has them', () => {
  const rules = tierRules(DEFAULT_TIER_SCHEME, { ...cutoffs, newDays: 60, dormantDays: 120, overdueRatio: 2 }, 'CNY')
  expect(rules.new).toEqual({ zh: '首单（或注册）在 60 天以内', en: 'First order (or registration) within 60 days' })
  expect(rules.at_risk.en).toBe('3 or more orders, away for 2 times their usual gap, under 120 days')
  expect(rules.high_value).toEqual({ zh: '近一年消费金额位于前 10%', en: 'Top 10% by money over the last year' })
})

test('fitted limits are those of the run, with its amount in the currency', () => {
  const fitted = { rfm: { ...rfm, windowDays: 90 }, tiers: { ...tiers, mode: 'fitted' as const } }
  const rules = tierRules(fitted, cutoffs, 'CNY')
  expect([rules.new.en, rules.dormant.en]).toEqual(['First order (or registration) within 41.3 days', 'No order for more than 200 days'])
  expect(rules.high_value).toEqual({ zh: '近 90 天消费满 ¥1,234.50', en: 'Spent CN¥1,234.50 or more over the last 90 days' })
  expect(tierRules(fitted, { ...cutoffs, highValueMonetary: Number.MIN_VALUE }, 'CNY').high_value.en).toBe(
    'Spent anything over the last 90 days',
  )
  expect(tierRules(fitted, { ...cutoffs, dormantDays: Infinity }, 'CNY').dormant.en).toBe('No order for more than – days')
  expect(tierRules(fitted, null, 'CNY').high_value.en).toBe('Highest spend over the last 90 days')
})

test('classes name their levels beside the highest there is', () => {
  const rules = classRules({ rfm: { ...rfm, levels: 7 }, classes: { recentFrom: 4, highFrom: 5.5, formerFrom: 3 } })
  expect(rules.high_value.en).toBe('Recency 4/7 or more, frequency and money 5.5/7 or more on average')
  expect(rules.general.zh).toBe('最近购买得分低于 4/7，频次与金额均值低于 3/7')
})
