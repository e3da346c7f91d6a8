import { expect, test } from 'vitest'
import { optionsText, readOptions } from './options-text.ts'

test('options are written as lines and read back as they were', () => {
  const options = [
    { value: 'tea', label: { zh: '茶', en: 'Tea' } },
    { value: 'toys', label: { zh: '玩具', en: 'Toys' } },
  ]
  expect(readOptions(optionsText(options))).toEqual(options)
})

test('a line without words uses its value, and an empty one is none', () => {
  expect(readOptions('tea\n\n toys = 玩具 ')).toEqual([
    { value: 'tea', label: { zh: 'tea', en: 'tea' } },
    { value: 'toys', label: { zh: '玩具', en: '玩具' } },
  ])
})
