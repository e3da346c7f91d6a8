import type { BilingualText } from '#kernel/bilingual-text.ts'
import english from '../../../web/locales/en/codes.ts'
import chinese from '../../../web/locales/zh-CN/codes.ts'

/** What a code is called in the console, so that nothing is worded twice; a code without a word stays. */
export function noticeWord(group: 'channelReason' | 'dimension' | 'jobKind', code: string): BilingualText {
  const word = (words: Readonly<Record<string, string>>): string => (Object.hasOwn(words, code) ? (words[code] ?? code) : code)
  return { zh: word(chinese[group]), en: word(english[group]) }
}
