import { AppError } from '#kernel/app-error.ts'
import type { ReportLanguage } from './pen.ts'

/** The language of a report or a list: as requested, otherwise from the environment's locale, otherwise English. */
export function readLanguage(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): ReportLanguage {
  if (asked !== undefined) {
    const language = asked.toLowerCase().split(/[-_]/)[0]
    if (language === 'zh' || language === 'en') return language
    throw new AppError('invalid-input', 'lang-unknown', `There is nothing in "${asked}": write --lang zh or --lang en.`)
  }
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return /^zh/i.test(locale ?? '') ? 'zh' : 'en'
}
