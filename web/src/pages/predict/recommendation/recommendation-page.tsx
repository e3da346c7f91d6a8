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
import { CustomerPreview } from './customer-preview.tsx'
import { ExclusionsEditor } from './exclusions-editor.tsx'
import { ProductPreview } from './product-preview.tsx'
import { RecommendQualityView } from './recommend-quality-view.tsx'
import { RulesView } from './rules-view.tsx'
import { SegmentLists } from './segment-lists.tsx'
import '../predict.css'
import './recommendation.css'

const tabs = ['customer', 'product', 'segment', 'rules', 'quality', 'exclusions'] as const

export default function RecommendationPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const params = usePageParams()
  const tab = currentTab(params, tabs)
  const query = useApi(endpoints.recommendBoard())
  const training = useTraining('/recommendations/train', params)
  const train = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => training.start()}>
      {t('recommendation.train')}
    </Button>
  ) : undefined
  return (
    <Page title={t('recommendation.title')} purpose={t('recommendation.purpose')} actions={train}>
      <PageTabs params={params} items={tabs.map((key) => ({ key, label: t(`recommendation.tab.${key}`) }))} />
      <div className="stack">
        <UnconvertedNote sales={query.data?.unconverted ?? []} />
        <TrainingProgress training={training} done={t('recommendation.done')} />
        {tab === 'exclusions' ? (
          <ExclusionsEditor />
        ) : (
          <QueryView query={query} skeleton={<FiguresSkeleton />}>
            {(board) =>
              board.trainedAt === null ? (
                <Panel>
                  <EmptyState title={t('recommendation.emptyTitle')} {...(train === undefined ? {} : { action: train })}>
                    {board.note === null ? t('recommendation.emptyText') : format.text(board.note)}
                  </EmptyState>
                </Panel>
              ) : tab === 'product' ? (
                <ProductPreview params={params} />
              ) : tab === 'segment' ? (
                <SegmentLists board={board} />
              ) : tab === 'rules' ? (
                <RulesView params={params} />
              ) : tab === 'quality' ? (
                <RecommendQualityView board={board} />
              ) : (
                <CustomerPreview params={params} />
              )
            }
          </QueryView>
        )}
      </div>
    </Page>
  )
}
