import { AppError, errorParams } from '#kernel/app-error.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'

/** An error in the language of the command; as it is where there are no words for its code. The words are the console's, so that nothing is worded twice. */
export async function inLanguage(error: unknown, language: TextLanguage): Promise<unknown> {
  if (language === 'en' || !(error instanceof AppError)) return error
  const { default: chinese } = await import('../../web/locales/zh-CN/problems.ts')
  const words: Readonly<Record<string, string>> = chinese
  const params = errorParams(error.details)
  const sentence = words[`${error.code}_${String(params['reason'] ?? '')}`] ?? words[error.code]
  if (sentence === undefined) return error
  const filled = Object.entries(params).reduce((text, [name, value]) => text.replaceAll(`{{${name}}}`, String(value)), sentence)
  // A value that only the console knows.
  if (filled.includes('{{')) return error
  return new AppError(error.kind, error.code, filled, { cause: error, details: error.details })
}
