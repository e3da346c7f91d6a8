import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useCan } from '../../session/use-can.ts'
import { ChurnBoardView } from './churn-board-view.tsx'
import { ModelView } from './model-view.tsx'
import { TrainDialog } from './train-dialog.tsx'
import './predict.css'

export default function ChurnPage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const query = useApi(endpoints.churnBoard())
  const [training, setTraining] = useState(false)
  const tab = params.get('tab') === 'model' ? 'model' : 'board'
  const train = can('churn:train') ? (
    <Button type="primary" onClick={() => setTraining(true)}>
      {t('predict.train')}
    </Button>
  ) : undefined
  return (
    <Page title={t('predict.title')} purpose={t('predict.purpose')} actions={train}>
      <Tabs
        activeKey={tab}
        onChange={(key) => params.set({ tab: key === 'board' ? undefined : key })}
        items={[
          { key: 'board', label: t('predict.board') },
          { key: 'model', label: t('predict.model') },
        ]}
      />
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(board) =>
          tab === 'model' ? (
            <ModelView model={board.model} />
          ) : board.scored === 0 ? (
            <Panel>
              <EmptyState title={t('predict.emptyTitle')} {...(train === undefined ? {} : { action: train })}>
                {t('predict.emptyText')}
              </EmptyState>
            </Panel>
          ) : (
            <ChurnBoardView board={board} params={params} />
          )
        }
      </QueryView>
      <TrainDialog open={training} close={() => setTraining(false)} definition={query.data?.model?.definition} />
    </Page>
  )
}
