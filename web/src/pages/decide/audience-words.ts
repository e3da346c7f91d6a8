import { useTranslation } from 'react-i18next'
import type { StrategyDefinition } from '#http/decide/retain-schemas.ts'

/** Who a strategy is for, in words: the parts that must all hold. */
export function useAudienceWords(): (audience: StrategyDefinition['audience']) => string {
  const { t } = useTranslation()
  return (audience) => {
    const parts = [
      audience.riskTiers.map((one) => t(`codes.riskLong.${one}`)),
      audience.causes.map((one) => t(`codes.cause.${one}`)),
      audience.lifecycleTiers.map((one) => t('codes.inLifecycle', { tier: t(`codes.lifecycle.${one}`) })),
      audience.valueClasses.map((one) => t('codes.inValueClass', { tier: t(`codes.valueClass.${one}`) })),
    ]
      .filter((words) => words.length > 0)
      .map((words) => words.join(' / '))
    return parts.length === 0 ? t('decide.everyone') : parts.join(' · ')
  }
}
