import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCustomerColumns } from '../../profile/customer-columns.tsx'
import { CustomerFilters } from '../../profile/customer-filters.tsx'
import { CustomerTable, customerOrder } from '../../profile/customer-table.tsx'
import { everyone, noCell } from './cell-filter.ts'
import { RiskHistogram } from './risk-histogram.tsx'
import { RiskHistory } from './risk-history.tsx'
import { RiskMoves } from './risk-moves.tsx'
import { RiskValueMap } from './risk-value-map.tsx'

export function ChurnBoardView({ board, params }: { board: ChurnBoard; params: PageParams }) {
  const flow = useApi(endpoints.churnFlow())
  const map = useApi(endpoints.churnValueMap())
  return (
    <div className="stack">
      <TierCards board={board} params={params} />
      <div className="grid-3">
        <RiskHistogram board={board} />
        <QueryView query={flow}>{(data) => <RiskHistory flow={data} />}</QueryView>
        <QueryView query={flow}>{(data) => <RiskMoves flow={data} params={params} />}</QueryView>
      </div>
      <div className="grid-2">
        <QueryView query={map} skeleton={<BlockSkeleton />}>
          {(data) => <RiskValueMap map={data} params={params} />}
        </QueryView>
        <Causes board={board} params={params} />
      </div>
      <Worklist params={params} />
    </div>
  )
}

/** Each tier with its flow since the scoring before; a click filters the list below. */
function TierCards({ board, params }: { board: ChurnBoard; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const current = params.get('riskTier')
  return (
    <div className={`tier-cards tier-cards-${board.tiers.length}`}>
      {board.tiers.map((one) => {
        const change = one.previous === null ? undefined : one.customers - one.previous
        return (
          <button
            type="button"
            key={one.tier}
            className={`panel tier-card tier-${one.tier}`}
            aria-pressed={current === one.tier}
            data-count={one.customers}
            onClick={() => params.set({ ...everyone, riskTier: current === one.tier ? undefined : one.tier })}
          >
            <span className="tier-name">
              <i aria-hidden="true" />
              {t(`codes.riskLong.${one.tier}`)}
            </span>
            <span className="tier-count num">{format.integer(one.customers)}</span>
            <span className="figure-detail">
              {t('churn.tierShare', { share: format.percent(board.scored === 0 ? 0 : one.customers / board.scored, 0) })} ·{' '}
              {t('churn.averageRisk', { risk: format.percent(one.averageProbability, 0) })}
            </span>
            <span className="figure-detail">{t('churn.valueAtStake', { value: format.moneyCompact(one.value) })}</span>
            {change === undefined ? null : (
              <span className="figure-detail">{t('churn.tierChange', { change: format.signedInteger(change) })}</span>
            )}
          </button>
        )
      })}
    </div>
  )
}

/** Causes as bars that filter; the largest first. */
function Causes({ board, params }: { board: ChurnBoard; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const largest = Math.max(1, ...board.causes.map((one) => one.customers))
  const current = params.get('cause')
  return (
    <Panel title={t('churn.causes')} note={t('churn.causesNote')}>
      <ul className="cause-list">
        {[...board.causes]
          .sort((a, b) => b.customers - a.customers)
          .map((one) => (
            <li key={one.cause}>
              <button
                type="button"
                className="cause"
                aria-pressed={current === one.cause}
                data-count={one.customers}
                title={format.text(one.text)}
                onClick={() => params.set(current === one.cause ? everyone : { ...everyone, cause: one.cause, atRisk: 'true' })}
              >
                <span className="cause-name">{t(`codes.cause.${one.cause}`)}</span>
                <span className="cause-bar" aria-hidden="true">
                  <span style={{ width: `${(one.customers / largest) * 100}%` }} />
                </span>
                <span className="num cause-count">{format.integer(one.customers)}</span>
                <span className="num cause-value">{format.moneyCompact(one.value)}</span>
              </button>
            </li>
          ))}
      </ul>
    </Panel>
  )
}

const shown = ['name', 'risk', 'cause', 'topReason', 'tier', 'lastOrder', 'monetary', 'valueAtRisk']

function Worklist({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const columns = useCustomerColumns().filter((column) => shown.includes(column.key))
  const { sort, order } = customerOrder(params)
  const filter = {
    riskTier: params.get('riskTier'),
    cause: params.get('cause'),
    atRisk: params.get('atRisk'),
    lifecycleTier: params.get('lifecycleTier'),
    valueClass: params.get('valueClass'),
    riskFrom: params.get('riskFrom'),
    riskTo: params.get('riskTo'),
    valueFrom: params.get('valueFrom'),
    valueTo: params.get('valueTo'),
  }
  const cell = Object.keys(noCell).some((name) => params.get(name) !== undefined)
  const link = new URLSearchParams(
    Object.entries({ ...filter, sort, order }).filter((one): one is [string, string] => one[1] !== undefined),
  )
  return (
    <Panel
      title={t('churn.worklist')}
      note={sort === 'value_at_risk' && order === 'desc' ? t('churn.worklistNote') : undefined}
      flush
      actions={<Link to={`/customers?${link.toString()}`}>{t('churn.allCustomers')}</Link>}
    >
      <CustomerFilters params={params} show={['riskTier', 'cause', 'lifecycleTier', 'valueClass']} />
      {cell ? (
        <p className="cell-note">
          {t('churn.cellNote')}
          <Button size="small" type="text" onClick={() => params.set({ ...noCell })}>
            {t('common.clearFilters')}
          </Button>
        </p>
      ) : null}
      <CustomerTable
        label={t('churn.worklist')}
        columns={columns}
        params={params}
        filter={filter}
        name="worklist"
        size={25}
        empty={<EmptyState title={t('churn.worklistEmpty')}>{t('churn.worklistEmptyText')}</EmptyState>}
      />
    </Panel>
  )
}
