import { useTranslation } from 'react-i18next'
import type { ContentPreview } from '#http/act/content-schemas.ts'
import { minorUnits } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'

/** How long the text is, in how many parts it is charged, and what a thousand of it cost, by region. */
export function SmsEstimates({ preview: { sms, currency } }: { preview: ContentPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <dl className="content-estimates">
      {sms.map((one) => (
        <div key={one.region}>
          <dt>{t(`contents.sms.region.${one.region}`)}</dt>
          <dd>
            {t('contents.sms.length', { used: format.integer(one.used), parts: format.integer(one.parts), left: format.integer(one.left) })}{' '}
            · {t(`contents.sms.encoding.${one.encoding}`)} ·{' '}
            {one.signature === '' ? t('contents.sms.unsigned') : t('contents.sms.signature', { signature: one.signature })} ·{' '}
            {one.costMicros === null
              ? t('contents.sms.noPrice')
              : t('contents.sms.cost', { amount: format.money(minorUnits((one.costMicros * 1_000) / 1_000_000, currency)) })}
            {one.outsideGsm7.length === 0 ? null : (
              <span className="cell-sub"> {t('contents.sms.outside', { letters: one.outsideGsm7.slice(0, 10).join(' ') })}</span>
            )}
            {one.isTooLong ? <strong> {t('contents.sms.tooLong', { limit: format.integer(one.limit) })}</strong> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
