import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecommendBoard } from '#http/predict/recommend-schemas.ts'
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
import { CustomerPreview } from './customer-preview.tsx'
import { ExclusionsEditor } from './exclusions-editor.tsx'
import { ProductPreview } from './product-preview.tsx'
import { RecommendQualityView } from './recommend-quality-view.tsx'
import { RulesView } from './rules-view.tsx'
import { SegmentLists } from './segment-lists.tsx'
import '../predict.css'
import './recommendation.css'

interface TabProps {
  params: PageParams
  train: ReactNode
}

const tabs: readonly [PageTab<TabProps>, ...PageTab<TabProps>[]] = [
  {
    key: 'customer',
    label: 'recommendation.tab.customer',
    view: ({ params, train }) => <Recommended train={train}>{() => <CustomerPreview params={params} />}</Recommended>,
  },
  {
    key: 'product',
    label: 'recommendation.tab.product',
    view: ({ params, train }) => <Recommended train={train}>{() => <ProductPreview params={params} />}</Recommended>,
  },
  {
    key: 'segment',
    label: 'recommendation.tab.segment',
    view: ({ train }) => <Recommended train={train}>{(board) => <SegmentLists board={board} />}</Recommended>,
  },
  {
    key: 'rules',
    label: 'recommendation.tab.rules',
    view: ({ params, train }) => <Recommended train={train}>{() => <RulesView params={params} />}</Recommended>,
  },
  {
    key: 'quality',
    label: 'recommendation.tab.quality',
    view: ({ train }) => <Recommended train={train}>{(board) => <RecommendQualityView board={board} />}</Recommended>,
  },
  { key: 'exclusions', label: 'recommendation.tab.exclusions', view: ExclusionsEditor },
]

export default function RecommendationPage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const shown = usePageTabs(params, tabs)
  const query = useApi(endpoints.recommendBoard())
  const training = useTraining('/recommendations/train', params)
  const train = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => training.start()}>
      {t('recommendation.train')}
    </Button>
  ) : undefined
  return (
    <Page title={t('recommendation.title')} purpose={t('recommendation.purpose')} actions={train}>
      <PageTabs params={params} tabs={shown} />
      <div className="stack">
        <UnconvertedNote sales={query.data?.unconverted ?? []} />
        <TrainingProgress training={training} done={t('recommendation.done')} />
        <shown.current.view params={params} train={train} />
      </div>
    </Page>
  )
}

function Recommended({ train, children }: { train: ReactNode; children: (board: RecommendBoard) => ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Trained
      query={useApi(endpoints.recommendBoard())}
      of={(board) => (board.trainedAt === null ? null : board)}
      title={t('recommendation.emptyTitle')}
      why={({ note }) => (note === null ? t('recommendation.emptyText') : format.text(note))}
      action={train}
    >
      {children}
    </Trained>
  )
}
