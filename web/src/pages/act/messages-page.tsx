import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Send } from '#http/decide/retain-schemas.ts'
import { apiUrl } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { Icon } from '../../components/icon.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { MessageFilters, narrowedBy } from './message-filters.tsx'
import { SendStateTag } from './send-state.tsx'
import { WaitingPanel } from './waiting-panel.tsx'
import { SettleButton } from './settle-button.tsx'
import '../decide/decide.css'

const states = ['planned', 'claimed', 'handed', 'accepted', 'delivered', 'failed', 'uncertain', 'suppressed'] as const

/** Everything that was sent or not sent, and why. */
export default function MessagesPage() {
  const { t, i18n } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const filter = narrowedBy(params)
  const [state, reason, shown] = [params.get('state'), params.get('reason'), params.get('message')]
  const tally = useApi(endpoints.messageTally(filter), { keepPrevious: true })
  const pages = usePages('messages', params, (page) => endpoints.sends({ ...filter, state, reason, ...page }))
  const uncertain = tally.data?.items.reduce((sum, one) => sum + (one.state === 'uncertain' ? one.sends : 0), 0) ?? 0
  return (
    <Page
      title={t('act.messagesTitle')}
      purpose={t('act.messagesPurpose')}
      actions={
        can('customers:export') ? (
          <Button href={apiUrl('/sends.csv', { ...filter, state, reason, language: i18n.language })} icon={<Icon name="download" />}>
            {t('messages.export')}
          </Button>
        ) : null
      }
    >
      {uncertain === 0 ? null : (
        <Alert
          className="notice"
          type="warning"
          showIcon
          title={t('act.uncertainTitle', { count: uncertain })}
          description={t('act.uncertainText')}
          {...(state === 'uncertain'
            ? {}
            : {
                action: (
                  <Button size="small" onClick={() => params.set({ state: 'uncertain', reason: undefined })}>
                    {t('act.uncertainShow')}
                  </Button>
                ),
              })}
        />
      )}
      <WaitingPanel filter={filter} onlyHeldBack />
      <div className="panel">
        <StateTabs tally={tally.data?.items} state={state} change={(next) => params.set({ state: next, reason: undefined })} />
        <MessageFilters params={params} tally={tally.data?.items ?? []} />
        <PagedTable
          label={t('act.messagesTitle')}
          columns={useColumns()}
          pages={pages}
          rowKey={(row) => row.sendKey}
          onOpen={(row) => params.set({ message: row.sendKey, cursor: params.get('cursor'), page: params.get('page') })}
          empty={<EmptyState title={t('act.messagesEmpty')}>{t('act.messagesEmptyText')}</EmptyState>}
        />
      </div>
      <MessageDrawer
        sendKey={shown}
        close={() => params.set({ message: undefined, cursor: params.get('cursor'), page: params.get('page') })}
      />
    </Page>
  )
}

function StateTabs({
  tally,
  state,
  change,
}: {
  tally: readonly { state: string; sends: number }[] | undefined
  state: string | undefined
  change: (state: string | undefined) => void
}) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const count = (one: string | undefined) =>
    (tally ?? []).reduce((sum, row) => sum + (one === undefined || row.state === one ? row.sends : 0), 0)
  return (
    <div className="state-tabs" role="group" aria-label={t('decide.state')}>
      {[undefined, ...states].map((one) => {
        const n = count(one)
        if (one !== undefined && n === 0 && state !== one) return null
        return (
          <button type="button" key={one ?? ''} aria-pressed={state === one} data-count={n} onClick={() => change(one)}>
            <span>{one === undefined ? t('act.total') : code('sendState', one)}</span>
            <strong className="num">{tally === undefined ? '…' : format.integer(n)}</strong>
          </button>
        )
      })}
    </div>
  )
}

function useColumns(): Column<Send>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const navigate = useNavigate()
  return [
    {
      key: 'customer',
      title: t('act.customer'),
      render: (row) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => void navigate(`/customers/${row.customerId}`)}>
          {row.maskedName === '' ? row.customerId.slice(0, 8) : row.maskedName}
        </Button>
      ),
    },
    {
      key: 'source',
      title: t('act.source'),
      maxWidth: 260,
      render: (row) => (
        <>
          {format.text(row.source.name)} <span className="muted">{code('sendSource', row.source.kind)}</span>
        </>
      ),
    },
    { key: 'channel', title: t('decide.channel'), render: (row) => code('channel', row.channel) },
    {
      key: 'state',
      title: t('decide.state'),
      render: (row) => (
        <span className="row">
          <SendStateTag state={row.state} />
          {row.state === 'uncertain' && can('decisions:run') ? <SettleButton sendKey={row.sendKey} /> : null}
        </span>
      ),
    },
    { key: 'reason', title: t('act.reason'), maxWidth: 240, render: (row) => (row.reason === '' ? '' : code('sendReason', row.reason)) },
    { key: 'planned', hideOnCard: true, title: t('act.planned'), render: (row) => format.dateTime(row.plannedAt) },
    {
      key: 'finished',
      title: t('act.finished'),
      render: (row) => (row.finishedAt === null ? '' : format.dateTime(row.finishedAt)),
    },
  ]
}
