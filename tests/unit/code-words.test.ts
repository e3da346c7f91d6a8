import { expect, test } from 'vitest'
import { CHANNEL_WORDS, IDENTIFIER_WORDS } from '#http/profile/code-words.ts'
import { CAUSE_LABELS, RISK_LABELS } from '#predict/churn/tiers/churn-labels.ts'
import { LIFECYCLE_LABELS, VALUE_LABELS } from '#segment/segment-labels.ts'
import en from '../../web/locales/en/codes.ts'
import zh from '../../web/locales/zh-CN/codes.ts'

test.each([
  ['channel', CHANNEL_WORDS],
  ['identifier', IDENTIFIER_WORDS],
  ['cause', CAUSE_LABELS],
  ['riskLong', RISK_LABELS],
  ['lifecycle', LIFECYCLE_LABELS],
  ['valueClass', VALUE_LABELS],
] as const)('a file says %s in the words of the console', (group, words) => {
  for (const [code, said] of Object.entries(words)) {
    expect({ code, ...said }).toEqual({
      code,
      zh: new Map(Object.entries(zh[group])).get(code),
      en: new Map(Object.entries(en[group])).get(code),
    })
  }
})
