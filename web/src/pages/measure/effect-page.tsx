import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { EffectReportView } from './effect-report.tsx'

export default function EffectPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const { runId } = useParams()
  const list = useApi(endpoints.effects())
  const items = list.data?.items ?? []
  const listed = runId === undefined ? items[0] : items.find((one) => one.runId === runId)
  // A run of an old link may not be in the list: it is asked for by itself.
  const single = useApi(endpoints.effect(runId ?? ''), { enabled: runId !== undefined && list.data !== undefined && listed === undefined })
  const report = listed ?? single.data
  return (
    <Page
      title={t('measure.title')}
      purpose={t('measure.purpose')}
      actions={
        items.length > 0 ? (
          <Select
            aria-label={t('measure.chooseRun')}
            value={report?.runId ?? null}
            onChange={(value: string | null) => void navigate(value === null ? '/effect' : `/effect/${value}`)}
            options={items.map((one) => ({ value: one.runId, label: t('measure.runOf', { when: format.dateTime(one.asOf) }) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 220 }}
          />
        ) : undefined
      }
    >
      {runId !== undefined && listed === undefined && list.data !== undefined ? (
        <QueryView query={single} skeleton={<FiguresSkeleton />}>
          {(data) => <EffectReportView report={data} />}
        </QueryView>
      ) : (
        <QueryView query={list} skeleton={<FiguresSkeleton />}>
          {() => (listed === undefined ? <Nothing /> : <EffectReportView report={listed} />)}
        </QueryView>
      )}
    </Page>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return (
    <Panel>
      <EmptyState
        title={t('measure.empty')}
        action={
          <Link to="/retain/strategies">
            <Button type="primary">{t('decide.toStrategies')}</Button>
          </Link>
        }
      >
        {t('measure.emptyText')}
      </EmptyState>
    </Panel>
  )
}
