import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { describe, expect, test } from 'vitest'
import { CAUSE_LABELS, RISK_LABELS } from '#predict/churn/tiers/churn-labels.ts'
import { LIFECYCLE_LABELS, LIFECYCLE_SCHEME, VALUE_LABELS, VALUE_SCHEME } from '#segment/segment-labels.ts'
import en from '../../web/locales/en/codes.ts'
import zh from '../../web/locales/zh-CN/codes.ts'

const inLanguage = <K extends string>(labels: Readonly<Record<K, BilingualText>>, language: TextLanguage) =>
  Object.fromEntries(Object.entries<BilingualText>(labels).map(([key, label]) => [key, label[language]]))

describe('groups of customers have one name each, in the console as in reports and exports', () => {
  test.each([
    ['zh' as const, zh],
    ['en' as const, en],
  ])('%s', (language, codes) => {
    expect(codes.lifecycle).toEqual(inLanguage(LIFECYCLE_LABELS, language))
    expect(codes.valueClass).toEqual(inLanguage(VALUE_LABELS, language))
    expect(codes.riskLong).toEqual(inLanguage(RISK_LABELS, language))
    expect(codes.cause).toEqual(inLanguage(CAUSE_LABELS, language))
    expect(codes.inLifecycle).toBe(`${LIFECYCLE_SCHEME[language]} · {{tier}}`)
    expect(codes.inValueClass).toBe(`${VALUE_SCHEME[language]} · {{tier}}`)
  })

  test('the groups of the score share no name with those of the two schemes', () => {
    const schemes = new Set([...Object.values(LIFECYCLE_LABELS), ...Object.values(VALUE_LABELS)].flatMap(({ zh: z, en: e }) => [z, e]))
    expect(Object.values(RISK_LABELS).filter(({ zh: z, en: e }) => schemes.has(z) || schemes.has(e))).toEqual([])
  })
})
