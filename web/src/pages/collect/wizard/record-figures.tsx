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
    t('files.consentCounts', { no: number(no), unclear: number(unclear), notSaid: number(notSaid) })
  const { firstAt, lastAt } = records
  const span = firstAt === null || lastAt === null ? '—' : format.dateRange(firstAt, lastAt)
  return (
    <section className="stack-small" aria-label={t('files.truthTitle')}>
      <div className="between">
        <h2 className="subhead">{t('files.truthTitle')}</h2>
        <span className="faint">{note}</span>
      </div>
      <div className="panel figures file-figures record-figures">
        {records.kind === 'customers' ? (
          <>
            <Figure
              label={t('files.customers')}
              value={number(records.people)}
              detail={records.unusable > 0 ? t('files.unusable', { count: records.unusable, n: number(records.unusable) }) : undefined}
            />
            <Figure label={t('files.withPhone')} value={number(records.withPhone)} />
            <Figure
              label={t('files.withEmail')}
              value={number(records.withEmail)}
              detail={t('files.withNeither', { n: number(records.withNeither) })}
            />
            <Figure
              label={t('files.marketingYes')}
              value={number(records.consents.marketing.yes)}
              detail={said(records.consents.marketing)}
            />
            {CHANNELS.filter((channel) => records.consents[channel].notSaid < records.rows).map((channel) => (
              <Figure
                key={channel}
                label={t('files.channelYes', { channel: code('channel', channel) })}
                value={number(records.consents[channel].yes)}
                detail={said(records.consents[channel])}
              />
            ))}
            <Figure label={t('files.webhookYes')} value={number(records.consents.webhook.yes)} detail={said(records.consents.webhook)} />
          </>
        ) : (
          <>
            <Figure
              label={t('files.tickets')}
              value={number(records.tickets)}
              detail={Object.entries(records.kinds)
                .map(([kind, count]) => `${kind === '' ? t('files.otherKind') : code('event', kind)} ${number(count)}`)
                .join(' · ')}
            />
            <Figure label={t('files.openTickets')} value={number(records.open)} />
            <Figure label={t('files.closedTickets')} value={number(records.closed)} />
            <Figure
              label={t('files.customers')}
              value={number(records.people)}
              detail={t('files.ofNobody', { n: number(records.withoutCustomer) })}
            />
          </>
        )}
        <Figure label={t(records.kind === 'customers' ? 'files.registered' : 'files.opened')} value={span} />
      </div>
    </section>
  )
}
