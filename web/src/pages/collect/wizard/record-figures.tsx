import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { RecordFigures as RecordSchema } from '#http/collect/import-preview-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Figure } from '../../../components/figure.tsx'
import { useFormat } from '../../../format/use-format.ts'

type Records = Static<typeof RecordSchema>
type Consents = Extract<Records, { kind: 'customers' }>['consents']['marketing']

/** Each has a column of its own in few files. */
const CHANNELS = ['email', 'sms', 'phone', 'wechat'] as const

/** What a file of customers or tickets comes to. */
export function RecordFigures({ records, note }: { records: Records; note: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const number = (value: number): string => format.integer(value)
  const said = ({ no, unclear, notSaid }: Consents): string =>
    t('collect.consentCounts', { no: number(no), unclear: number(unclear), notSaid: number(notSaid) })
  const { firstAt, lastAt } = records
  const span = firstAt === null || lastAt === null ? '—' : format.dateRange(firstAt, lastAt)
  return (
    <section className="stack-small" aria-label={t('collect.truthTitle')}>
      <div className="between">
        <h2 className="subhead">{t('collect.truthTitle')}</h2>
        <span className="faint">{note}</span>
      </div>
      <div className="panel figures file-figures record-figures">
        {records.kind === 'customers' ? (
          <>
            <Figure
              label={t('collect.fileCustomers')}
              value={number(records.people)}
              detail={records.unusable > 0 ? t('collect.unusable', { count: records.unusable, n: number(records.unusable) }) : undefined}
            />
            <Figure label={t('collect.withPhone')} value={number(records.withPhone)} />
            <Figure
              label={t('collect.withEmail')}
              value={number(records.withEmail)}
              detail={t('collect.withNeither', { n: number(records.withNeither) })}
            />
            <Figure
              label={t('collect.marketingYes')}
              value={number(records.consents.marketing.yes)}
              detail={said(records.consents.marketing)}
            />
            {CHANNELS.filter((channel) => records.consents[channel].notSaid < records.rows).map((channel) => (
              <Figure
                key={channel}
                label={t('collect.channelYes', { channel: code('channel', channel) })}
                value={number(records.consents[channel].yes)}
                detail={said(records.consents[channel])}
              />
            ))}
            <Figure label={t('collect.webhookYes')} value={number(records.consents.webhook.yes)} detail={said(records.consents.webhook)} />
          </>
        ) : (
          <>
            <Figure
              label={t('collect.tickets')}
              value={number(records.tickets)}
              detail={Object.entries(records.kinds)
                .map(([kind, count]) => `${kind === '' ? t('collect.otherKind') : code('event', kind)} ${number(count)}`)
                .join(' · ')}
            />
            <Figure label={t('collect.openTickets')} value={number(records.open)} />
            <Figure label={t('collect.closedTickets')} value={number(records.closed)} />
            <Figure
              label={t('collect.fileCustomers')}
              value={number(records.people)}
              detail={t('collect.ofNobody', { n: number(records.withoutCustomer) })}
            />
          </>
        )}
        <Figure label={t(records.kind === 'customers' ? 'collect.registered' : 'collect.opened')} value={span} />
      </div>
    </section>
  )
}
