import { useTranslation } from 'react-i18next'
import { useFormat } from '../../format/use-format.ts'

/** A time in milliseconds as people say it; a dash where it is not known. */
export function useDuration(): (ms: number | null) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (ms) => {
    if (ms === null) return '–'
    if (ms < 1_000) return `${format.integer(ms)} ms`
    if (ms < 60_000) return `${format.integer(ms / 1_000)} s`
    if (ms < 3_600_000) return t('collect.everyMinutes', { count: Math.round(ms / 60_000) })
    return ms < 86_400_000
      ? t('collect.everyHours', { count: Math.round(ms / 3_600_000) })
      : t('collect.everyDays', { count: Math.round(ms / 86_400_000) })
  }
}
