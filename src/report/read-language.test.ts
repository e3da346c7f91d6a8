import { expect, test } from 'vitest'
import { readLanguage } from './read-language.ts'

test.each([
  ['zh', {}, 'zh'],
  ['zh-CN', { LANG: 'en_US.UTF-8' }, 'zh'],
  ['EN_us', { LANG: 'zh_CN.UTF-8' }, 'en'],
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [undefined, { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'en_US' }, 'zh'],
  [undefined, { LC_ALL: 'en_GB', LANG: 'zh_CN' }, 'en'],
  [undefined, {}, 'en'],
] as const)('--lang %s in %j is %s', (asked, env, language) => {
  expect(readLanguage(asked, env)).toBe(language)
})

test('another language is refused with those that there are', () => {
  expect(() => readLanguage('fr', {})).toThrow('write --lang zh or --lang en')
})
