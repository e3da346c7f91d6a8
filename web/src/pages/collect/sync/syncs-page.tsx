import { App, Button, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Job } from '#http/collect/data-schemas.ts'
import type { Sync } from '#http/collect/sync-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { EndButton } from '../../../components/end-button.tsx'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page } from '../../../components/page.tsx'
import { useProblemWords } from '../../../components/problem-words.ts'
import { StateTag } from '../../../components/tags.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { SyncRuns } from './sync-runs.tsx'
import { SyncWizard } from './sync-wizard.tsx'

const isRunning = ({ lastRun }: Sync) => lastRun?.state === 'running'

/** Tables of the shop's own database: what is read, how the last run went, and how to set one up. */
export default function SyncsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const words = useProblemWords()
  const params = usePageParams()
  /** Runs that were asked for and have not begun: the sync, and its last run before. */
  const [asked, setAsked] = useState<Readonly<Record<string, string>>>({})
  const waits = (row: Sync) => asked[row.id] !== undefined && asked[row.id] === (row.lastRun?.id ?? '')
  const query = useApi(endpoints.syncs(), { watched: ({ items }) => items.some((row) => isRunning(row) || waits(row)) })
  const chosen = query.data?.items.find(({ id }) => id === params.get('sync'))
  const add = can('sources:manage') ? (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => params.set({ new: '1' }, { replace: false })}>
      {t('sync.add')}
    </Button>
  ) : undefined
  const columns: Column<Sync>[] = [
    {
      key: 'name',
      title: t('sync.name'),
      maxWidth: 320,
      render: (row) => {
        const problem = row.stopped ?? row.lastRun?.problem ?? null
        return (
          <>
            <Link className="cell-main" to={{ search: `?sync=${encodeURIComponent(row.id)}` }}>
              {row.name}
            </Link>
            {problem === null ? null : (
              <span className="cell-sub cell-error">{words(problem.code, problem.params) ?? t('sync.failure')}</span>
            )}
          </>
        )
      },
    },
    {
      key: 'table',
      title: t('sync.table'),
      render: (row) => (
        <>
          <span className="mono">{`${row.table.schema}.${row.table.name}`}</span>
          <span className="cell-sub">{`${row.address.host}:${row.address.port}`}</span>
        </>
      ),
    },
    { key: 'holds', title: t('sync.holds'), render: (row) => t(`codes.importKind.${row.kind}`) },
    { key: 'state', title: t('sync.state'), render: (row) => <SyncState row={row} /> },
    {
      key: 'last',
      title: t('sync.lastRun'),
      render: (row) => (row.lastRun === null ? <Unknown reason={t('sync.neverRan')} /> : format.dateTime(row.lastRun.startedAt)),
    },
    {
      key: 'stored',
      title: t('sync.stored'),
      numeric: true,
      render: (row) => (row.lastRun === null ? <Unknown /> : format.integer(row.lastRun.stored)),
    },
    {
      key: 'actions',
      title: '',
      numeric: true,
      wideOnCard: true,
      render: (row) => <SyncActions row={row} started={() => setAsked((all) => ({ ...all, [row.id]: row.lastRun?.id ?? '' }))} />,
    },
  ]
  return (
    <Page title={t('sync.title')} purpose={t('sync.purpose')} actions={add}>
      <div className="panel">
        <DataTable
          label={t('sync.title')}
          columns={columns}
          rows={query.data?.items}
          rowKey={(row) => row.id}
          error={query.error}
          retry={() => void query.refetch()}
          empty={
            <EmptyState title={t('sync.empty')} action={add}>
              {t('sync.emptyText')}
            </EmptyState>
          }
        />
      </div>
      {chosen === undefined ? null : <SyncRuns sync={chosen} close={() => params.set({ sync: undefined })} />}
      <SyncWizard open={params.get('new') === '1' && can('sources:manage')} close={() => params.set({ new: undefined })} />
    </Page>
  )
}

function SyncState({ row }: { row: Sync }) {
  const { t } = useTranslation()
  if (row.stopped !== null) return <StateTag tone="danger">{t('sync.stopped')}</StateTag>
  if (row.pausedAt !== null) return <StateTag tone="muted">{t('sync.paused')}</StateTag>
  return isRunning(row) ? <StateTag tone="plain">{t('sync.running')}</StateTag> : <StateTag tone="accent">{t('sync.active')}</StateTag>
}

function SyncActions({ row, started }: { row: Sync; started: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const run = useChange<Job>(['/syncs'])
  const change = useChange(['/syncs'])
  const path = `/syncs/${encodeURIComponent(row.id)}`
  const rests = row.pausedAt !== null || row.stopped !== null
  return (
    <Space wrap>
      {can('data:import') ? (
        <Button
          size="small"
          loading={run.isPending}
          onClick={() =>
            run.mutate(
              { method: 'POST', path: `${path}/run`, body: {} },
              { onSuccess: started, onError: (problem) => void message.error(problemText(problem)) },
            )
          }
        >
          {t('sync.runNow')}
        </Button>
      ) : null}
      {can('sources:manage') ? (
        <>
          <Button
            size="small"
            loading={change.isPending}
            onClick={() =>
              change.mutate(
                { method: 'PATCH', path, body: { paused: !rests } },
                { onError: (problem) => void message.error(problemText(problem)) },
              )
            }
          >
            {t(rests ? 'sync.resume' : 'sync.pause')}
          </Button>
          <EndButton list="/syncs" id={row.id} ask={t('sync.removeAsk')} label={t('sync.remove')} />
        </>
      ) : null}
    </Space>
  )
}
