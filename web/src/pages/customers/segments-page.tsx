import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { SegmentSummary } from '#http/schemas/customers.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { RfmHeatmap } from './rfm-heatmap.tsx'
import { TierMigration } from './tier-migration.tsx'
import './customers.css'

export default function SegmentsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.segments())
  const data = query.data
  return (
    <Page
      title={t('customers.segmentsTitle')}
      purpose={
        data === undefined || data.asOf === null
          ? t('customers.segmentsPurposeNone')
          : t('customers.segmentsPurpose', { asOf: format.date(data.asOf), version: data.definitionVersion })
      }
    >
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(summary) => (summary.asOf === null ? <None /> : <Filled data={summary} />)}
      </QueryView>
    </Page>
  )
}

function None() {
  const { t } = useTranslation()
  return (
    <Panel>
      <EmptyState
        title={t('customers.segmentsEmpty')}
        action={
          <Link to="/data/imports?new=1">
            <Button type="primary">{t('overview.importFile')}</Button>
          </Link>
        }
      >
        {t('customers.segmentsEmptyText')}
      </EmptyState>
    </Panel>
  )
}

function Filled({ data }: { data: SegmentSummary }) {
  return (
    <div className="stack">
      <TierTable data={data} />
      <ClassTable data={data} />
      <div className="grid-2">
        <RfmHeatmap rfm={data.rfm} />
        <TierMigration data={data} />
      </div>
    </div>
  )
}

function TierTable({ data }: { data: SegmentSummary }) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  type Row = SegmentSummary['tiers'][number]
  const columns: Column<Row>[] = [
    {
      key: 'tier',
      title: t('customers.tier'),
      render: (row) => (
        <Link to={`/customers?lifecycleTier=${row.tier}`} className="cell-main">
          {t(`codes.lifecycle.${row.tier}`)}
        </Link>
      ),
    },
    {
      key: 'rule',
      title: t('customers.rule'),
      maxWidth: 420,
      render: (row) => (
        <span className="soft" title={format.text(row.rule)}>
          {format.text(row.rule)}
        </span>
      ),
    },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'share', title: t('common.share'), numeric: true, render: (row) => format.percent(row.share) },
    {
      key: 'target',
      title: t('common.target'),
      numeric: true,
      render: (row) => <span className="faint">{format.percent(row.target, 0)}</span>,
    },
    { key: 'gap', title: '', render: (row) => <ShareBar share={row.share} target={row.target} />, hideOnCard: true },
    { key: 'monetary', title: t('customers.spent'), numeric: true, render: (row) => format.moneyCompact(row.monetary) },
    {
      key: 'risk',
      title: t('customers.averageRisk'),
      numeric: true,
      render: (row) => (row.averageRisk === null ? <Unknown reason={t('codes.noScore')} /> : format.percent(row.averageRisk, 0)),
    },
  ]
  return (
    <Panel title={t('customers.tiersTitle')} flush>
      <DataTable
        label={t('customers.tiersTitle')}
        columns={columns}
        rows={data.tiers}
        rowKey={(row) => row.tier}
        empty={null}
        onOpen={(row) => void navigate(`/customers?lifecycleTier=${row.tier}`)}
      />
    </Panel>
  )
}

function ClassTable({ data }: { data: SegmentSummary }) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  type Row = SegmentSummary['classes'][number]
  const columns: Column<Row>[] = [
    {
      key: 'class',
      title: t('customers.valueClass'),
      render: (row) => (
        <Link to={`/customers?valueClass=${row.valueClass}`} className="cell-main">
          {t(`codes.valueClass.${row.valueClass}`)}
        </Link>
      ),
    },
    {
      key: 'rule',
      title: t('customers.rule'),
      maxWidth: 520,
      render: (row) => (
        <span className="soft" title={format.text(row.rule)}>
          {format.text(row.rule)}
        </span>
      ),
    },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'share', title: t('common.share'), numeric: true, render: (row) => format.percent(row.share) },
    { key: 'bar', title: '', render: (row) => <ShareBar share={row.share} />, hideOnCard: true },
    { key: 'monetary', title: t('customers.spent'), numeric: true, render: (row) => format.moneyCompact(row.monetary) },
  ]
  return (
    <Panel title={t('customers.classesTitle')} flush>
      <DataTable
        label={t('customers.classesTitle')}
        columns={columns}
        rows={data.classes}
        rowKey={(row) => row.valueClass}
        empty={null}
        onOpen={(row) => void navigate(`/customers?valueClass=${row.valueClass}`)}
      />
    </Panel>
  )
}

/** A share of all customers from 0 to 60 %, with its target as a dashed mark. */
function ShareBar({ share, target }: { share: number; target?: number }) {
  const place = (value: number) => `${Math.min(100, (value / 0.6) * 100)}%`
  return (
    <span className="share-bar" aria-hidden="true">
      <span style={{ width: place(share) }} />
      {target === undefined ? null : <i style={{ left: place(target) }} />}
    </span>
  )
}
