import { Alert, Button, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Send } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { SendStateTag } from './send-state.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { SettleButton } from './settle-button.tsx'
import '../decide/decide.css'

const states = ['planned', 'claimed', 'handed', 'accepted', 'delivered', 'failed', 'uncertain', 'suppressed'] as const

export default function MessagesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const { limited } = useSession()
  const navigate = useNavigate()
  const params = usePageParams()
  const [shownSend, setShownSend] = useState<Send>()
  const runId = params.get('runId')
  const state = params.get('state')
  const reaction = params.get('reaction')
  const runs = useApi(endpoints.runs({ limit: 30 }), { enabled: !limited })
  const pages = usePages('messages', params, (page) => endpoints.sends({ runId, state, reaction, ...page }))
  const shown = runs.data?.items.filter((run) => runId === undefined || run.id === runId) ?? []
  const count = (one: (typeof states)[number]) => shown.reduce((sum, run) => sum + run.sends[one], 0)
  const total = states.reduce((sum, one) => sum + count(one), 0)
  const columns: Column<Send>[] = [
    {
      key: 'customer',
      title: t('act.customer'),
      render: (row) => <span className="cell-main">{row.maskedName === '' ? row.customerId.slice(0, 8) : row.maskedName}</span>,
    },
    {
      key: 'source',
      title: t('act.source'),
      maxWidth: 260,
      render: (row) => (
        <span>
          {format.text(row.source.name)} <span className="muted">{code('sendSource', row.source.kind)}</span>
        </span>
      ),
    },
    { key: 'channel', title: t('decide.channel'), render: (row) => code('channel', row.channel) },
    { key: 'state', title: t('decide.state'), render: (row) => <SendStateTag state={row.state} /> },
    { key: 'reason', title: t('act.reason'), maxWidth: 240, render: (row) => (row.reason === '' ? '' : code('sendReason', row.reason)) },
    { key: 'attempts', hideOnCard: true, title: t('act.attempts'), numeric: true, render: (row) => format.integer(row.attempts) },
    { key: 'planned', hideOnCard: true, title: t('act.planned'), render: (row) => format.dateTime(row.plannedAt) },
    {
      key: 'finished',
      hideOnCard: true,
      title: t('act.finished'),
      render: (row) => (row.finishedAt === null ? <Unknown /> : format.dateTime(row.finishedAt)),
    },
    ...(can('customers:reveal') || (can('decisions:run') && count('uncertain') > 0)
      ? [
          {
            key: 'actions',
            title: t('common.actions'),
            wideOnCard: true,
            render: (row: Send) => {
              const isShown = can('customers:reveal') && row.attempts > 0
              const isOpen = can('decisions:run') && row.state === 'uncertain'
              if (!isShown && !isOpen) return ''
              return (
                <span className="row">
                  {isShown ? (
                    <Button size="small" onClick={() => setShownSend(row)}>
                      {t('act.messageShow')}
                    </Button>
                  ) : null}
                  {isOpen ? <SettleButton sendKey={row.sendKey} /> : null}
                </span>
              )
            },
          },
        ]
      : []),
  ]
  return (
    <Page title={t('act.messagesTitle')} purpose={t('act.messagesPurpose')}>
      {count('uncertain') === 0 ? null : (
        <Alert
          className="notice"
          type="warning"
          showIcon
          title={t('act.uncertainTitle', { count: count('uncertain') })}
          description={t('act.uncertainText')}
          {...(state === 'uncertain'
            ? {}
            : {
                action: (
                  <Button size="small" onClick={() => params.set({ state: 'uncertain' })}>
                    {t('act.uncertainShow')}
                  </Button>
                ),
              })}
        />
      )}
      <div className="panel">
        <div className="state-tabs" role="group" aria-label={t('decide.state')}>
          {[undefined, ...states].map((one) => {
            const n = one === undefined ? total : count(one)
            if (one !== undefined && n === 0 && state !== one && !limited) return null
            return (
              <button
                type="button"
                key={one ?? ''}
                aria-pressed={reaction === undefined && state === one}
                data-count={limited ? undefined : n}
                onClick={() => params.set({ state: one, reaction: undefined })}
              >
                <span>{one === undefined ? t('act.total') : code('sendState', one)}</span>
                {limited ? null : <strong className="num">{runs.data === undefined ? '…' : format.integer(n)}</strong>}
              </button>
            )
          })}
        </div>
        {limited && reaction === undefined && state !== 'sent' ? null : (
          <div className="filters">
            {reaction === undefined && state !== 'sent' ? null : (
              <Tag closable onClose={() => params.set({ reaction: undefined, state: undefined })}>
                {t(reaction === undefined ? 'act.sent' : reaction === 'clicked' ? 'act.clicked' : 'act.opened')}
              </Tag>
            )}
            {limited ? null : (
              <Select
                allowClear
                aria-label={t('decide.runsTitle')}
                placeholder={t('act.allRuns')}
                value={runId ?? null}
                onChange={(value: string | null) => params.set({ runId: value ?? undefined })}
                options={(runs.data?.items ?? []).map((run) => ({
                  value: run.id,
                  label: t('act.oneRun', { when: format.dateTime(run.createdAt) }),
                }))}
                popupMatchSelectWidth={false}
                style={{ minWidth: 220 }}
              />
            )}
            {runId === undefined || !can('effects:read') ? null : (
              <Button onClick={() => void navigate(`/effect/${runId}`)}>{t('decide.measure')}</Button>
            )}
          </div>
        )}
        <PagedTable
          label={t('act.messagesTitle')}
          columns={columns}
          pages={pages}
          rowKey={(row) => row.sendKey}
          onOpen={(row) => void navigate(`/customers/${row.customerId}`)}
          empty={<EmptyState title={t('act.messagesEmpty')}>{t('act.messagesEmptyText')}</EmptyState>}
        />
      </div>
      <MessageDrawer send={shownSend} close={() => setShownSend(undefined)} />
    </Page>
  )
}
