import { expect, test } from 'vitest'
import { countryChoices, currencyChoices, placeOfLanguage, timeZoneChoices } from './project-choices.ts'

test.each([
  ['zh-CN', { country: 'CN', currency: 'CNY' }],
  ['zh', { country: 'CN', currency: 'CNY' }],
  ['en-GB', { country: 'GB', currency: 'GBP' }],
  ['de', { country: 'DE', currency: 'EUR' }],
  ['ja-JP', { country: 'JP', currency: 'JPY' }],
  ['en-150', {}],
])('a browser that speaks %s stands in %o', (tag, place) => {
  expect(placeOfLanguage(tag)).toEqual(place)
})

test('currencies, zones and countries are offered by name', () => {
  expect(currencyChoices('en').find(({ value }) => value === 'CNY')?.label).toBe('CNY Chinese Yuan')
  expect(timeZoneChoices(['Asia/Kolkata']).map(({ value }) => value)).toEqual(
    expect.arrayContaining(['Asia/Shanghai', 'UTC', 'Asia/Kolkata']),
  )
  expect(countryChoices('zh-CN').find(({ value }) => value === 'JP')?.label).toBe('日本 (JP)')
  expect(countryChoices('en').some(({ value }) => value === 'EU')).toBe(false)
})
