import { useTranslation } from 'react-i18next'
import type { Journey } from '#http/act/journey-schemas.ts'
import { StateTag } from '../../../components/tags.tsx'

const TONES = { draft: 'muted', live: 'accent', paused: 'warn', ended: 'plain' } as const

export function JourneyStateTag({ state, awaitsApproval = false }: Pick<Journey, 'state'> & Partial<Pick<Journey, 'awaitsApproval'>>) {
  const { t } = useTranslation()
  if (awaitsApproval && state === 'draft') return <StateTag tone="warn">{t('approvals.awaits')}</StateTag>
  return <StateTag tone={TONES[state]}>{t(`journeys.states.${state}`)}</StateTag>
}
