import { Alert, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { Figure, Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { ChannelNotice } from '../channel-notice.tsx'
import { WaitingPanel } from '../waiting-panel.tsx'
import { BroadcastActions } from './broadcast-actions.tsx'
import { BroadcastEffect } from './broadcast-effect.tsx'
import { BroadcastFacts } from './broadcast-facts.tsx'
import { BroadcastStateTag } from './broadcast-state.tsx'
import { ApprovalNotice } from './approval-notice.tsx'
import { ChosenContent } from './content-step.tsx'
import { PlanSumsView, UnmadeNotice } from './plan-sums-view.tsx'
import { RecipientsPanel } from './recipients-panel.tsx'

type Unready = Parameters<typeof ChannelNotice>[0]['strategies'][number]['unready']

/** One broadcast under way or over: how far it is, what became of its messages, and who did not get it. */
export function BroadcastLive({ detail }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { broadcast, funnel, reasons } = detail
  const { id, name, state, sends } = broadcast
  const of = (query: string) => `/retain/broadcasts/${id}?${query}`
  const sum = (read: (one: (typeof funnel)[number]) => number) => funnel.reduce((all, one) => all + read(one), 0)
  const figure = (label: string, value: number, query: string) => (
    <Figure label={label} value={format.integer(value)} {...(value === 0 ? {} : { to: of(query), count: value })} />
  )
  return (
    <Page
      title={name}
      purpose={<BroadcastStateTag broadcast={broadcast} />}
      above={
        <Link to="/retain/broadcasts" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('broadcasts.title')}
        </Link>
      }
      actions={<BroadcastActions broadcast={broadcast} />}
    >
      <div className="stack">
        <StateNotice detail={detail} />
        <ApprovalNotice detail={detail} />
        {state === 'awaiting' ? <Looked detail={detail} /> : null}
        <div className="panel figures figures-tight">
          {figure(t('broadcasts.waiting'), sends.planned, 'state=waiting')}
          {figure(t('broadcasts.sent'), sends.sent, 'state=sent')}
          {isUntold(sends) ? (
            <Figure label={t('broadcasts.delivered')} value={null} unknown={t('broadcasts.untold')} />
          ) : (
            figure(t('broadcasts.delivered'), sends.delivered, 'state=delivered')
          )}
          {figure(
            t('broadcasts.opened'),
            sum((one) => one.opened),
            'reaction=opened',
          )}
          {figure(
            t('broadcasts.clicked'),
            sum((one) => one.clicked),
            'reaction=clicked',
          )}
          {figure(t('broadcasts.failed'), sends.failed, 'state=failed')}
          {figure(t('broadcasts.notGot'), sends.suppressed, 'state=suppressed')}
        </div>
        {sends.planned === 0 ? null : (
          <ChannelNotice
            isBroadcast
            strategies={broadcast.channels.map((channel) => ({ channel, unready: (detail.unready[channel] ?? null) as Unready }))}
          />
        )}
        {sends.planned === 0 ? null : <WaitingPanel filter={{ runId: id }} />}
        <Panel title={t('broadcasts.funnelTitle')} flush>
          <Funnel detail={detail} of={of} />
        </Panel>
        {detail.variants.length === 0 ? null : <Variants detail={detail} of={of} />}
        {reasons.length === 0 && detail.failures.length === 0 ? null : <Reasons detail={detail} of={of} />}
        {state === 'scheduled' || state === 'awaiting' ? null : <BroadcastEffect broadcast={broadcast} />}
        {state === 'scheduled' || state === 'awaiting' ? null : <RecipientsPanel broadcast={broadcast} />}
        <BroadcastFacts broadcast={broadcast} />
      </div>
    </Page>
  )
}

/** What whoever approves looks at: whom it would reach, and the messages. */
function Looked({ detail: { broadcast, variants } }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { preview, content, currency } = broadcast
  return (
    <>
      {preview === null ? null : (
        <Panel title={t('broadcasts.previewTitle')} note={t('broadcasts.previewAt', { time: format.dateTime(preview.at) })}>
          <div className="stack">
            <PlanSumsView sums={preview.sums} currency={currency} variants={variants} />
            <UnmadeNotice broadcast={broadcast} />
          </div>
        </Panel>
      )}
      {content === null ? null : <ChosenContent id={content.id} version={content.version} />}
    </>
  )
}

/** Mail servers take a message and mostly say no more: nobody knows that it arrived, which is not that nothing did. */
function isUntold({ sent, delivered }: { sent: number; delivered: number }): boolean {
  return sent > 0 && delivered === 0
}

function StateNotice({ detail: { broadcast } }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, pausedAt, startsAt, audienceSize, sums, stopReason, finishedAt } = broadcast
  const total = audienceSize ?? 0
  return (
    <>
      {pausedAt === null ? null : (
        <Alert
          type="warning"
          showIcon
          title={t('broadcasts.pausedSince', { time: format.dateTime(pausedAt) })}
          description={t('broadcasts.pausedText')}
        />
      )}
      {state === 'scheduled' && startsAt !== null ? (
        <Alert type="info" showIcon title={t('broadcasts.startsAt', { time: format.dateTime(startsAt) })} />
      ) : null}
      {state === 'planning' ? (
        <div className="panel panel-body" role="status">
          <div className="job-line">
            <strong>{t('broadcasts.planningNow')}</strong>
            <span className="num">
              {format.integer(sums.audience)} / {format.integer(total)}
            </span>
          </div>
          <Progress
            percent={total === 0 ? 0 : Math.round((sums.audience / total) * 100)}
            status={pausedAt === null ? 'active' : 'normal'}
            aria-label={t('broadcasts.planningNow')}
          />
        </div>
      ) : null}
      {state === 'stopped' && finishedAt !== null ? (
        <Alert type="error" showIcon title={t('broadcasts.stoppedAt', { time: format.dateTime(finishedAt) })} description={stopReason} />
      ) : null}
    </>
  )
}

