import { Button, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WatchedLine } from '#http/collect/watch-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { StateTag } from '../../components/tags.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { WatchedMessage } from './watched-message.tsx'

const LOOK_MS = 2_000
const VERDICTS = ['stored', 'duplicate', 'quarantined', 'dropped'] as const
const TONES = { stored: 'accent', duplicate: 'muted', quarantined: 'danger', dropped: 'muted' } as const

/** Live debugger of one source: its messages as they come in, while somebody watches. */
export function SourceWatch({ sourceId, params }: { sourceId: string; params: PageParams }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const can = useCan()
  const [paused, setPaused] = useState(false)
  const [event, user, verdict] = [params.get('event'), params.get('user'), params.get('verdict')]
  const query = useApi(endpoints.watchedMessages(sourceId, { event, user, verdict }), {
    refetchInterval: paused ? false : LOOK_MS,
    keepPrevious: true,
  })
  const change = useChange([`/sources/${sourceId}`])
  const path = `/sources/${encodeURIComponent(sourceId)}/watch`
  const until = query.data?.watchedUntil ?? null
  const opened = params.get('message')
  const why = (row: WatchedLine) =>
    row.reason === '' ? '' : row.verdict === 'quarantined' ? code('quarantineReason', row.reason) : code('watchReason', row.reason)
  const columns: Column<WatchedLine>[] = [
    { key: 'at', title: t('collect.watchedAt'), render: (row) => format.dateTime(row.receivedAt) },
    { key: 'type', title: t('collect.watchedType'), render: (row) => <span className="mono">{row.type}</span> },
    { key: 'name', title: t('collect.watchedName'), render: (row) => <span className="cell-main">{row.name}</span>, maxWidth: 260 },
    { key: 'user', title: t('collect.watchedUser'), render: (row) => <span className="mono">{row.user}</span> },
    {
      key: 'verdict',
      title: t('collect.watchedVerdict'),
      render: (row) => <StateTag tone={TONES[row.verdict]}>{code('messageVerdict', row.verdict)}</StateTag>,
    },
    { key: 'why', title: t('collect.watchedWhy'), render: why },
  ]
  const start = can('sources:manage') ? (
    <Button type="primary" loading={change.isPending} onClick={() => change.mutate({ method: 'POST', path, body: {} })}>
      {t('collect.watchStart')}
    </Button>
  ) : undefined
  return (
    <Panel
      title={t('collect.watchTitle')}
      note={until === null ? t('collect.watchOff') : t('collect.watchUntil', { at: format.dateTime(until) })}
      actions={
        <Space wrap>
          {until === null ? (
            start
          ) : (
            <>
              <Button onClick={() => setPaused(!paused)}>{paused ? t('collect.watchGoOn') : t('collect.watchPause')}</Button>
              {can('sources:manage') ? (
                <Button loading={change.isPending} onClick={() => change.mutate({ method: 'DELETE', path })}>
                  {t('collect.watchStop')}
                </Button>
              ) : null}
            </>
          )}
        </Space>
      }
      flush
    >
      <Space wrap className="watch-filter">
        <Input.Search
          allowClear
          defaultValue={event}
          placeholder={t('collect.watchEvent')}
          aria-label={t('collect.watchEvent')}
          onSearch={(value) => params.set({ event: value.trim() })}
        />
        <Input.Search
          allowClear
          defaultValue={user}
          placeholder={t('collect.watchUser')}
          aria-label={t('collect.watchUser')}
          onSearch={(value) => params.set({ user: value.trim() })}
        />
        <Select
          allowClear
          value={verdict}
          placeholder={t('collect.watchedVerdict')}
          aria-label={t('collect.watchedVerdict')}
          style={{ minWidth: 160 }}
          onChange={(value?: string) => params.set({ verdict: value })}
          options={VERDICTS.map((value) => ({ value, label: code('messageVerdict', value) }))}
        />
      </Space>
      <DataTable
        label={t('collect.watchTitle')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        error={query.error}
        retry={() => void query.refetch()}
        onOpen={(row) => params.set({ message: row.id })}
        empty={
          <EmptyState
            title={until === null ? t('collect.watchOff') : t('collect.watchNothing')}
            action={until === null ? start : undefined}
          >
            {t('collect.watchHelp')}
          </EmptyState>
        }
      />
      {opened === undefined ? null : (
        <WatchedMessage sourceId={sourceId} messageId={opened} close={() => params.set({ message: undefined })} />
      )}
    </Panel>
  )
}
