import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { Window } from './condition.ts'
import type { ConditionCatalogue } from './condition-catalogue.ts'
import { CALENDAR_WORDS, spanWords } from './sentence-words.ts'

/** @example windowWords({ last: { n: 30, unit: 'day' } }, catalogue, 'zh') // '近 30 天' */
export function windowWords(window: Window, catalogue: ConditionCatalogue, language: TextLanguage): string {
  const isChinese = language === 'zh'
  const span = (of: Parameters<typeof spanWords>[0]) => spanWords(of, language)
  if ('last' in window) return isChinese ? `近 ${span(window.last)}` : `in the last ${span(window.last)}`
  if ('earlier' in window) return isChinese ? `${span(window.earlier)}以前` : `more than ${span(window.earlier)} ago`
  if ('from' in window) {
    return isChinese ? `${span(window.from)}前至 ${span(window.to)}前` : `from ${span(window.from)} to ${span(window.to)} ago`
  }
  if ('this' in window) return CALENDAR_WORDS[window.this].this[language]
  if ('previous' in window) return CALENDAR_WORDS[window.previous].previous[language]
  if ('after' in window) {
    const date = catalogue.fields.get(window.after)?.label[language] ?? window.after
    return isChinese ? `${date}后 ${span(window.within)}内` : `within ${span(window.within)} after “${date}”`
  }
  if ('before' in window) {
    const date = catalogue.fields.get(window.before)?.label[language] ?? window.before
    return isChinese ? `${date}前 ${span(window.within)}内` : `within ${span(window.within)} before “${date}”`
  }
  if (!('since' in window)) return isChinese ? `${window.until} 及以前` : `until ${window.until}`
  if (window.until === undefined) return isChinese ? `${window.since} 起` : `since ${window.since}`
  return isChinese ? `${window.since} 至 ${window.until}` : `from ${window.since} to ${window.until}`
}
