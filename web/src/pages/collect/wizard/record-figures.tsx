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

const SPANS = {
  customers: 'collect.registered',
  tickets: 'collect.opened',
  measures: 'collect.measured',
  feedback: 'collect.answered',
  sign_ins: 'collect.signedIn',
  subscriptions: 'collect.subscriptionsStarted',
} as const

/** What a file of any other kind than orders comes to. */
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
        ) : records.kind === 'tickets' ? (
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
        ) : records.kind === 'measures' ? (
          <>
            <Figure
              label={t('collect.measureValues')}
              value={number(records.values)}
              detail={
                records.replaced > 0 ? t('collect.measuresReplaced', { count: records.replaced, n: number(records.replaced) }) : undefined
              }
            />
            <Figure label={t('collect.fileCustomers')} value={number(records.people)} />
            {records.measures.slice(0, 6).map(({ name, unit, values, least, most }) => (
              <Figure
                key={name}
                label={unit === '' ? name : t('collect.measureUnit', { name, unit })}
                value={
                  least === most
                    ? format.decimal(least)
                    : t('collect.measureSpan', { least: format.decimal(least), most: format.decimal(most) })
                }
                detail={t('collect.measureCount', { count: values, n: number(values) })}
              />
            ))}
          </>
        ) : records.kind === 'subscriptions' ? (
          <>
            <Figure
              label={t('collect.fileSubscriptions')}
              value={number(records.subscriptions)}
              detail={t('collect.subscriptionPlans', { count: records.plans, n: number(records.plans) })}
            />
            <Figure label={t('collect.fileCustomers')} value={number(records.people)} />
            <Figure
              label={t('collect.subscriptionsEnded')}
              value={number(records.ended)}
              detail={
                records.endsLater > 0
                  ? t('collect.subscriptionsEndLater', { count: records.endsLater, n: number(records.endsLater) })
                  : undefined
              }
            />
          </>
        ) : records.kind === 'sign_ins' ? (
          <>
            <Figure label={t('collect.signIns')} value={number(records.rows)} />
            <Figure label={t('collect.fileCustomers')} value={number(records.people)} />
            <Figure
              label={t('collect.signInActivities')}
              value={number(records.activities)}
              detail={t('collect.signInStores', { count: records.stores, n: number(records.stores) })}
            />
          </>
        ) : records.kind === 'accounts' ? (
          <>
            <Figure
              label={t('collect.fileAccounts')}
              value={number(records.accounts)}
              detail={t('collect.accountRows', { count: records.withoutPerson, n: number(records.withoutPerson) })}
            />
            <Figure
              label={t('collect.fileCustomers')}
              value={number(records.people)}
              detail={t('collect.accountLeft', { count: records.left, n: number(records.left) })}
            />
          </>
        ) : (
          <>
            <Figure
              label={t('collect.feedbackAnswers')}
              value={number(records.answers)}
              detail={t('collect.feedbackWritten', { count: records.written, n: number(records.written) })}
            />
            {records.kinds.map(({ kind, answers, mean, most }) => (
              <Figure
                key={kind}
                label={code('event', kind === 'other' ? 'feedback' : kind)}
                value={mean === null ? '—' : format.decimal(mean)}
                detail={
                  mean === null || most === null
                    ? t('collect.feedbackCount', { count: answers, n: number(answers) })
                    : t('collect.feedbackMean', { count: answers, n: number(answers), most: number(most) })
                }
              />
            ))}
            <Figure
              label={t('collect.fileCustomers')}
              value={number(records.people)}
              detail={t('collect.ofNobody', { n: number(records.withoutCustomer) })}
            />
          </>
        )}
        {records.kind === 'accounts' ? null : <Figure label={t(SPANS[records.kind])} value={span} />}
      </div>
    </section>
  )
}
