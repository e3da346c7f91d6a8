import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Send } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { SendStateTag } from './send-state.tsx'

const SHOWN = 8

/** What was sent to a customer, and what was not and why, the newest first. */
export function CustomerMessages({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const [shown, setShown] = useState<string>()
  const { data, error } = useApi(endpoints.sends({ customerId, limit: SHOWN }), { enabled: can('decisions:read') })
  if (!can('decisions:read')) return null
  const columns: Column<Send>[] = [
    { key: 'planned', title: t('profile.when'), render: (row) => format.dateTime(row.finishedAt ?? row.plannedAt) },
    {
      key: 'source',
      title: t('act.source'),
      maxWidth: 220,
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
          {row.reason === '' ? null : <span className="soft">{code('sendReason', row.reason)}</span>}
        </span>
      ),
    },
  ]
  return (
    <Panel
      title={t('outlook.messages')}
      flush
      actions={(data?.total ?? 0) > SHOWN ? <Link to={`/retain/messages?customerId=${customerId}`}>{t('outlook.allMessages')}</Link> : null}
    >
      <DataTable
        label={t('outlook.messages')}
        columns={columns}
        rows={data?.items}
        error={error}
        rowKey={(row) => row.sendKey}
        onOpen={(row) => setShown(row.sendKey)}
        skeletonRows={3}
        empty={<p className="panel-body soft">{t('outlook.messagesNone')}</p>}
      />
      <MessageDrawer sendKey={shown} close={() => setShown(undefined)} />
    </Panel>
  )
}
