import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TriedNow, WaitingMessages } from '#http/act/message-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { remedyOf } from './send-remedy.ts'
import './messages.css'

type Waiting = WaitingMessages['items'][number]

interface Props {
  /** What narrows the messages, by its name in the API. */
  filter: Readonly<Record<string, string | undefined>>
  /** Only messages that a provider or a rule holds back, and not those in their turn. */
  onlyHeldBack?: boolean
  /** Milliseconds between looks; without it, once. */
  refreshMs?: number
}

/** What has not left yet, why and since when; what somebody has mended is tried at once. Nothing where nothing waits. */
export function WaitingPanel({ filter, onlyHeldBack = false, refreshMs }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { data } = useApi(endpoints.waitingMessages(filter), { refetchInterval: refreshMs ?? false })
  const rows = data?.items.filter(({ isOwn, reason }) => isOwn || reason === 'chosen_account_off' || !onlyHeldBack) ?? []
  if (rows.length === 0) return null
  const columns: Column<Waiting>[] = [
    { key: 'reason', title: t('messages.waitsFor'), wideOnCard: true, render: (row) => <Why row={row} /> },
    { key: 'channel', title: t('decide.channel'), render: ({ channel }) => code('channel', channel) },
    {
      key: 'messages',
      title: t('messages.waitingCount'),
      numeric: true,
      render: (row) =>
        row.isOwn ? (
          <Link to={listOf(row, filter)} data-count={row.messages}>
            {format.integer(row.messages)}
          </Link>
        ) : (
          format.integer(row.messages)
        ),
    },
    { key: 'since', title: t('messages.waitingSince'), render: ({ since }) => format.dateTime(since) },
    {
      key: 'last',
      title: t('messages.lastTry'),
      render: ({ lastTryAt, isOwn }) => (lastTryAt === null || !isOwn ? '' : format.dateTime(lastTryAt)),
    },
    {
      key: 'next',
      title: t('messages.nextTry'),
      render: ({ nextAt }) => (nextAt === null ? t('messages.nextByPerson') : format.dateTime(nextAt)),
    },
    { key: 'try', title: '', render: (row) => <TryNow row={row} runId={filter['runId']} /> },
  ]
  return (
    <Panel title={t('messages.waitingTitle')} flush className={onlyHeldBack ? 'notice' : ''}>
      <DataTable
        label={t('messages.waitingTitle')}
        columns={columns}
        rows={rows}
        rowKey={({ channel, reason, isOwn }) => `${channel} ${reason} ${isOwn}`}
        empty={null}
      />
    </Panel>
  )
}

function listOf({ reason, channel }: Waiting, filter: Props['filter']): string {
  const query = new URLSearchParams({ state: 'waiting', reason, channel })
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value)
  return `/retain/messages?${query.toString()}`
}

/** The reason in words, the account, and what can be done. */
function Why({ row: { reason, isOwn, accounts } }: { row: Waiting }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const remedy = isOwn || reason === 'chosen_account_off' ? remedyOf(reason) : null
  const names = accounts.map(({ name }) => (name === '' ? t('messages.accountGone') : name))
  return (
    <>
      <span className="cell-main">{code('sendReason', reason)}</span>
      {names.length === 0 ? null : <span className="cell-sub">{names.join(t('common.listSeparator'))}</span>}
      {remedy === null ? null : (
        <span className="cell-sub waiting-remedy">
          {t(`messages.remedy.${remedy}`)}{' '}
          {remedy === 'account' && can('channels:read') ? <Link to="/settings/channels">{t('messages.toAccount')}</Link> : null}
          {remedy === 'offer' ? <Link to="/retain/offers">{t('messages.toOffers')}</Link> : null}
          {remedy === 'template' || remedy === 'content' ? <Link to="/retain/contents">{t('messages.toContents')}</Link> : null}
        </span>
      )}
    </>
  )
}

function TryNow({ row: { reason, channel, later, canTry }, runId }: { row: Waiting; runId: string | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<TriedNow>(['/sends', '/broadcasts'])
  if (!canTry || !can('decisions:run')) return null
  const tryNow = () =>
    change.mutate(
      { method: 'POST', path: '/sends/try-now', body: { reason, channel, ...(runId === undefined ? {} : { runId }) } },
      {
        onSuccess: ({ messages }) => void message.success(t('messages.triedNow', { count: messages, n: format.integer(messages) })),
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  return (
    <Popconfirm
      title={t('messages.tryNowAsk', { count: later, n: format.integer(later) })}
      description={t('messages.tryNowWhat')}
      okText={t('messages.tryNow')}
      cancelText={t('common.cancel')}
      onConfirm={tryNow}
    >
      <Button size="small" loading={change.isPending}>
        {t('messages.tryNow')}
      </Button>
    </Popconfirm>
  )
}
