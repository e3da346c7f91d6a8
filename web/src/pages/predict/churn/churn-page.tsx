import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { currentTab, PageTabs } from '../../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import { UnconvertedNote } from '../../../components/unconverted.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AlertsView } from './alerts-view.tsx'
import { ChurnBoardView } from './churn-board-view.tsx'
import { DriftView } from './drift-view.tsx'
import { ModelView } from './model-view.tsx'
import { SetUpWizard } from './set-up-wizard.tsx'
import { TierEditor } from './tier-editor.tsx'
import '../predict.css'

/** Whether the scores below may be acted on, said before them. */
function GateNotice({ gate }: { gate: 'passed' | 'failed' | 'untested' | undefined }) {
  const { t } = useTranslation()
  if (gate === undefined || gate === 'passed') return null
  return (
    <Alert
      className="notice"
      type="warning"
      showIcon
      title={gate === 'failed' ? t('churn.gateFailedTitle') : t('churn.gateUntestedTitle')}
      description={gate === 'failed' ? t('churn.gateOldScoresText') : t('churn.gateUntestedText')}
    />
  )
}

const tabs = ['board', 'alerts', 'model', 'drift', 'tiers', 'setup'] as const

export default function ChurnPage() {
  const { t } = useTranslation()
  const can = useCan()
  const format = useFormat()
  const params = usePageParams()
  const tab = currentTab(params, tabs)
  const query = useApi(endpoints.churnBoard())
  const train =
    can('churn:train') && tab !== 'setup' ? (
      <Link to="?tab=setup">
        <Button type="primary">{t('churn.train')}</Button>
      </Link>
    ) : undefined
  return (
    <Page title={t('churn.title')} purpose={t('churn.purpose')} actions={train}>
      <PageTabs
        params={params}
        items={tabs.filter((key) => key !== 'setup' || can('churn:train')).map((key) => ({ key, label: t(`churn.tab.${key}`) }))}
      />
      <UnconvertedNote sales={query.data?.unconverted ?? []} />
      {tab === 'alerts' ? (
        <AlertsView params={params} />
      ) : tab === 'drift' ? (
        <DriftView />
      ) : (
        <QueryView query={query} skeleton={<FiguresSkeleton />}>
          {(board) =>
            tab === 'model' ? (
              <ModelView model={board.model} />
            ) : tab === 'tiers' ? (
              <TierEditor board={board} />
            ) : tab === 'setup' ? (
              <SetUpWizard params={params} definition={board.model?.definition} />
            ) : board.scored === 0 && board.model?.gate === 'failed' ? (
              <Panel>
                <EmptyState
                  title={t('churn.gateFailedTitle')}
                  action={
                    <Link to="?tab=model">
                      <Button>{t('churn.tab.model')}</Button>
                    </Link>
                  }
                >
                  {t('churn.gateFailedText', {
                    customers: format.integer(board.model.quality?.customers ?? 0),
                    rate: format.percent(board.model.quality?.baseRate ?? 0, 0),
                  })}
                </EmptyState>
              </Panel>
            ) : board.scored === 0 ? (
              <Panel>
                <EmptyState title={t('churn.emptyTitle')} {...(train === undefined ? {} : { action: train })}>
                  {t('churn.emptyText')}
                </EmptyState>
              </Panel>
            ) : (
              <>
                <GateNotice gate={board.model?.gate} />
                <ChurnBoardView board={board} params={params} />
              </>
            )
          }
        </QueryView>
      )}
    </Page>
  )
}
