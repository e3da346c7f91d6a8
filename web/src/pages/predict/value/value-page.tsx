import { Button } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ValueBoard } from '#http/predict/value-schemas.ts'
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
import { useSession } from '../../../session/session-context.tsx'
import { useCan } from '../../../session/use-can.ts'
import { ContractValueView } from './contract-value-view.tsx'
import { ValueBoardView } from './value-board-view.tsx'
import { ValueCustomers } from './value-customers.tsx'
import { ValueModelView } from './value-model-view.tsx'
import { ValueTrainDialog } from './value-train-dialog.tsx'
import '../predict.css'

interface TabProps {
  params: PageParams
  train: ReactNode
}

const tabs: readonly [PageTab<TabProps>, ...PageTab<TabProps>[]] = [
  {
    key: 'board',
    label: 'value.tab.board',
    wholeShop: true,
    view: ({ params, train }) => (
      <Valued train={train}>{({ board, total }) => <ValueBoardView board={board} total={total} params={params} />}</Valued>
    ),
  },
  {
    key: 'customers',
    label: 'value.tab.customers',
    view: CustomersTab,
  },
  {
    key: 'contracts',
    label: 'value.tab.contracts',
    wholeShop: true,
    view: ContractValueView,
  },
  {
    key: 'quality',
    label: 'value.tab.quality',
    wholeShop: true,
    view: ({ train }) => <Valued train={train}>{({ board }) => <ValueModelView model={board.model} />}</Valued>,
  },
]

/** For somebody who sees only a part of the customers without the board, which is of the whole shop. */
function CustomersTab({ params, train }: TabProps) {
  const { limited } = useSession()
  if (limited) return <ValueCustomers params={params} categories={[]} />
  return (
    <Valued train={train}>
      {({ board }) => <ValueCustomers params={params} categories={board.nextCategories.map((one) => one.category)} />}
    </Valued>
  )
}

export default function ValuePage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const shown = usePageTabs(params, tabs)
  const { limited } = useSession()
  const query = useApi(endpoints.valueBoard(), { enabled: !limited })
  const training = useTraining('/value/train', params)
  const [asking, setAsking] = useState(false)
  const train = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => setAsking(true)}>
      {t('value.train')}
    </Button>
  ) : undefined
  return (
    <Page title={t('value.title')} purpose={t('value.purpose')} actions={train}>
      <PageTabs params={params} tabs={shown} />
      <div className="stack">
        <UnconvertedNote sales={query.data?.unconverted ?? []} />
        <TrainingProgress training={training} done={t('value.trainDone')} />
        <shown.current.view params={params} train={train} />
      </div>
      <ValueTrainDialog open={asking} close={() => setAsking(false)} model={query.data?.model ?? null} start={training.start} />
    </Page>
  )
}

interface ValuedProps {
  train: ReactNode
  children: (trained: { board: ValueBoard; total: NonNullable<ValueBoard['total']> }) => ReactNode
}

function Valued({ train, children }: ValuedProps) {
  const { t } = useTranslation()
  return (
    <Trained
      query={useApi(endpoints.valueBoard())}
      of={(board) => (board.total === null ? null : { board, total: board.total })}
      title={t('value.emptyTitle')}
      why={() => t('value.emptyText')}
      action={train}
    >
      {children}
    </Trained>
  )
}
