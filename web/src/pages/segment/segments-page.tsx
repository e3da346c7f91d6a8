import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Unknown } from '../../components/figure.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { UnconvertedNote } from '../../components/unconverted.tsx'
import { useFormat } from '../../format/use-format.ts'
import { RfmHeatmap } from './rfm-heatmap.tsx'
import { SegmentTable } from './segment-table.tsx'
import { TierMigration } from './tier-migration.tsx'
import '../profile/customers.css'

export default function SegmentsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.segments())
  const data = query.data
  return (
    <Page
      title={t('segment.segmentsTitle')}
      purpose={
        data === undefined || data.asOf === null
          ? t('segment.segmentsPurposeNone')
          : t('segment.segmentsPurpose', { asOf: format.date(data.asOf), version: data.scheme.version })
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
        title={t('segment.segmentsEmpty')}
        action={
          <Link to="/data/imports?new=1">
            <Button type="primary">{t('overview.importFile')}</Button>
          </Link>
        }
      >
        {t('segment.segmentsEmptyText')}
      </EmptyState>
    </Panel>
  )
}

function Filled({ data }: { data: SegmentSummary }) {
  return (
    <div className="stack">
      <UnconvertedNote sales={data.unconverted} />
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
  return (
    <SegmentTable
      title={t('segment.tiersTitle')}
      nameTitle={t('profile.tier')}
      rows={data.tiers}
      keyOf={(row) => row.tier}
      nameOf={(row) => t(`codes.lifecycle.${row.tier}`)}
      addressOf={(row) => `/customers?lifecycleTier=${row.tier}`}
      ruleWidth={420}
      targetOf={(row) => row.target}
      more={[
        {
          key: 'risk',
          title: t('segment.averageRisk'),
          numeric: true,
          render: (row) => (row.averageRisk === null ? <Unknown reason={t('codes.noScore')} /> : format.percent(row.averageRisk, 0)),
        },
      ]}
    />
  )
}

function ClassTable({ data }: { data: SegmentSummary }) {
  const { t } = useTranslation()
  return (
    <SegmentTable
      title={t('segment.classesTitle')}
      nameTitle={t('profile.valueClass')}
      rows={data.classes}
      keyOf={(row) => row.valueClass}
      nameOf={(row) => t(`codes.valueClass.${row.valueClass}`)}
      addressOf={(row) => `/customers?valueClass=${row.valueClass}`}
      ruleWidth={520}
    />
  )
}
