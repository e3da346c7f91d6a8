import type { NoticeWords } from '#act/notices/notice-words.ts'
import english from '../../web/locales/en/codes.ts'
import chinese from '../../web/locales/zh-CN/codes.ts'

/** The console's words for the codes in what the team is told. */
export const noticeWords: NoticeWords = (group, code) => {
  const word = (words: Readonly<Record<string, string>>): string => (Object.hasOwn(words, code) ? (words[code] ?? code) : code)
  return { zh: word(chinese[group]), en: word(english[group]) }
}
