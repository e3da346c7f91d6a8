import { useTranslation } from 'react-i18next'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import { StateTag } from '../../components/tags.tsx'

export function StrategyStateTag({ state, approval = null }: Pick<Strategy, 'state'> & Partial<Pick<Strategy, 'approval'>>) {
  const { t } = useTranslation()
  if (approval?.state === 'waiting' && (state === 'draft' || state === 'paused'))
    return <StateTag tone="warn">{t('approvals.awaits')}</StateTag>
  return (
    <StateTag tone={state === 'active' ? 'accent' : state === 'paused' ? 'warn' : 'muted'}>{t(`codes.strategyState.${state}`)}</StateTag>
  )
}
