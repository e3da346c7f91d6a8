import { expect, it } from 'vitest'
import en from '../../web/locales/en/codes.ts'
import zh from '../../web/locales/zh-CN/codes.ts'
import { REFUSAL_WORDS } from './refusal-words.ts'

it('describes a refused row in a file as the console does', () => {
  const of = (words: Readonly<Record<string, string>>, code: string) => words[code]
  for (const [code, { reason, help }] of Object.entries(REFUSAL_WORDS)) {
    expect([of(en.quarantineReason, code), of(zh.quarantineReason, code)]).toEqual([reason.en, reason.zh])
    expect([of(en.quarantineHelp, code), of(zh.quarantineHelp, code)]).toEqual([help.en, help.zh])
  }
  expect(Object.keys(en.quarantineHelp).filter((code) => !(code in REFUSAL_WORDS))).toEqual([])
})
