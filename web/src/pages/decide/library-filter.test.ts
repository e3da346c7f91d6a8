import { expect, test } from 'vitest'
import type { LibraryStrategy } from '#http/decide/library-schemas.ts'
import { channelsOf, isFound, packsOf } from './library-filter.ts'

const both = (zh: string, en: string) => ({ zh, en })
const item = (id: string, pack: string, zh: string, en: string, more: Partial<LibraryStrategy['definition']> = {}): LibraryStrategy => ({
  id,
  definition: {
    name: both(zh, en),
    summary: both('', ''),
    pack,
    channel: 'sms',
    offer: { kind: 'none', discount: 0, validDays: 0, label: both('', '') },
    content: { subject: both('', ''), body: both('两分钟看到建议', 'It takes two minutes') },
    contactCost: { minor: 5, currency: 'CNY' },
    expectedEffect: 0.1,
    holdout: 0.2,
    budget: null,
    cooldownDays: 60,
    windowDays: 60,
    slaHours: 48,
    audience: { all: [] },
    ...more,
  },
  sentence: both('用量下降', 'Use is falling'),
  where: '',
  missing: [],
  reach: null,
  state: null,
})
const items = [
  item('plan', 'telecom', '套餐体检', 'Plan check-up', { nextChannels: ['wechat', 'email'] }),
  item('renewal', 'saas', '续约回访', 'Renewal call'),
  item('fault', 'telecom', '报障回访', 'Call after a fault'),
]

test('packs stand in the order of the library, each once', () => {
  expect(packsOf(items)).toEqual(['telecom', 'saas'])
})

test.each([
  ['套餐', ['plan']],
  ['CALL renewal', ['renewal']],
  ['  two   MINUTES ', ['plan', 'renewal', 'fault']],
  ['用量 回访', ['renewal', 'fault']],
  ['no such words', []],
])('"%s" finds what says all of its words in either language', (asked, ids) => {
  expect(items.filter((one) => isFound(one, asked)).map(({ id }) => id)).toEqual(ids)
})

test('the preferred channel comes first', () => {
  expect(items.map(({ definition }) => channelsOf(definition))).toEqual([['sms', 'wechat', 'email'], ['sms'], ['sms']])
})
