import { expect, test } from 'vitest'
import { exportLanguage } from './export-language.ts'

test.each([
  ['en', 'zh-CN', 'zh-CN', 'en'],
  [undefined, 'en-GB,en;q=0.9,zh;q=0.2', 'zh-CN', 'en'],
  [undefined, 'en;q=0.3, zh-Hans-CN;q=0.8', 'en', 'zh'],
  [undefined, 'fr,de;q=0.5', 'en', 'en'],
  [undefined, 'en;q=0', undefined, 'zh'],
  [undefined, '*', 'en', 'en'],
  [undefined, undefined, 'en', 'en'],
  [undefined, undefined, undefined, 'zh'],
] as const)('asked %s, accepted %s, own %s: %s', (asked, accepted, own, language) => {
  expect(exportLanguage(asked, accepted, own)).toBe(language)
})
