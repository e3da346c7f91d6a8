import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Unknown } from '../../components/figure.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { PageTabs, usePageTabs } from '../../components/page-tabs.tsx'
import type { PageTab } from '../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { UnconvertedNote } from '../../components/unconverted.tsx'
import { useFormat } from '../../format/use-format.ts'
import { RfmHeatmap } from './rfm-heatmap.tsx'
import { SegmentTable } from './segment-table.tsx'
import { TierHintsShown } from './tier-hints-shown.tsx'
import { TierHistoryTab } from './tier-history-tab.tsx'
import { TierMigration } from './tier-migration.tsx'
import { TierSchemeTab } from './tier-scheme-tab.tsx'
import '../profile/customers.css'

interface View {
  params: PageParams
}

const TABS: readonly [PageTab<View>, ...PageTab<View>[]] = [
  { key: 'now', label: 'segment.tab.now', view: NowTab },
  { key: 'history', label: 'segment.tab.history', view: TierHistoryTab },
  { key: 'scheme', label: 'segment.tab.scheme', wholeShop: true, view: TierSchemeTab },
]

/** Tiers, classes and RFM as they are, as they were, and how they are worked out. */
export default function SegmentsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const tabs = usePageTabs(params, TABS)
  const { data } = useApi(endpoints.segments())
  const Shown = tabs.current.view
  return (
    <Page
      title={t('segment.segmentsTitle')}
      purpose={
        data === undefined || data.asOf === null
          ? t('segment.segmentsPurposeNone')
          : t(data.scheme.version === 0 ? 'segment.segmentsPurposeDefault' : 'segment.segmentsPurpose', {
              asOf: format.date(data.asOf),
              version: data.scheme.version,
            })
      }
    >
      <PageTabs params={params} tabs={tabs} />
      <Shown params={params} />
    </Page>
  )
}

function NowTab() {
  const query = useApi(endpoints.segments())
  return (
    <QueryView query={query} skeleton={<FiguresSkeleton />}>
      {(summary) => (summary.asOf === null ? <None /> : <Filled data={summary} />)}
    </QueryView>
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
      <TierHintsShown tiers={data.tiers} />
      <ClassTable data={data} />
      <div className="grid-2">
        <RfmHeatmap rfm={data.rfm} levels={data.scheme.levels} />
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
      windowDays={data.scheme.windowDays}
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
      windowDays={data.scheme.windowDays}
      ruleWidth={520}
    />
  )
}
