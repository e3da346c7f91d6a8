import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ComplaintReach, Suppression } from '#http/act/suppression-schemas.ts'
import { apiUrl } from '../../../api/client.ts'
import { endpoints } from '../../../api/endpoints.ts'
import type { PageOf } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AddDialog } from './add-dialog.tsx'
import { LiftDialog } from './lift-dialog.tsx'
import { ListDialog } from './list-dialog.tsx'

const CHANNELS = ['email', 'sms', 'agent_task', 'wechat', 'push'] as const
const REASONS = ['unsubscribe', 'complaint', 'pause', 'hard_bounce', 'staff', 'list'] as const

/** Addresses that are not used any more: found, added, taken from a list, lifted. */
export function SuppressionsTab() {
  const { t, i18n } = useTranslation()
  const code = useCode()
  const can = useCan()
  const params = usePageParams()
  const [channel, reason] = [params.get('channel'), params.get('reason')]
  const pages = usePages('suppressions', params, (page) => endpoints.suppressions({ channel, reason, ...page }))
  const [open, setOpen] = useState<'add' | 'list'>()
  const [lifted, setLifted] = useState<Suppression>()
  const columns = useColumns(setLifted)
  const close = () => setOpen(undefined)
  return (
    <div className="stack">
      <FindPanel columns={columns} />
      <Panel
        title={t('suppressions.tab')}
        note={t('suppressions.note')}
        flush
        actions={
          <span className="row">
            {can('customers:export') ? (
              <Button
                size="small"
                href={apiUrl('/suppressions.csv', { channel, reason, language: i18n.language })}
                icon={<Icon name="download" />}
              >
                {t('suppressions.export')}
              </Button>
            ) : null}
            <Button size="small" onClick={() => setOpen('list')}>
              {t('suppressions.list')}
            </Button>
            <Button size="small" type="primary" onClick={() => setOpen('add')}>
              {t('suppressions.add')}
            </Button>
          </span>
        }
      >
        <div className="filters">
          <Select
            allowClear
            aria-label={t('decide.channel')}
            placeholder={t('suppressions.allChannels')}
            value={channel ?? null}
            onChange={(value: string | null) => params.set({ channel: value ?? undefined })}
            options={CHANNELS.map((value) => ({ value, label: code('channel', value) }))}
            style={{ minWidth: 160 }}
          />
          <Select
            allowClear
            aria-label={t('act.reason')}
            placeholder={t('suppressions.allReasons')}
            value={reason ?? null}
            onChange={(value: string | null) => params.set({ reason: value ?? undefined })}
            options={REASONS.map((value) => ({ value, label: code('suppressionReason', value) }))}
            style={{ minWidth: 160 }}
          />
        </div>
        <PagedTable
          label={t('suppressions.tab')}
          columns={columns}
          pages={pages}
          rowKey={(row) => row.id}
          empty={<EmptyState title={t('suppressions.empty')}>{t('suppressions.emptyText')}</EmptyState>}
        />
      </Panel>
      <ComplaintsPanel />
      {open === 'add' ? <AddDialog close={close} /> : null}
      {open === 'list' ? <ListDialog close={close} /> : null}
      {lifted === undefined ? null : <LiftDialog suppression={lifted} close={() => setLifted(undefined)} />}
    </div>
  )
}

function useColumns(lift: (row: Suppression) => void): Column<Suppression>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const navigate = useNavigate()
  return [
    {
      key: 'address',
      title: t('suppressions.address'),
      render: (row) => {
        const { customerId } = row
        const text = row.masked === '' ? '—' : row.masked
        return (
          <>
            {customerId === null ? (
              <span className="cell-main">{text}</span>
            ) : (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => void navigate(`/customers/${customerId}`)}>
                {text}
              </Button>
            )}
            {row.kind === 'customer' ? <span className="cell-sub">{t('suppressions.person')}</span> : null}
          </>
        )
      },
    },
    { key: 'channel', title: t('decide.channel'), render: (row) => code('channel', row.channel) },
    {
      key: 'reason',
      title: t('act.reason'),
      render: (row) => (
        <>
          {code('suppressionReason', row.reason)}
          {row.until === null ? null : <span className="cell-sub">{t('suppressions.until', { when: format.dateTime(row.until) })}</span>}
        </>
      ),
    },
    {
      key: 'note',
      title: t('suppressions.noteColumn'),
      maxWidth: 280,
      hideOnCard: true,
      render: (row) => (
        <>
          {row.note}
          {row.by === null ? null : <span className="cell-sub">{t('suppressions.by', { who: row.by })}</span>}
        </>
      ),
    },
    { key: 'since', title: t('suppressions.since'), render: (row) => format.dateTime(row.createdAt) },
    {
      key: 'actions',
      title: t('common.actions'),
      render: (row) => (
        <Button size="small" onClick={() => lift(row)}>
          {t('suppressions.lift')}
        </Button>
      ),
    },
  ]
}

/** An address is asked for whole and kept out of the address bar. */
function FindPanel({ columns }: { columns: Column<Suppression>[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [text, setText] = useState('')
  const find = useChange<PageOf<Suppression>>()
  const search = (address: string) => {
    if (address.trim() === '') find.reset()
    else find.mutate({ method: 'POST', path: '/suppressions/search', body: { address } })
  }
  const found = find.data
  return (
    <Panel title={t('suppressions.find')}>
      <div className="stack-small">
        <Input.Search
          aria-label={t('suppressions.find')}
          placeholder={t('suppressions.findHint')}
          maxLength={320}
          value={text}
          allowClear
          enterButton
          loading={find.isPending}
          onChange={(event) => setText(event.target.value)}
          onSearch={search}
          style={{ maxWidth: 420 }}
        />
        {find.error === null ? null : <ErrorNotice problem={find.error} />}
        {found === undefined ? null : found.items.length === 0 ? (
          <p role="status">{t('suppressions.notFound')}</p>
        ) : (
          <>
            <p role="status">{t('suppressions.found', { count: found.items.length, n: format.integer(found.items.length) })}</p>
            <DataTable label={t('suppressions.find')} columns={columns} rows={found.items} rowKey={(row) => row.id} empty="" />
          </>
        )}
      </div>
    </Panel>
  )
}

function ComplaintsPanel() {
  const { t } = useTranslation()
  const can = useCan()
  const query = useApi(endpoints.complaintReach())
  const set = useChange<ComplaintReach>(['/suppressions/settings'])
  return (
    <Panel title={t('suppressions.complaints')}>
      <div className="stack-small">
        <p className="soft">{t('suppressions.complaintsText')}</p>
        {set.error === null ? null : <ErrorNotice problem={set.error} />}
        <Checkbox
          disabled={query.data === undefined || set.isPending || !can('settings:manage')}
          checked={query.data?.complaintsStopEverything === true}
          onChange={(event) =>
            set.mutate({ method: 'PUT', path: '/suppressions/settings', body: { complaintsStopEverything: event.target.checked } })
          }
        >
          {t('suppressions.complaintsEverywhere')}
        </Checkbox>
      </div>
    </Panel>
  )
}
