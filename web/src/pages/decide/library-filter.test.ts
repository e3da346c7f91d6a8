import { expect, test } from 'vitest'
import type { LibraryStrategy } from '#http/decide/library-schemas.ts'
import { strategyPacks } from '#decide/strategy-library.ts'
import { channelsOf, isFound, packsOf } from './library-filter.ts'

const items = strategyPacks('CNY').map(({ id, definition }) => ({
  id,
  definition,
  sentence: { zh: '', en: '' },
  where: '',
  missing: [],
  reach: null,
  state: null,
})) as unknown as LibraryStrategy[]

test('packs stand in the order of the library, each once', () => {
  expect(packsOf(items)).toEqual(['retail', 'telecom', 'saas', 'finance', 'education', 'ecommerce'])
})

test.each([
  ['套餐 体检', ['telecom-plan-check']],
  ['PLAN CHECK-UP', ['telecom-plan-check']],
  ['no such words', []],
])('"%s" finds %j among others', (asked, ids) => {
  const found = items.filter((item) => isFound(item, asked)).map(({ id }) => id)
  expect(ids.every((id) => found.includes(id))).toBe(true)
  expect(found.length === 0).toBe(ids.length === 0)
  expect(found.length).toBeLessThan(items.length / 4)
})

test('the preferred channel comes first', () => {
  const plan = items.find(({ id }) => id === 'telecom-plan-check')
  expect(plan === undefined ? [] : channelsOf(plan.definition)).toEqual(['sms', 'wechat'])
})
