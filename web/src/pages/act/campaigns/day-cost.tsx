import { useTranslation } from 'react-i18next'
import type { Money } from '#http/shared-schemas.ts'
import { Unknown } from '../../../components/figure.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** What messages of today cost, as far as that is known, and how many of them have no cost. */
export function DayCost({ cost, withoutCost }: { cost: Money | null; withoutCost: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (cost === null) return <Unknown reason={t('journeys.costUnknown')} />
  return (
    <>
      {format.money(cost)}
      {withoutCost === 0 ? null : (
        <span className="cell-sub">{t('journeys.withoutCost', { count: withoutCost, n: format.integer(withoutCost) })}</span>
      )}
    </>
  )
}
