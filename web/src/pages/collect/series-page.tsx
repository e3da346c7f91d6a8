import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Series } from '#http/collect/series-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { StateTag } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { SeriesPanel } from './series/series-panel.tsx'
import { seriesValue } from './series/series-value.ts'
import { UploadDialog } from './series/upload-dialog.tsx'
import { useSeriesTime } from './series/use-series-time.ts'
import './series/series.css'

const TONES = { fresh: 'accent', late: 'danger', waiting: 'muted', undeclared: 'muted' } as const

/** Dated values that belong to no customer, and one of them as a chart. */
export default function SeriesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const params = usePageParams()
  const timeOf = useSeriesTime()
  const withRemoved = params.get('removed') === '1'
  const query = useApi(endpoints.seriesList(withRemoved ? { removed: true } : {}), { keepPrevious: true })
  const [uploading, setUploading] = useState(false)
  const chosen = params.get('series') ?? query.data?.items[0]?.id
  const upload = can('data:import') ? (
    <Button type="primary" icon={<Icon name="imports" />} onClick={() => setUploading(true)}>
      {t('series.upload')}
    </Button>
  ) : undefined
  const columns: Column<Series>[] = [
    {
      key: 'name',
      title: t('series.name'),
      render: (row) => (
        <>
          <span className="cell-main">{row.name}</span>
          <span className="cell-sub">{row.place === '' ? t('series.everywhere') : row.place}</span>
        </>
      ),
    },
    { key: 'unit', title: t('series.unit'), render: (row) => (row.unit === '' ? <Unknown reason={t('series.noUnit')} /> : row.unit) },
    { key: 'grain', title: t('series.grain'), render: (row) => t(`series.grain_${row.grain}`) },
    { key: 'values', title: t('series.values'), numeric: true, render: (row) => format.integer(row.values) },
    {
      key: 'newest',
      title: t('series.newest'),
      numeric: true,
      render: (row) => (row.newest === null ? <Unknown reason={t('series.noValues')} /> : `${seriesValue(format, row.newest)} ${row.unit}`),
    },
    { key: 'first', title: t('series.first'), render: (row) => timeOf(row.grain, row.firstAt) },
    { key: 'last', title: t('series.last'), render: (row) => timeOf(row.grain, row.lastAt) },
    {
      key: 'state',
      title: t('series.state'),
      render: (row) =>
        row.removedAt === null ? (
          <StateTag tone={TONES[row.freshness]}>{code('freshness', row.freshness)}</StateTag>
        ) : (
          <StateTag tone="muted">{t('series.removed')}</StateTag>
        ),
    },
  ]
  return (
    <Page title={t('series.title')} purpose={t('series.purpose')} actions={upload}>
      <div className="stack">
        <div className="panel">
          <DataTable
            label={t('series.title')}
            columns={columns}
            rows={query.data?.items}
            rowKey={(row) => row.id}
            error={query.error}
            retry={() => void query.refetch()}
            onOpen={(row) => params.set({ series: row.id })}
            empty={
              <EmptyState title={t('series.empty')} action={upload}>
                {t('series.emptyText')}
              </EmptyState>
            }
          />
        </div>
        <p>
          <Button type="link" size="small" onClick={() => params.set({ removed: withRemoved ? undefined : '1' })}>
            {t(withRemoved ? 'series.hideRemoved' : 'series.showRemoved')}
          </Button>
        </p>
        {chosen === undefined ? null : <SeriesPanel key={chosen} id={chosen} />}
      </div>
      {uploading ? <UploadDialog close={() => setUploading(false)} /> : null}
    </Page>
  )
}
