import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { currentTab, PageTabs } from '../../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import { TrainingProgress, useTraining } from '../training.tsx'
import { UnconvertedNote } from '../../../components/unconverted.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { DemandBoardView } from './demand-board-view.tsx'
import { SeriesDetail } from './series-detail.tsx'
import { SeriesList } from './series-list.tsx'
import { StockView } from './stock-view.tsx'
import '../predict.css'

const tabs = ['board', 'series', 'stock'] as const
const demandLevels = ['product', 'category', 'store', 'total'] as const

export default function DemandPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const params = usePageParams()
  const tab = currentTab(params, tabs)
  const query = useApi(endpoints.demandBoard())
  const training = useTraining('/demand/forecast', params)
  const level = demandLevels.find((one) => one === params.get('level'))
  const key = params.get('key')
  const start = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => training.start()}>
      {t('demand.forecast')}
    </Button>
  ) : undefined
  return (
    <Page title={t('demand.title')} purpose={t('demand.purpose')} actions={start}>
      <PageTabs params={params} items={tabs.map((one) => ({ key: one, label: t(`demand.tab.${one}`) }))} />
      <div className="stack">
        <UnconvertedNote sales={query.data?.unconverted ?? []} />
        <TrainingProgress training={training} done={t('demand.done')} />
        <QueryView query={query} skeleton={<FiguresSkeleton />}>
          {(board) =>
            board.total === null ? (
              <Panel>
                <EmptyState title={t('demand.emptyTitle')} {...(start === undefined ? {} : { action: start })}>
                  {board.note === null ? t('demand.emptyText') : format.text(board.note)}
                </EmptyState>
              </Panel>
            ) : tab === 'series' ? (
              level !== undefined && key !== undefined ? (
                <SeriesDetail level={level} seriesKey={key} params={params} horizonDays={board.horizonDays} />
              ) : (
                <SeriesList params={params} horizonDays={board.horizonDays} />
              )
            ) : tab === 'stock' ? (
              <StockView params={params} horizonDays={board.horizonDays} />
            ) : (
              <DemandBoardView board={board} total={board.total} />
            )
          }
        </QueryView>
      </div>
    </Page>
  )
}
