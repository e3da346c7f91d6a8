import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, Navigate } from 'react-router'
import type { Overview } from '#http/overview/overview-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Figure } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { VerdictTag } from '../measure/verdict.tsx'
import { interval, majorUnits } from '../../format/format.ts'
import { UnconvertedNote } from '../../components/unconverted.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan, useReach } from '../../session/use-can.ts'
import { navigationFor } from '../../shell/nav.ts'
import { SampleFiles } from '../collect/sample-files.tsx'
import { ChecklistPanel } from '../first-run/checklist-panel.tsx'
import { Freshness, TodoList } from './daily-lists.tsx'
import { LoopFunnel } from './loop-funnel.tsx'
import { LoadSampleShop, SampleShopWork } from '../first-run/sample-shop.tsx'
import { RevenueTrend } from './revenue-trend.tsx'
import { TierTargets } from './tier-targets.tsx'
import './overview.css'

export default function OverviewPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const query = useApi(endpoints.overview(), { enabled: can('overview:read') })
  const reach = useReach()
  // Whoever has no overview begins with the first page that they have.
  if (!can('overview:read')) return <Navigate to={navigationFor(reach)[0]?.items[0]?.path ?? '/settings'} replace />
  const asOf = query.data?.asOf ?? null
  return (
    <Page
      title={t('overview.title')}
      purpose={asOf === null ? t('overview.purposeNoData') : t('overview.purpose', { asOf: format.dateTime(asOf) })}
    >
      <SampleShopWork />
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(data) => (data.customers === 0 ? <NoData /> : <Filled data={data} />)}
      </QueryView>
    </Page>
  )
}

function NoData() {
  const { t } = useTranslation()
  const can = useCan()
  const sample = useApi(endpoints.sampleShop())
  // Nothing to begin beside it: what is imported now would be mixed with it.
  if (sample.data?.jobId !== undefined && sample.data.jobId !== null) return <ChecklistPanel quiet />
  return (
    <div className="stack">
      <Panel>
        <EmptyState
          title={t('overview.emptyTitle')}
          action={
            <>
              <div className="first-run-actions">
                {can('data:import') ? (
                  <Link to="/data/imports?new=1">
                    <Button type="primary" icon={<Icon name="imports" />}>
                      {t('overview.importFile')}
                    </Button>
                  </Link>
                ) : null}
                <LoadSampleShop />
              </div>
              <SampleFiles />
            </>
          }
        >
          {t('overview.emptyText')}
        </EmptyState>
      </Panel>
      <ChecklistPanel quiet />
    </div>
  )
}

function Filled({ data }: { data: Overview }) {
  return (
    <div className="stack">
      <UnconvertedNote sales={data.unconverted} />
      <Lead data={data} />
      <ChecklistPanel />
      <div className="grid-wide">
        <LoopFunnel funnel={data.funnel} unscored={data.atRisk === null ? noRisk(data) : null} />
        <TodoList items={data.todo} />
      </div>
      <div className="grid-wide">
        <RevenueTrend monthly={data.monthly} />
        <TierTargets tiers={data.tiers} />
      </div>
      <Freshness data={data} />
    </div>
  )
}

/** Why nobody has a risk: the model was tested and is no better than guessing, or there is none. */
const noRisk = (data: Overview) => (data.churnGate === 'failed' ? 'overview.cannotPredict' : 'overview.noRisk')

/** The numbers a manager asks for first. */
function Lead({ data }: { data: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { atRisk, retained, revenue30, revenuePrevious30 } = data
  const change =
    revenue30 === null || revenuePrevious30 === null || revenuePrevious30.minor === 0
      ? undefined
      : majorUnits(revenue30) / majorUnits(revenuePrevious30) - 1
  return (
    <div className="panel">
      <div className="figures lead-figures">
        <Figure
          tone="lead"
          label={t('overview.atRisk')}
          value={atRisk === null ? null : format.integer(atRisk.customers)}
          unknown={t(noRisk(data))}
          detail={
            atRisk === null
              ? t(noRisk(data))
              : t('overview.atRiskDetail', { high: format.integer(atRisk.high), medium: format.integer(atRisk.medium) })
          }
          to="/customers?atRisk=true"
          count={atRisk?.customers}
        />
        <Figure
          tone="lead"
          label={t('overview.valueAtRisk')}
          value={atRisk === null ? null : format.moneyCompact(atRisk.value)}
          unknown={t(noRisk(data))}
          detail={t('overview.valueAtRiskDetail')}
          to="/customers?atRisk=true&sort=value_at_risk"
        />
        <Figure
          tone="lead"
          label={t('overview.retained')}
          value={retained === null ? null : format.signedInteger(retained.customers.estimate)}
          unknown={t('overview.retainedUnknown')}
          detail={
            retained === null ? (
              data.nextResultAt === null ? (
                t('codes.verdict.not_enough_data')
              ) : (
                t('measure.open', { date: format.date(data.nextResultAt) })
              )
            ) : (
              <span className="row">
                <VerdictTag verdict={retained.verdict} />
                {t('common.interval95Of', { interval: interval(retained.customers, format.integer) })}
              </span>
            )
          }
          {...(retained === null ? {} : { to: `/effect/${retained.runId}` })}
        />
      </div>
      <div className="figures more-figures">
        <Figure
          label={t('overview.active')}
          value={data.activeCustomers === null ? null : format.integer(data.activeCustomers)}
          unknown={t('overview.noActivity')}
          detail={data.activeCustomers === null ? undefined : format.percent(data.activeCustomers / data.customers)}
          to="/customers?active=true"
          count={data.activeCustomers}
        />
        <Figure
          label={t('overview.new')}
          value={data.newCustomers === null ? null : format.integer(data.newCustomers)}
          unknown={t('overview.noActivity')}
          to="/customers?isNew=true"
          count={data.newCustomers}
        />
        <Figure
          label={t('overview.revenue30')}
          value={revenue30 === null ? null : format.moneyCompact(revenue30)}
          unknown={t('overview.noActivity')}
          detail={
            change === undefined ? undefined : t('overview.revenueChange', { change: `${change > 0 ? '+' : ''}${format.percent(change)}` })
          }
        />
        <Figure
          label={t('overview.tasks')}
          value={format.integer(data.tasksOpen)}
          detail={data.tasksOverdue > 0 ? t('overview.tasksOverdue', { n: data.tasksOverdue }) : t('overview.tasksInTime')}
          to="/retain/tasks"
          count={data.tasksOpen}
        />
        <Figure
          label={t('overview.quarantined')}
          value={format.integer(data.quarantined)}
          detail={t('overview.quarantinedDetail')}
          to="/data/quarantine"
          count={data.quarantined}
        />
      </div>
    </div>
  )
}
