import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '#http/collect/data-schemas.ts'
import { apiUrl } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { SampleFiles } from './sample-files.tsx'
import { StateTag } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { AttributesCard } from './attributes-card.tsx'
import { ImportWizard } from './import-wizard.tsx'
import { LeftOutTraitsCard } from './left-out-traits-card.tsx'
import { LogDialog } from './log-dialog.tsx'
import { MetricsCard } from '../quality/metrics-card.tsx'
import { UndoDialog } from './undo-dialog.tsx'
import './imports.css'

export default function ImportsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const params = usePageParams()
  const [undoing, setUndoing] = useState<Import>()
  const pages = usePages('imports', params, endpoints.imports, { watched: ({ state }) => state === 'running' || state === 'undoing' })
  const start = can('data:import') ? (
    <>
      <Button onClick={() => params.set({ new: 'log' }, { replace: false })}>{t('collect.logTitle')}</Button>
      <Button type="primary" icon={<Icon name="imports" />} onClick={() => params.set({ new: '1' }, { replace: false })}>
        {t('collect.newImport')}
      </Button>
    </>
  ) : undefined
  const columns: Column<Import>[] = [
    {
      key: 'file',
      title: t('collect.file'),
      maxWidth: 320,
      render: (row) => (
        <>
          <span className="cell-main">{row.fileName}</span>
          {row.error === null ? null : <span className="cell-sub cell-error">{row.error}</span>}
          {row.undoneAt === null ? null : (
            <span className="cell-sub">{t('collect.undoneBy', { when: format.dateTime(row.undoneAt) })}</span>
          )}
        </>
      ),
    },
    { key: 'kind', title: t('collect.kind'), render: (row) => t(`codes.importKind.${row.kind}`) },
    {
      key: 'state',
      title: t('collect.state'),
      render: (row) => (
        <StateTag
          tone={
            row.state === 'done'
              ? 'accent'
              : row.state === 'running' || row.state === 'undone'
                ? 'plain'
                : row.state === 'failed'
                  ? 'danger'
                  : 'warn'
          }
        >
          {row.state === 'running' && row.totalBytes > 0
            ? `${t('codes.importState.running')} ${format.percent(row.readBytes / row.totalBytes, 0)}`
            : t(`codes.importState.${row.state}`)}
        </StateTag>
      ),
    },
    { key: 'rows', title: t('collect.rows'), numeric: true, render: (row) => format.integer(row.rows) },
    { key: 'stored', title: t('collect.stored'), numeric: true, render: (row) => format.integer(row.stored) },
    {
      key: 'duplicates',
      title: t('collect.duplicates'),
      numeric: true,
      render: (row) => (
        <>
          {format.integer(row.duplicates)}
          {row.leftOut > 0 ? <div className="cell-sub">{t('collect.linesLeftOut', { n: format.integer(row.leftOut) })}</div> : null}
          {row.droppedByConsent > 0 ? (
            <div className="cell-sub">{t('collect.importDropped', { n: format.integer(row.droppedByConsent) })}</div>
          ) : null}
        </>
      ),
    },
    {
      key: 'quarantined',
      title: t('collect.quarantined'),
      numeric: true,
      render: (row) => (
        <>
          {row.quarantined > 0 && row.state !== 'undone' && can('customers:reveal') ? (
            <a
              href={apiUrl('/quarantine/export', { origin: 'import', originId: row.originId })}
              download
              title={t('collect.downloadRefused')}
            >
              {format.integer(row.quarantined)}
            </a>
          ) : (
            format.integer(row.quarantined)
          )}
          {row.mended > 0 ? (
            <div className="cell-sub">
              {t('collect.mended', { mended: format.integer(row.mended), refused: format.integer(row.mended + row.quarantined) })}
            </div>
          ) : null}
        </>
      ),
    },
    { key: 'customers', title: t('collect.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'started', title: t('collect.started'), render: (row) => format.dateTime(row.startedAt) },
    {
      key: 'duration',
      title: t('collect.duration'),
      numeric: true,
      render: (row) =>
        row.finishedAt === null ? <Unknown /> : format.duration(new Date(row.finishedAt).getTime() - new Date(row.startedAt).getTime()),
    },
    {
      key: 'actions',
      title: '',
      render: (row) =>
        row.undoable && can('data:import') ? (
          <Button size="small" onClick={() => setUndoing(row)}>
            {t(row.state === 'undoing' ? 'collect.finishUndo' : 'collect.undo')}
          </Button>
        ) : null,
    },
  ]
  return (
    <Page title={t('collect.importsTitle')} purpose={t('collect.importsPurpose')} actions={start}>
      <div className="stack">
        <div className="panel">
          <PagedTable
            label={t('collect.importsTitle')}
            columns={columns}
            pages={pages}
            rowKey={(row) => row.id}
            empty={
              <EmptyState
                title={t('collect.importsEmpty')}
                action={
                  <>
                    {start}
                    <SampleFiles />
                  </>
                }
              >
                {t('collect.importsEmptyText')}
              </EmptyState>
            }
          />
        </div>
        <MetricsCard />
        {can('customers:read') ? <AttributesCard /> : null}
        {can('data:import') ? <LeftOutTraitsCard /> : null}
      </div>
      {undoing === undefined ? null : <UndoDialog key={undoing.id} row={undoing} close={() => setUndoing(undefined)} />}
      <LogDialog open={params.get('new') === 'log' && can('data:import')} close={() => params.set({ new: undefined })} />
      <ImportWizard open={params.get('new') === '1' && can('data:import')} close={() => params.set({ new: undefined })} />
    </Page>
  )
}
