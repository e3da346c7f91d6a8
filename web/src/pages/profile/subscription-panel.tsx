import { useTranslation } from 'react-i18next'
import type { Subscriptions } from '#http/profile/subscription-schemas.ts'
import type { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

type Subscription = Subscriptions['items'][number]
const PERIODS = ['week', 'month', 'quarter', 'half-year', 'year'] as const

/** Contracts of a customer or of an account's members, each as it is now. */
export function SubscriptionPanel({ of }: { of: ReturnType<typeof endpoints.subscriptions> }) {
  const { t } = useTranslation()
  const { data } = useApi(of)
  if (data === undefined || data.items.length === 0) return null
  return (
    <Panel title={t('profile.subscriptions')}>
      <ul className="id-list">
        {data.items.map((one) => (
          <li key={one.id}>
            <span className="id-main">
              {one.plan === '' ? one.id : one.plan}
              <span className="cell-sub">
                <Dates {...one} />
              </span>
            </span>
            <Terms {...one} />
            <span className={one.status === 'running' || one.status === 'upcoming' ? '' : 'soft'}>
              {t(`profile.subscriptionStatus.${one.status}`)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Dates({ startedAt, renewsAt, endedAt }: Subscription) {
  const { t } = useTranslation()
  const format = useFormat()
  const from = format.date(startedAt)
  if (endedAt !== null) return <>{t('profile.subscriptionEnds', { from, at: format.date(endedAt) })}</>
  if (renewsAt !== null) return <>{t('profile.subscriptionRenews', { from, at: format.date(renewsAt) })}</>
  return <>{t('profile.subscriptionSince', { at: from })}</>
}

function Terms({ price, period, seats }: Subscription) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = PERIODS.find((one) => one === period)
  const cost = price === null ? '' : format.money(price)
  const texts = [
    cost === '' || known === undefined
      ? cost
      : t('profile.subscriptionPrice', { price: cost, period: t(`profile.subscriptionPeriod.${known}`) }),
    seats === null ? '' : t('profile.subscriptionSeats', { count: seats, n: format.integer(seats) }),
  ].filter((text) => text !== '')
  return <span className="num">{texts.join(' · ')}</span>
}
