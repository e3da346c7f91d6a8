import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

/** How complete the portrait of a customer is, what is missing and how to get it. */
export function CompletenessPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data } = useApi(endpoints.customerCompleteness(customerId), { enabled: can('segments:read') })
  if (data === undefined) return null
  const missing = data.parts.filter(({ isThere }) => !isThere)
  const there = data.parts.filter(({ isThere }) => isThere)
  return (
    <Panel title={t('portraits.ofCustomer')} note={t('portraits.ofCustomerNote', { share: format.percent(data.target, 0) })}>
      <Progress
        percent={Math.round(data.score * 100)}
        status="normal"
        aria-label={t('portraits.ofCustomer')}
        format={() => format.percent(data.score, 0)}
      />
      {missing.length === 0 ? (
        <p className="soft">{t('portraits.allThere')}</p>
      ) : (
        <ul className="id-list" aria-label={t('portraits.isMissing')}>
          {missing.map(({ name, label, way }) => (
            <li key={name}>
              <span className="id-main">{format.text(label)}</span>
              <span className="soft">{t(`portraits.ways.${way}`)}</span>
            </li>
          ))}
        </ul>
      )}
      {there.length === 0 ? null : (
        <p className="cell-sub" title={there.map(({ label }) => format.text(label)).join(', ')}>
          {t('portraits.isThere', { count: there.length })}
        </p>
      )}
    </Panel>
  )
}
