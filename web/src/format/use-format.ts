import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeSession } from '../session/session-context.tsx'
import { createFormat } from './format.ts'
import type { Format, Language } from './format.ts'

const languageOf = (name: string): Language => (name === 'en' ? 'en' : 'zh-CN')

/** The formatters of the chosen language and the project's time zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const timeZone = useMaybeSession()?.timeZone ?? 'UTC'
  return useMemo(() => createFormat(languageOf(i18n.language), timeZone), [i18n.language, timeZone])
}
