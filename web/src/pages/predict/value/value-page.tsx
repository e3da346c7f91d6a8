import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { currentTab, PageTabs } from '../../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import { TrainingProgress, useTraining } from '../training.tsx'
import { UnconvertedNote } from '../../../components/unconverted.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useCan } from '../../../session/use-can.ts'
import { ValueBoardView } from './value-board-view.tsx'
import { ValueCustomers } from './value-customers.tsx'
import { ValueModelView } from './value-model-view.tsx'
import { ValueTrainDialog } from './value-train-dialog.tsx'
import '../predict.css'

const tabs = ['board', 'customers', 'quality'] as const

export default function ValuePage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const tab = currentTab(params, tabs)
  const query = useApi(endpoints.valueBoard())
  const training = useTraining('/value/train', params)
  const [asking, setAsking] = useState(false)
  const train = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => setAsking(true)}>
      {t('value.train')}
    </Button>
  ) : undefined
  return (
    <Page title={t('value.title')} purpose={t('value.purpose')} actions={train}>
      <PageTabs params={params} items={tabs.map((key) => ({ key, label: t(`value.tab.${key}`) }))} />
      <div className="stack">
        <UnconvertedNote sales={query.data?.unconverted ?? []} />
        <TrainingProgress training={training} done={t('value.trainDone')} />
        <QueryView query={query} skeleton={<FiguresSkeleton />}>
          {(board) =>
            board.total === null ? (
              <Panel>
                <EmptyState title={t('value.emptyTitle')} {...(train === undefined ? {} : { action: train })}>
                  {t('value.emptyText')}
                </EmptyState>
              </Panel>
            ) : tab === 'customers' ? (
              <ValueCustomers params={params} categories={board.nextCategories.map((one) => one.category)} />
            ) : tab === 'quality' ? (
              <ValueModelView model={board.model} />
            ) : (
              <ValueBoardView board={board} total={board.total} params={params} />
            )
          }
        </QueryView>
      </div>
      <ValueTrainDialog open={asking} close={() => setAsking(false)} model={query.data?.model ?? null} start={training.start} />
    </Page>
  )
}
