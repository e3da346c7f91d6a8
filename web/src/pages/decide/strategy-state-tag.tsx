import { useTranslation } from 'react-i18next'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import { StateTag } from '../../components/tags.tsx'

export function StrategyStateTag({ state }: { state: Strategy['state'] }) {
  const { t } = useTranslation()
  return (
    <StateTag tone={state === 'active' ? 'accent' : state === 'paused' ? 'warn' : 'muted'}>{t(`codes.strategyState.${state}`)}</StateTag>
  )
}
