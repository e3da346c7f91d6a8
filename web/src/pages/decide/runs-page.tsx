import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DecisionRun } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { StateTag } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { SendCountsBar } from '../act/send-counts-bar.tsx'
import { ExplainInRun, Exploration } from './run-tools.tsx'
import './decide.css'

/** Once decided, a run is sending until nothing of it waits any more. */
function stateOf(run: DecisionRun): string {
  if (run.state !== 'decided') return run.state
  return run.sends.planned + run.sends.claimed === 0 ? 'done' : 'sending'
}

export default function RunsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const [asked, setAsked] = useState<DecisionRun>()
  const pages = usePages('runs', usePageParams(), endpoints.runs)
  const columns: Column<DecisionRun>[] = [
    {
      key: 'when',
      title: t('decide.when'),
      render: (row) => (
        <>
          <span className="cell-main">{format.dateTime(row.createdAt)}</span>
          <span className="cell-sub">{row.createdBy}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: t('decide.state'),
      render: (row) => (
        <StateTag tone={row.state === 'failed' ? 'danger' : row.finishedAt === null ? 'plain' : 'accent'}>
          {code('runState', stateOf(row))}
        </StateTag>
      ),
    },
    {
      key: 'split',
      title: t('decide.split'),
      numeric: true,
      render: (row) =>
        row.summary === null ? (
          <Unknown />
        ) : (
          <>
            <Link to={`/customers?runId=${row.id}&arm=treated`} data-count={row.summary.treated || undefined}>
              {format.integer(row.summary.treated)}
            </Link>{' '}
            /{' '}
            <Link to={`/customers?runId=${row.id}&arm=control`} data-count={row.summary.control || undefined}>
              {format.integer(row.summary.control)}
            </Link>
          </>
        ),
    },
    {
      key: 'cost',
      title: t('decide.cost'),
      numeric: true,
      render: (row) => (row.cost === null ? <Unknown /> : format.money(row.cost)),
    },
    { key: 'sends', title: t('decide.sends'), render: (row) => <SendCountsBar counts={row.sends} runId={row.id} /> },
    { key: 'effect', title: '', render: (row) => <Link to={`/effect/${row.id}`}>{t('decide.measure')}</Link> },
    {
      key: 'why',
      title: '',
      render: (row) => (
        <Button size="small" onClick={() => setAsked(row)}>
          {t('explain.why')}
        </Button>
      ),
    },
  ]
  return (
    <Page
      title={t('decide.runsTitle')}
      purpose={t('decide.runsPurpose')}
      actions={
        can('decisions:run') ? (
          <Link to="/retain/strategies?run=1">
            <Button type="primary" icon={<Icon name="runs" />}>
              {t('decide.run')}
            </Button>
          </Link>
        ) : undefined
      }
    >
      <Exploration />
      <div className="panel">
        <PagedTable
          label={t('decide.runsTitle')}
          columns={columns}
          pages={pages}
          rowKey={(row) => row.id}
          empty={
            <EmptyState
              title={t('decide.runsEmpty')}
              action={
                <Link to="/retain/strategies">
                  <Button type="primary">{t('decide.toStrategies')}</Button>
                </Link>
              }
            >
              {t('decide.runsEmptyText')}
            </EmptyState>
          }
        />
      </div>
      {asked === undefined ? null : <ExplainInRun run={asked} close={() => setAsked(undefined)} />}
    </Page>
  )
}
