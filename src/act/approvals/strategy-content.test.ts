import { expect, it } from 'vitest'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { Strategy, StrategyDefinition } from '#decide/strategy.ts'
import { contentOf, strategyAuthors, strategySentences, wasActive } from './strategy-content.ts'

const given = strategyLibrary('CNY')[0]?.definition as StrategyDefinition
const at = (day: number) => new Date(Date.UTC(2026, 2, day))
const version = (n: number, more: Partial<Strategy> = {}): Strategy => ({
  id: 's',
  version: n,
  state: 'draft',
  definition: given,
  createdAt: at(n),
  createdBy: `user:${n}`,
  ...more,
})
const other = { ...given, cooldownDays: given.cooldownDays + 1 }

it('finds the first of the newest versions that say the same', () => {
  expect(contentOf([])).toBeNull()
  expect(contentOf([version(1)])?.version).toBe(1)
  expect(
    contentOf([version(4, { state: 'paused' }), version(3, { state: 'active' }), version(2), version(1, { definition: other })])?.version,
  ).toBe(2)
  // What was gone back to is agreed to anew.
  expect(contentOf([version(3), version(2, { definition: other }), version(1)])?.version).toBe(3)
})

it('holds whoever wrote it for its author, and of one that never was active whoever began it', () => {
  expect(strategyAuthors([version(2), version(1, { definition: other })])).toEqual(['user:2', 'user:1'])
  expect(strategyAuthors([version(3), version(2, { definition: other, state: 'active' }), version(1, { definition: other })])).toEqual([
    'user:3',
  ])
})

it('knows whether it was active since somebody agreed', () => {
  const approved = { version: 2, at: at(3) }
  expect(wasActive([version(2), version(1, { state: 'active' })], approved)).toBe(false)
  expect(wasActive([version(4, { state: 'paused' }), version(3, { state: 'active' }), version(2)], approved)).toBe(true)
  expect(wasActive([version(3, { state: 'active', createdAt: at(2) }), version(2)], approved)).toBe(false)
})

it('says audience, channel, offer, budget and text in both languages', () => {
  const said = strategySentences(
    {
      ...given,
      channel: 'email',
      nextChannels: ['sms'],
      offer: { kind: 'coupon', discount: 0.1, validDays: 7, label: { zh: '九折券', en: '10% off' } },
      contactCost: { minor: 5, currency: 'CNY' },
      budget: { minor: 100_000, currency: 'CNY' },
      content: { subject: { zh: '想念您', en: 'We miss you' }, body: { zh: '回来看看', en: 'Come back' } },
    },
    { zh: '所有客户', en: 'everybody' },
  )
  expect(said.map(({ en }) => en)).toEqual(
    expect.arrayContaining([
      'Audience: everybody.',
      'Channel: email, else SMS.',
      'Offer: 10% off, valid for 7 days.',
      'One contact costs 0.05 CNY; the budget is 1000.00 CNY.',
      'Subject: We miss you',
      'Text: Come back',
    ]),
  )
  expect(said.map(({ zh }) => zh)).toEqual(expect.arrayContaining(['适用客户：所有客户。', '优惠：九折券，有效 7 天。', '正文：回来看看']))
  const bare = strategySentences(
    { ...given, channel: 'webhook', nextChannels: [], offer: { ...given.offer, kind: 'none' }, budget: null },
    { zh: '', en: '' },
  )
  expect(bare.map(({ en }) => en)).toContain('No offer.')
  expect(bare.some(({ en }) => en.startsWith('Text:'))).toBe(false)
})
