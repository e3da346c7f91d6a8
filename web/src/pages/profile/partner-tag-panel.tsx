import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

/** What partners say of a customer, and until when it holds. */
export function PartnerTagPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data } = useApi(endpoints.partnerTags(customerId))
  if (data === undefined || data.items.length + data.withheld === 0) return null
  return (
    <Panel title={t('profile.partnerTags')} note={t('profile.partnerTagsNote')}>
      <ul className="id-list">
        {data.items.map((one) => (
          <li key={`${one.sourceId} ${one.tag}`}>
            <span className="id-main">
              <span className={one.isValid ? undefined : 'faint'}>{one.tag}</span>
              <span className="cell-sub">
                {one.partner} · {t('profile.partnerTagSaid', { at: format.date(one.saidAt) })} · {until(one.validUntil, one.isValid)}
              </span>
            </span>
            <span className={one.isValid ? undefined : 'faint'}>{one.value}</span>
          </li>
        ))}
      </ul>
      {data.withheld === 0 ? null : <p className="soft">{t('profile.partnerTagsWithheld', { count: data.withheld })}</p>}
    </Panel>
  )

  function until(at: string | null, isValid: boolean): string {
    if (at === null) return t('profile.partnerTagNoEnd')
    // The end of a day is the beginning of the next.
    const last = format.date(new Date(new Date(at).getTime() - 1).toISOString())
    return t(isValid ? 'profile.partnerTagUntil' : 'profile.partnerTagEnded', { at: last })
  }
}
