import { Alert, Button, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Broadcast } from '#http/act/broadcast-schemas.ts'
import type { Send } from '#http/decide/retain-schemas.ts'
import { apiUrl } from '../../../api/client.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CustomerSelect } from '../../../components/customer-select.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { MessageDrawer } from '../message-drawer.tsx'
import { SendStateTag } from '../send-state.tsx'
import { isMoving } from './broadcast-state.tsx'

const STATES = ['waiting', 'sent', 'delivered', 'failed', 'uncertain', 'suppressed'] as const
const FILTERS = ['state', 'reason', 'channel', 'reaction', 'variant', 'customer'] as const

/** Everybody of it: who got it, who did not and why, by state or one by one. */
export function RecipientsPanel({ broadcast }: { broadcast: Broadcast }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const params = usePageParams()
  const [shown, setShown] = useState<string>()
  const [state, reason, channel, reaction, variant, customer] = FILTERS.map((name) => params.get(name))
  const filter = { state, reason, channel, reaction, variant }
  const pages = usePages(
    'recipients',
    params,
    (page) => endpoints.sends({ runId: broadcast.id, ...filter, customerId: customer, ...page }),
    { size: 25, watched: () => isMoving(broadcast) },
  )
  const isFiltered = [state, reason, channel, reaction, variant].some((one) => one !== undefined)
  // A figure above was opened: its people are shown.
  const top = useRef<HTMLDivElement>(null)
  const wanted = JSON.stringify(filter)
  const before = useRef(JSON.stringify({}))
  useEffect(() => {
    if (isFiltered && before.current !== wanted) top.current?.scrollIntoView({ block: 'start' })
    before.current = wanted
  }, [wanted, isFiltered])
  return (
    <div ref={top}>
      <Panel
        title={t('broadcasts.recipients')}
        flush
        {...(can('customers:export')
          ? {
              actions: (
                <Button
                  href={apiUrl('/sends.csv', { runId: broadcast.id, ...filter, customerId: customer, language: i18n.language })}
                  icon={<Icon name="download" />}
                >
                  {t('broadcasts.export')}
                </Button>
              ),
            }
          : {})}
      >
        <div className="filters" role="search">
          <Select
            allowClear
            value={state ?? null}
            aria-label={t('broadcasts.state')}
            placeholder={t('broadcasts.anyState')}
            onChange={(value: string | null) => params.set({ state: value ?? undefined, reason: undefined, reaction: undefined })}
            options={STATES.map((value) => ({ value, label: t(`broadcasts.recipientStates.${value}`) }))}
            style={{ minWidth: 150 }}
          />
          {can('customers:read') ? (
            <CustomerSelect
              label={t('broadcasts.oneCustomer')}
              first={[]}
              value={customer}
              change={(id) => params.set({ customer: id })}
              style={{ width: 300, maxWidth: '100%' }}
            />
          ) : null}
          {isFiltered || customer !== undefined ? (
            <Button onClick={() => params.set(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>
              {t('broadcasts.clear', {
                what: [
                  channel === undefined ? '' : code('channel', channel),
                  reason === undefined ? '' : code('sendReason', reason),
                  reaction === undefined ? '' : t(`broadcasts.reactions.${reaction as 'opened'}`),
                  variant === undefined ? '' : t('broadcasts.oneVariant'),
                ]
                  .filter((one) => one !== '')
                  .join(t('common.listSeparator')),
              })}
            </Button>
          ) : null}
        </div>
        {customer === undefined ? null : <Why broadcastId={broadcast.id} customerId={customer} />}
        <PagedTable<Send>
          label={t('broadcasts.recipients')}
          pages={pages}
          rowKey={({ sendKey }) => sendKey}
          onOpen={({ sendKey }) => setShown(sendKey)}
          empty={<EmptyState title={t('broadcasts.nobodyHere')} />}
          columns={[
            {
              key: 'customer',
              title: t('act.customer'),
              render: (row) => (
                <Link className="cell-main" to={`/customers/${row.customerId}`}>
                  {row.maskedName === '' ? row.customerId.slice(0, 8) : row.maskedName}
                </Link>
              ),
            },
            { key: 'channel', title: t('broadcasts.channel'), render: (row) => code('channel', row.channel) },
            {
              key: 'variant',
              title: t('broadcasts.variant'),
              hideOnCard: true,
              render: ({ variant: of }) => (of === null ? '' : of.id === 'base' ? t('contents.variant.base') : of.name),
            },
            { key: 'state', title: t('broadcasts.state'), render: (row) => <SendStateTag state={row.state} /> },
            {
              key: 'reason',
              title: t('act.reason'),
              maxWidth: 240,
              render: (row) => (row.reason === '' ? '' : code('sendReason', row.reason)),
            },
            {
              key: 'finished',
              title: t('act.finished'),
              hideOnCard: true,
              render: (row) => (row.finishedAt === null ? <Unknown reason={t('broadcasts.notYet')} /> : format.dateTime(row.finishedAt)),
            },
          ]}
        />
        <MessageDrawer sendKey={shown} close={() => setShown(undefined)} />
      </Panel>
    </div>
  )
}

/** Why one customer got it, or did not. */
function Why({ broadcastId, customerId }: { broadcastId: string; customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { data, error } = useApi(endpoints.broadcastWhy(broadcastId, customerId))
  if (error !== null) return <ErrorNotice problem={error} />
  if (data === undefined) return null
  const { inAudience, send, would } = data
  const text =
    send !== null
      ? t('broadcasts.whySend', {
          channel: code('channel', send.channel),
          state: code('sendState', send.state),
          reason: send.reason === '' ? t('broadcasts.whyNoReason') : code('sendReason', send.reason),
          time: format.dateTime(send.finishedAt ?? send.notBefore),
        })
      : !inAudience
        ? t('broadcasts.whyOutside')
        : would === null
          ? t('broadcasts.whyUnplanned')
          : would.reason === null
            ? t('broadcasts.whyWould', { channel: code('channel', would.channel) })
            : t('broadcasts.whyWouldNot', { reason: code('sendReason', would.reason) })
  const variant = send === null ? (would?.variant ?? null) : send.variant
  const variantText = t(send === null ? 'broadcasts.whyVariantWould' : 'broadcasts.whyVariant', {
    name: variant === null || variant.name === '' ? t('contents.variant.base') : variant.name,
  })
  return (
    <div className="panel-body">
      <Alert type="info" showIcon title={text} description={variant === null ? undefined : variantText} />
    </div>
  )
}
