import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type chineseCodes from '../../web/locales/zh-CN/codes.ts'

type Groups = typeof chineseCodes
export type CodeGroup = { [Group in keyof Groups]: Groups[Group] extends string ? never : Group }[keyof Groups]
export type CodeWords = (group: CodeGroup, code: string) => string

/**
 * Words for the codes in answers. In Chinese they are the console's, so that nothing is worded twice, and a code without a word stays. In English the
 * codes stay: they are the words that the options take.
 */
export async function codeWords(language: TextLanguage): Promise<CodeWords> {
  if (language === 'en') return (_group, code) => code
  const { default: chinese } = await import('../../web/locales/zh-CN/codes.ts')
  return (group, code) => {
    // Providers give the same reasons for messages as for their accounts.
    const words: Readonly<Record<string, string>> =
      group === 'sendReason' ? { ...chinese.channelReason, ...chinese.sendReason } : chinese[group]
    return Object.hasOwn(words, code) ? (words[code] ?? code) : code
  }
}
