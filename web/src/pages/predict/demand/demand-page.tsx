import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DemandBoard } from '#http/predict/demand-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Page } from '../../../components/page.tsx'
import { PageTabs, usePageTabs } from '../../../components/page-tabs.tsx'
import type { PageTab } from '../../../components/page-tabs.tsx'
import { Trained } from '../trained.tsx'
import { TrainingProgress, useTraining } from '../training.tsx'
import { UnconvertedNote } from '../../../components/unconverted.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { DemandBoardView } from './demand-board-view.tsx'
import { SeriesDetail } from './series-detail.tsx'
import { SeriesList } from './series-list.tsx'
import { StockView } from './stock-view.tsx'
import '../predict.css'
import './demand.css'

const demandLevels = ['product', 'category', 'store', 'total'] as const

interface TabProps {
  params: PageParams
  start: ReactNode
}

const tabs: readonly [PageTab<TabProps>, ...PageTab<TabProps>[]] = [
  {
    key: 'board',
    label: 'demand.tab.board',
    view: ({ start }) => <Forecast start={start}>{({ board, total }) => <DemandBoardView board={board} total={total} />}</Forecast>,
  },
  {
    key: 'series',
    label: 'demand.tab.series',
    view: ({ params, start }) => (
      <Forecast start={start}>{({ board }) => <Series params={params} horizonDays={board.horizonDays} />}</Forecast>
    ),
  },
  {
    key: 'stock',
    label: 'demand.tab.stock',
    view: ({ params, start }) => (
      <Forecast start={start}>{({ board }) => <StockView params={params} horizonDays={board.horizonDays} />}</Forecast>
    ),
  },
]

export default function DemandPage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const shown = usePageTabs(params, tabs)
  const query = useApi(endpoints.demandBoard())
  const training = useTraining('/demand/forecast', params)
  const start = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => training.start()}>
      {t('demand.forecast')}
    </Button>
  ) : undefined
  return (
    <Page title={t('demand.title')} purpose={t('demand.purpose')} actions={start}>
      <PageTabs params={params} tabs={shown} />
      <div className="stack">
        <UnconvertedNote sales={query.data?.unconverted ?? []} />
        <TrainingProgress training={training} done={t('demand.done')} />
        <shown.current.view params={params} start={start} />
      </div>
    </Page>
  )
}

/** The list of a level, or the one series that the address names. */
function Series({ params, horizonDays }: { params: PageParams; horizonDays: number }) {
  const level = demandLevels.find((one) => one === params.get('level'))
  const key = params.get('key')
  return level !== undefined && key !== undefined ? (
    <SeriesDetail level={level} seriesKey={key} params={params} horizonDays={horizonDays} />
  ) : (
    <SeriesList params={params} horizonDays={horizonDays} />
  )
}

interface ForecastProps {
  start: ReactNode
  children: (forecast: { board: DemandBoard; total: NonNullable<DemandBoard['total']> }) => ReactNode
}

function Forecast({ start, children }: ForecastProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Trained
      query={useApi(endpoints.demandBoard())}
      of={(board) => (board.total === null ? null : { board, total: board.total })}
      title={t('demand.emptyTitle')}
      why={({ note }) => (note === null ? t('demand.emptyText') : format.text(note))}
      action={start}
    >
      {children}
    </Trained>
  )
}
