import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { PageTabs, usePageTabs } from '../../../components/page-tabs.tsx'
import type { PageTab } from '../../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import { UnconvertedNote } from '../../../components/unconverted.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AlertsView } from './alerts-view.tsx'
import { ChurnBoardView } from './churn-board-view.tsx'
import { DriftView } from './drift-view.tsx'
import { ModelView } from './model-view.tsx'
import { SetUpWizard } from './set-up-wizard.tsx'
import { TierEditor } from './tier-editor.tsx'
import '../predict.css'
import './churn.css'

/** Whether the scores below may be acted on, said before them. */
function GateNotice({ gate }: { gate: ChurnBoard['gate'] }) {
  const { t } = useTranslation()
  if (gate === null || gate === 'passed') return null
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

interface TabProps {
  params: PageParams
  train: ReactNode
}

const tabs: readonly [PageTab<TabProps>, ...PageTab<TabProps>[]] = [
  {
    key: 'board',
    label: 'churn.tab.board',
    view: ({ params, train }) => <WithBoard>{(board) => <Board board={board} params={params} train={train} />}</WithBoard>,
  },
  { key: 'alerts', label: 'churn.tab.alerts', view: AlertsView },
  {
    key: 'model',
    wholeShop: true,
    label: 'churn.tab.model',
    view: () => <WithBoard>{({ model }) => <ModelView model={model} />}</WithBoard>,
  },
  { key: 'drift', wholeShop: true, label: 'churn.tab.drift', view: DriftView },
  { key: 'tiers', wholeShop: true, label: 'churn.tab.tiers', view: () => <WithBoard>{(board) => <TierEditor board={board} />}</WithBoard> },
  {
    key: 'setup',
    wholeShop: true,
    label: 'churn.tab.setup',
    needs: 'churn:train',
    view: ({ params }) => <WithBoard>{({ model }) => <SetUpWizard params={params} definition={model?.definition} />}</WithBoard>,
  },
]

export default function ChurnPage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const shown = usePageTabs(params, tabs)
  const query = useApi(endpoints.churnBoard())
  const train =
    can('churn:train') && shown.current.key !== 'setup' ? (
      <Link to="?tab=setup">
        <Button type="primary">{t('churn.train')}</Button>
      </Link>
    ) : undefined
  return (
    <Page title={t('churn.title')} purpose={t('churn.purpose')} actions={train}>
      <PageTabs params={params} tabs={shown} />
      <UnconvertedNote sales={query.data?.unconverted ?? []} />
      <shown.current.view params={params} train={train} />
    </Page>
  )
}

function WithBoard({ children }: { children: (board: ChurnBoard) => ReactNode }) {
  const query = useApi(endpoints.churnBoard())
  return (
    <QueryView query={query} skeleton={<FiguresSkeleton />}>
      {children}
    </QueryView>
  )
}

/** The customers by risk; without any that are scored, why. */
function Board({ board, params, train }: TabProps & { board: ChurnBoard }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (board.scored > 0) {
    return (
      <>
        <GateNotice gate={board.gate} />
        <ChurnBoardView board={board} params={params} />
      </>
    )
  }
  if (board.gate !== 'failed') {
    return (
      <Panel>
        <EmptyState title={t('churn.emptyTitle')} action={train}>
          {t('churn.emptyText')}
        </EmptyState>
      </Panel>
    )
  }
  if (board.model === null) {
    return (
      <Panel>
        <EmptyState title={t('churn.gateFailedTitle')}>{t('churn.gateFailedPart')}</EmptyState>
      </Panel>
    )
  }
  const toModel = (
    <Link to="?tab=model">
      <Button>{t('churn.tab.model')}</Button>
    </Link>
  )
  return (
    <Panel>
      <EmptyState title={t('churn.gateFailedTitle')} action={toModel}>
        {t('churn.gateFailedText', {
          customers: format.integer(board.model.quality?.customers ?? 0),
          rate: format.percent(board.model.quality?.baseRate ?? 0, 0),
        })}
      </EmptyState>
    </Panel>
  )
}