function Funnel({ detail: { funnel }, of }: { detail: BroadcastDetail; of: (query: string) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  type Row = (typeof funnel)[number]
  const column = (key: keyof Omit<Row, 'channel'>, title: string, query: string, base?: keyof Omit<Row, 'channel'>) => ({
    key,
    title,
    numeric: true as const,
    render: (row: Row) => (
      <>
        {row[key] === 0 ? (
          '0'
        ) : (
          <Link to={of(`channel=${row.channel}&${query}`)} data-count={row[key]}>
            {format.integer(row[key])}
          </Link>
        )}
        {base === undefined || row[base] === 0 ? null : <span className="cell-sub">{format.percent(row[key] / row[base])}</span>}
      </>
    ),
  })
  const delivered = column('delivered', t('broadcasts.delivered'), 'state=delivered', 'sent')
  return (
    <DataTable<Row>
      label={t('broadcasts.funnelTitle')}
      rows={funnel}
      rowKey={({ channel }) => channel}
      empty={<EmptyState title={t('broadcasts.noFunnel')}>{t('broadcasts.noFunnelText')}</EmptyState>}
      columns={[
        {
          key: 'channel',
          title: t('broadcasts.channel'),
          render: ({ channel }) => <span className="cell-main">{code('channel', channel)}</span>,
        },
        { key: 'planned', title: t('broadcasts.planned'), numeric: true, render: ({ planned }) => format.integer(planned) },
        column('sent', t('broadcasts.sent'), 'state=sent', 'planned'),
        {
          ...delivered,
          render: (row: Row) => (isUntold(row) ? <Unknown reason={t('broadcasts.untold')} /> : delivered.render(row)),
        },
        column('opened', t('broadcasts.opened'), 'reaction=opened', 'sent'),
        column('clicked', t('broadcasts.clicked'), 'reaction=clicked', 'sent'),
        column('machineOpened', t('broadcasts.machineOpened'), 'reaction=machine_opened'),
        column('failed', t('broadcasts.failed'), 'state=failed', 'planned'),
        column('uncertain', t('broadcasts.uncertain'), 'state=uncertain'),
        column('unsubscribed', t('broadcasts.unsubscribed'), 'reaction=unsubscribed', 'sent'),
        column('complained', t('broadcasts.complained'), 'reaction=complained', 'sent'),
      ]}
    />
  )
}

/** How many the plan had for each variant of the content, and how many got it. */
function Variants({ detail: { broadcast, variants }, of }: { detail: BroadcastDetail; of: (query: string) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  type Row = (typeof variants)[number]
  return (
    <Panel title={t('broadcasts.variantsTitle')} note={t('broadcasts.variantsNote')} flush>
      <DataTable<Row>
        label={t('broadcasts.variantsTitle')}
        rows={variants}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          {
            key: 'name',
            title: t('broadcasts.variant'),
            render: ({ name, problem }) => (
              <>
                <span className="cell-main">{name === '' ? t('contents.variant.base') : name}</span>
                {problem === null ? null : <span className="cell-sub">{t('broadcasts.variantLost')}</span>}
              </>
            ),
          },
          {
            key: 'planned',
            title: t('broadcasts.variantPlanned'),
            numeric: true,
            render: ({ id }) => format.integer(broadcast.sums.byVariant[id] ?? 0),
          },
          {
            key: 'sent',
            title: t('broadcasts.sent'),
            numeric: true,
            render: ({ id, sent }) =>
              sent === 0 ? (
                '0'
              ) : (
                <Link to={of(`state=sent&variant=${encodeURIComponent(id)}`)} data-count={sent}>
                  {format.integer(sent)}
                </Link>
              ),
          },
        ]}
      />
    </Panel>
  )
}

function Reasons({ detail: { reasons, failures }, of }: { detail: BroadcastDetail; of: (query: string) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const lists = [
    { title: t('broadcasts.whyNot'), rows: reasons, state: 'suppressed' },
    { title: t('broadcasts.whyFailed'), rows: failures, state: 'failed' },
  ]
  return (
    <Panel title={t('broadcasts.reasonsTitle')}>
      <div className="broadcast-lists">
        {lists.map(({ title, rows, state }) =>
          rows.length === 0 ? null : (
            <div key={state}>
              <h3 className="subhead">{title}</h3>
              <ul className="skip-list">
                {rows.map(({ reason, customers }) => (
                  <li key={reason}>
                    <span>{code('sendReason', reason)}</span>
                    <Link
                      className="num"
                      to={of(`state=${state}&reason=${encodeURIComponent(reason)}`)}
                      data-count={customers}
                      aria-label={t('broadcasts.openReason', { reason: code('sendReason', reason), n: format.integer(customers) })}
                    >
                      {format.integer(customers)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ),
        )}
      </div>
    </Panel>
  )
}
