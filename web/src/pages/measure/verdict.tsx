import { useTranslation } from 'react-i18next'
import { StateTag } from '../../components/tags.tsx'

/** What an experiment says, in words. */
export function VerdictTag({ verdict }: { verdict: string }) {
  const { t } = useTranslation()
  switch (verdict) {
    case 'works':
      return <StateTag tone="accent">{t('codes.verdict.works')}</StateTag>
    case 'harms':
      return <StateTag tone="danger">{t('codes.verdict.harms')}</StateTag>
    case 'does_not_work':
      return <StateTag tone="plain">{t('codes.verdict.does_not_work')}</StateTag>
    case 'not_yet':
      return <StateTag tone="muted">{t('codes.verdict.not_yet')}</StateTag>
    default:
      return <StateTag tone="muted">{t('codes.verdict.not_enough_data')}</StateTag>
  }
}
