import { Button, Checkbox, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnAlert, ChurnAlertFilter } from '#http/predict/churn-model-schemas.ts'
import { SelectionBar } from '../../act/selection-bar.tsx'
import { endpoints } from '../../../api/endpoints.ts'
import { useChange } from '../../../api/use-api.ts'
import type { Column } from '../../../components/data-table.tsx'
import { DueClock } from '../../../components/due-clock.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { RiskTag } from '../../../components/tags.tsx'
import { useChoice } from '../../../components/use-choice.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AlertDrawer } from './alert-drawer.tsx'
import { AssignAlerts } from './assign-alerts.tsx'
import { riskTiers } from './risk-tiers.ts'

const states = ['open', 'acknowledged', 'closed'] as const
const owners = ['me', 'nobody'] as const

/** Customers who entered a tier that asks for action: who takes care of them, until when, and what came of it. */
export function AlertsView({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const asked = states.find((one) => one === params.get('state'))
  const overdue = params.get('overdue') === 'true' && asked !== 'closed'
  // Overdue ones are open or in progress; the overview counts both.
  const state = asked ?? (overdue ? undefined : 'open')
  const tier = riskTiers.find((one) => one === params.get('tier'))
  const owner = owners.find((one) => one === params.get('owner'))
  const filter: ChurnAlertFilter = {
    ...(state === undefined ? {} : { state }),
    ...(tier === undefined ? {} : { tier }),
    ...(owner === undefined ? {} : { owner }),
    ...(overdue ? { overdue } : {}),
  }
  const pages = usePages('alerts', params, (page) => endpoints.churnAlerts({ ...filter, ...page }))
  // Alerts are chosen on one page or all at once: those on other pages are not known here.
  const choice = useChoice(
    JSON.stringify([filter, pages.page]),
    (pages.rows ?? []).map(({ id }) => id),
    pages.total,
  )
  const rows = pages.rows?.filter((row) => choice.chosen.has(row.id)) ?? []
  const count = choice.isAll ? choice.count : rows.length
  const [assigning, setAssigning] = useState(false)
  const customers = { ids: [...new Set(rows.map((row) => row.customerId))] }
  const take = useChange<ChurnAlert>(['/churn/alerts', '/overview'])
  const opened = pages.rows?.find((one) => one.id === params.get('alert'))
  const columns: Column<ChurnAlert>[] = [
    {
      key: 'customer',
      title: t('profile.name'),
      render: (row) => <span className="cell-main">{row.maskedName === '' ? row.customerId.slice(0, 8) : row.maskedName}</span>,
    },
    { key: 'risk', title: t('profile.risk'), render: (row) => <RiskTag tier={row.tier} probability={row.probability} /> },
    {
      key: 'from',
      hideOnCard: true,
      title: t('churn.fromTier'),
      render: (row) => (row.fromTier === null ? t('churn.unscored') : t(`codes.risk.${row.fromTier}`)),
    },
    { key: 'value', title: t('common.value'), numeric: true, render: (row) => format.money(row.value) },
    {
      key: 'reason',
      title: t('profile.topReason'),
      maxWidth: 300,
      wideOnCard: true,
      render: (row) =>
        row.reasons[0] === undefined ? <Unknown /> : <span title={format.text(row.reasons[0])}>{format.text(row.reasons[0])}</span>,
    },
    {
      key: 'owner',
      title: t('churn.owner'),
      render: (row) => row.owner ?? <span className="faint">{t('churn.nobody')}</span>,
    },
    state === 'closed'
      ? { key: 'outcome', title: t('churn.outcome'), maxWidth: 240, render: (row) => row.outcome ?? <Unknown /> }
      : {
          key: 'due',
          title: t('churn.due'),
          render: (row) => (row.dueAt === null ? <Unknown reason={t('churn.noDue')} /> : <DueClock dueAt={row.dueAt} />),
        },
    ...(state === 'open' && can('alerts:work')
      ? [
          {
            key: 'take',
            title: '',
            render: (row: ChurnAlert) => (
              <Button
                size="small"
                loading={take.isPending && take.variables.path.endsWith(`/${row.id}`)}
                onClick={() => take.mutate({ method: 'POST', path: `/churn/alerts/${row.id}`, body: { state: 'acknowledged' } })}
              >
                {t('churn.take')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <div className="panel">
      <div className="filters">
        <Segmented
          aria-label={t('decide.state')}
          value={state ?? ''}
          onChange={(value) => params.set({ state: value === 'open' && !overdue ? undefined : value, alert: undefined })}
          options={states.map((value) => ({ value, label: t(`codes.alertState.${value}`) }))}
        />
        <Select
          allowClear
          aria-label={t('profile.risk')}
          placeholder={t('profile.risk')}
          value={params.get('tier') ?? null}
          onChange={(value: string | null) => params.set({ tier: value ?? undefined })}
          options={riskTiers.map((value) => ({ value, label: t(`codes.riskLong.${value}`) }))}
          popupMatchSelectWidth={false}
        />
        <Segmented
          aria-label={t('act.owner')}
          value={owner ?? ''}
          onChange={(value) => params.set({ owner: value === '' ? undefined : value, alert: undefined })}
          options={[
            { value: '', label: t('act.everyone') },
            { value: 'me', label: t('act.mine') },
            { value: 'nobody', label: t('act.unowned') },
          ]}
        />
        {state === 'closed' ? null : (
          <Checkbox
            className="filter-check"
            checked={overdue}
            onChange={(event) => params.set({ overdue: event.target.checked ? 'true' : undefined })}
          >
            {t('churn.overdueOnly')}
          </Checkbox>
        )}
      </div>
      {take.error === null ? null : (
        <div className="panel-body">
          <ErrorNotice problem={take.error} />
        </div>
      )}
      {rows.length === 0 ? null : (
        <SelectionBar customers={choice.isAll ? undefined : customers} count={count} clear={choice.clear} all={choice.all}>
          {state !== 'closed' && can('tasks:assign') ? (
            <Button size="small" type="primary" ghost onClick={() => setAssigning(true)}>
              {t('churn.assign')}
            </Button>
          ) : null}
        </SelectionBar>
      )}
      {assigning ? (
        <AssignAlerts
          alerts={choice.isAll ? { filter } : { ids: rows.map((row) => row.id) }}
          count={count}
          close={() => setAssigning(false)}
          done={() => {
            setAssigning(false)
            choice.clear()
          }}
        />
      ) : null}
      <PagedTable
        label={t('churn.tab.alerts')}
        columns={columns}
        pages={pages}
        rowKey={(row) => row.id}
        onOpen={(row) => params.set({ alert: row.id })}
        selection={{
          chosen: choice.chosen,
          change: choice.change,
          nameOf: (row) => t('common.selectOne', { name: row.maskedName || row.customerId.slice(0, 8) }),
        }}
        empty={
          <EmptyState title={t(overdue ? 'churn.alertsNoneOverdue' : 'churn.alertsNone')}>
            {t(state === 'open' ? 'churn.alertsNoneText' : 'churn.alertsNoneOther')}
          </EmptyState>
        }
      />
      <AlertDrawer alert={opened} close={() => params.set({ alert: undefined })} />
    </div>
  )
}
