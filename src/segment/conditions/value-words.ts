import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { NumberTest, ValueTest } from './condition.ts'
import type { ConditionField } from './condition-field.ts'
import { spanWords } from './sentence-words.ts'

/** Most values that a sentence names. */
const NAMED = 5

/** What a value must be, as it follows its name: `为“上海”`, `is 上海`. */
export function valueWords(test: ValueTest, field: Pick<ConditionField, 'type' | 'choices'>, language: TextLanguage): string {
  const isChinese = language === 'zh'
  switch (test.op) {
    case 'set':
      return isChinese ? '已知' : 'is known'
    case 'yes':
      return isChinese ? '为是' : 'is yes'
    case 'no':
      return isChinese ? '为否' : 'is no'
    case 'in':
      return inWords(test.values, field, language)
    case 'contains':
      return isChinese ? `包含“${test.value}”` : `contains “${test.value}”`
    case 'starts':
      return isChinese ? `以“${test.value}”开头` : `starts with “${test.value}”`
    case 'before':
      return isChinese ? `早于 ${test.day}` : `is before ${test.day}`
    case 'on':
      return isChinese ? `为 ${test.day}` : `is on ${test.day}`
    case 'after':
      return isChinese ? `晚于 ${test.day}` : `is after ${test.day}`
    case 'last':
      return isChinese ? `在近 ${spanWords(test.span, 'zh')}内` : `is in the last ${spanWords(test.span, 'en')}`
    case 'next':
      return isChinese ? `在未来 ${spanWords(test.span, 'zh')}内` : `is in the next ${spanWords(test.span, 'en')}`
    case 'earlier':
      return isChinese ? `在 ${spanWords(test.span, 'zh')}以前` : `is more than ${spanWords(test.span, 'en')} ago`
    case 'anniversary':
      return roundWords(test, language)
    default:
      return numberWords(test, field.type === 'share', language)
  }
}

function inWords(values: readonly string[], { choices }: Pick<ConditionField, 'choices'>, language: TextLanguage): string {
  const named = values.slice(0, NAMED).map((value) => {
    const label = choices?.find((choice) => choice.value === value)?.label[language]
    return label ?? `“${value}”`
  })
  const more = values.length - named.length
  if (language === 'zh') return `为${named.join('、')}${more > 0 ? `等 ${values.length} 项` : ''}${values.length > 1 ? '之一' : ''}`
  return `is ${named.join(', ')}${more > 0 ? ` or one of ${more} more` : ''}`.replace(/, (?=[^,]*$)/u, more > 0 ? ', ' : ' or ')
}

function numberWords(test: NumberTest, isShare: boolean, language: TextLanguage): string {
  const shown = (value: number) =>
    isShare ? `${Number((value * 100).toFixed(6))}%` : value.toLocaleString('en-US', { maximumFractionDigits: 6 })
  if (test.op === 'between') {
    return language === 'zh' ? `在 ${shown(test.from)} 到 ${shown(test.to)} 之间` : `is from ${shown(test.from)} to ${shown(test.to)}`
  }
  const words = {
    eq: { zh: '等于', en: 'is' },
    gt: { zh: '大于', en: 'is over' },
    gte: { zh: '不少于', en: 'is at least' },
    lt: { zh: '少于', en: 'is under' },
    lte: { zh: '不超过', en: 'is at most' },
  }[test.op][language]
  return `${words} ${shown(test.value)}`
}

function roundWords({ from, to }: { readonly from: number; readonly to: number }, language: TextLanguage): string {
  if (from === 0 && to === 0) return language === 'zh' ? '的周年日为今天' : 'comes round today'
  if (from === 0) return language === 'zh' ? `的周年日在未来 ${to} 天内` : `comes round in the next ${to} days`
  if (to === 0) return language === 'zh' ? `的周年日在过去 ${-from} 天内` : `came round in the last ${-from} days`
  return language === 'zh' ? `的周年日在 ${from} 到 ${to} 天之间` : `comes round from day ${from} to day ${to}`
}
