import { useTranslation } from 'react-i18next'
import type { ProvisionalPortrait } from '#http/predict/cold-start-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { Label } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

/** What is expected of a customer who is new, from what became of similar ones; nothing once the portrait is their own. */
export function ProvisionalPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data } = useApi(endpoints.provisionalPortrait(customerId), { enabled: can('segments:read') })
  const portrait = data?.portrait ?? null
  if (portrait === null) return null
  return (
    <Panel
      title={
        <>
          {t('portraits.provisional')} <Label>{t('portraits.isProvisional')}</Label>
        </>
      }
      note={t('portraits.provisionalNote', { n: portrait.day, time: format.dateTime(portrait.asOf) })}
    >
      <ul className="id-list">
        {portrait.items.map((item) => (
          <Item key={item.target} item={item} />
        ))}
      </ul>
    </Panel>
  )
}

function Item({ item }: { item: NonNullable<ProvisionalPortrait['portrait']>['items'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const share = format.percent(item.probability, 0)
  const facts = [
    t('portraits.similar', { n: format.integer(item.similar) }),
    item.verdict === 'better'
      ? t('portraits.cameTrue', { share: format.percent(item.accuracy ?? 0, 0), overall: format.percent(item.baseline ?? 0, 0) })
      : t(`portraits.verdict.${item.verdict}`),
  ]
  return (
    <li>
      <span className="id-main">
        <span>{t(`portraits.targets.${item.target}`)}</span>
        <span className="cell-sub">{facts.join(' · ')}</span>
      </span>
      <span className="num">{item.label === null ? share : t('portraits.sure', { what: format.text(item.label), share })}</span>
    </li>
  )
}
