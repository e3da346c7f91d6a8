import { useTranslation } from 'react-i18next'
import type { ProblemParams } from '../api/client.ts'
import { useCode } from './codes.ts'

/** Params that are codes themselves, and the words for them. */
const CODED = {
  permission: 'permission',
  field: 'formField',
  part: 'templatePart',
  language: 'templateLanguage',
  tier: 'risk',
  other: 'risk',
} as const

/** The sentence for the code of a problem, by its reason where there is a variant for it; undefined for a code without words. */
export function useProblemWords(): (code: string, params: ProblemParams) => string | undefined {
  const { t, i18n } = useTranslation()
  const wordOf = useCode()
  return (code, params) => {
    const sentences = i18n.getResource(i18n.language, 'translation', 'problems') as Record<string, string> | undefined
    const key = [`${code}_${String(params['reason'])}`, code].find((each) => sentences?.[each] !== undefined)
    if (key === undefined) return undefined
    const worded: Record<string, ProblemParams[string]> = { ...params }
    for (const [name, group] of Object.entries(CODED)) {
      const value = params[name]
      // A field of a request is named with its place, such as body.name.
      if (typeof value === 'string') worded[name] = wordOf(group, value.replace(/^(body|query|params|headers)\./, ''))
    }
    return t(`problems.${key}` as 'problems.internal', worded)
  }
}
