import { App, Button, Drawer, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ReplayHeldAnswer, ViolationList } from '#http/collect/plan-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { useProblemText } from '../../../components/error-notice.tsx'
import type { ApiProblem } from '../../../api/client.ts'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import type { PlanTabProps } from './plan-page.tsx'

type Line = ViolationList['items'][number]

const KINDS = ['unplanned_event', 'unplanned_property', 'missing_property', 'wrong_type', 'value_not_allowed'] as const
const DAYS = [1, 7, 30, 90] as const

/** What came that is not as planned, and the way back for what is kept in quarantine. */
export function ViolationsTab({ params, scope }: PlanTabProps) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const days = DAYS.find((one) => String(one) === params.get('days')) ?? 7
  const kind = KINDS.find((one) => one === params.get('kind'))
  const query = useApi(endpoints.planViolations({ days, kind, source: scope === 'all' ? undefined : scope }), { keepPrevious: true })
  const replay = useChange<ReplayHeldAnswer>(['/tracking-plans', '/quarantine'])
  const opened = params.get('line')
  const putBack = async () => {
    const total = { tried: 0, putBack: 0, still: 0 }
    try {
      for (let cursor: string | null | undefined; cursor !== null;) {
        const body = cursor === undefined ? {} : { cursor }
        const answer: ReplayHeldAnswer = await replay.mutateAsync({ method: 'POST', path: `/tracking-plans/${scope}/replay`, body })
        total.tried += answer.tried
        total.putBack += answer.putBack
        total.still += answer.still
        cursor = answer.nextCursor
      }
      const figures = { tried: format.integer(total.tried), putBack: format.integer(total.putBack), still: format.integer(total.still) }
      void message.info(total.tried === 0 ? t('plan.replayNone') : t('plan.replayed', figures))
    } catch (problem) {
      void message.error(problemText(problem as ApiProblem))
    }
  }
  const [busy, setBusy] = useState(false)
  const columns: Column<Line>[] = [
    {
      key: 'event',
      title: t('plan.event'),
      render: (row) => <span className="cell-main">{row.event === '' ? (row.type === '' ? t('plan.beyond') : row.type) : row.event}</span>,
    },
    { key: 'property', title: t('plan.property'), render: (row) => <span className="mono">{row.property}</span>, maxWidth: 240 },
    { key: 'kind', title: t('plan.problem'), render: (row) => code('quarantineReason', row.kind) },
    { key: 'source', title: t('plan.source'), render: (row) => (row.sourceName === '' ? row.source : row.sourceName), maxWidth: 220 },
    { key: 'count', title: t('plan.count'), numeric: true, render: (row) => format.integer(row.count) },
    { key: 'quarantined', title: t('plan.quarantined'), numeric: true, render: (row) => format.integer(row.quarantined) },
    { key: 'last', title: t('plan.lastDay'), render: (row) => format.day(row.lastDay) },
  ]
  return (
    <div className="stack">
      <Panel
        title={t('plan.tabViolations')}
        flush
        actions={
          <Space wrap>
            <Select
              aria-label={t('plan.problem')}
              value={kind ?? ''}
              onChange={(value) => params.set({ kind: value === '' ? undefined : value })}
              options={[
                { value: '', label: t('plan.allKinds') },
                ...KINDS.map((value) => ({ value, label: code('quarantineReason', value) })),
              ]}
              style={{ minWidth: 200 }}
            />
            <Select
              aria-label={t('plan.days')}
              value={days}
              onChange={(value) => params.set({ days: value === 7 ? undefined : String(value) })}
              options={DAYS.map((value) => ({ value, label: t('plan.daysOption', { count: value }) }))}
            />
            {can('data:import') ? (
              <Button
                loading={busy}
                onClick={() => {
                  setBusy(true)
                  void putBack().finally(() => setBusy(false))
                }}
              >
                {t('plan.replay')}
              </Button>
            ) : null}
            <Link to="/data/quarantine?origin=tracking">{t('plan.showQuarantine')}</Link>
          </Space>
        }
      >
        <DataTable
          label={t('plan.tabViolations')}
          columns={columns}
          rows={query.data?.items}
          rowKey={(row) => row.id}
          error={query.error}
          retry={() => void query.refetch()}
          onOpen={(row) => params.set({ line: row.id })}
          empty={<EmptyState title={t('plan.violationsNone')}>{t('plan.violationsNoneText')}</EmptyState>}
        />
      </Panel>
      {opened === undefined ? null : <Example id={opened} close={() => params.set({ line: undefined })} />}
    </div>
  )
}

function Example({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.violationExample(id))
  return (
    <Drawer open onClose={close} size={640} title={t('plan.example')}>
      <QueryView query={query}>
        {({ example }) =>
          example === null ? (
            <p className="soft">{t('plan.exampleNone')}</p>
          ) : (
            <pre className="plan-example">{JSON.stringify(example, null, 2)}</pre>
          )
        }
      </QueryView>
    </Drawer>
  )
}
