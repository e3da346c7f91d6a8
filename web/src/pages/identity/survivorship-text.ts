import { useTranslation } from 'react-i18next'
import type { SurvivorshipState } from '#http/identity/survivorship-schemas.ts'

type Rule = Pick<SurvivorshipState['facts'][number], 'rule' | 'sources'>

/** What a source of an order is called. */
export function useSourceName(sources: SurvivorshipState['sources']): (id: string) => string {
  const { t } = useTranslation()
  return (id) => (id === 'file' ? t('identity.survivorship.files') : (sources.find((one) => one.id === id)?.name ?? id))
}

/** A rule in words. */
export function useRuleText(sources: SurvivorshipState['sources']): (rule: Rule) => string {
  const { t } = useTranslation()
  const nameOf = useSourceName(sources)
  return ({ rule, sources: order }) =>
    rule === 'sources'
      ? t('identity.survivorship.order', { sources: order.map(nameOf).join(' → ') })
      : t(`identity.survivorship.rules.${rule}`)
}
