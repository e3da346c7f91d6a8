import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChurnBoard } from '#http/schemas/churn.ts'
import { baseOption, categoryAxis, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { useCustomerColumns } from '../customers/customer-columns.tsx'
import { CustomerFilters } from '../customers/customer-filters.tsx'
import { CustomerTable, customerOrder } from '../customers/customer-table.tsx'

export function ChurnBoardView({ board, params }: { board: ChurnBoard; params: PageParams }) {
  return (
    <div className="stack">
      <TierCards board={board} params={params} />
      <div className="grid-2">
        <RiskHistogram board={board} />
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
    <div className="tier-cards">
      {board.tiers.map((one) => {
        const change = one.previous === null ? undefined : one.customers - one.previous
        return (
          <button
            type="button"
            key={one.tier}
            className={`panel tier-card tier-${one.tier}`}
            aria-pressed={current === one.tier}
            onClick={() => params.set({ riskTier: current === one.tier ? undefined : one.tier, page: undefined })}
          >
            <span className="tier-name">
              <i aria-hidden="true" />
              {t('customers.riskWord', { tier: t(`codes.risk.${one.tier}`) })}
            </span>
            <span className="tier-count num">{format.integer(one.customers)}</span>
            <span className="figure-detail">
              {t('predict.tierShare', { share: format.percent(board.scored === 0 ? 0 : one.customers / board.scored, 0) })} ·{' '}
              {t('predict.averageRisk', { risk: format.percent(one.averageProbability, 0) })}
            </span>
            <span className="figure-detail">{t('predict.valueAtStake', { value: format.moneyCompact(one.value) })}</span>
            {change === undefined ? null : (
              <span className="figure-detail">{t('predict.tierChange', { change: format.signedInteger(change) })}</span>
            )}
          </button>
        )
      })}
    </div>
  )
}

function RiskHistogram({ board }: { board: ChurnBoard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const bins = board.histogram
  const name = (bin: { low: number; high: number }) => `${Math.round(bin.low * 100)}–${Math.round(bin.high * 100)}%`
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      xAxis: categoryAxis(tokens, bins.map(name)),
      yAxis: valueAxis(tokens, format.compact),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const bin = bins[Array.isArray(items) ? Number((items[0] as { dataIndex: number }).dataIndex) : 0]
          return bin === undefined ? '' : tooltipHtml(name(bin), [[t('common.customers'), format.integer(bin.customers)]])
        },
      },
      series: [
        {
          type: 'bar',
          barCategoryGap: '8%',
          data: bins.map((bin) => ({
            value: bin.customers,
            itemStyle: {
              borderRadius: [2, 2, 0, 0],
              color: bin.low >= 0.8 ? tokens.riskHigh : bin.low >= 0.5 ? tokens.riskMedium : tokens.riskLow,
            },
          })),
        },
      ],
    }),
    [bins, tokens, format, t],
  )
  return (
    <ChartPanel
      title={t('predict.histogram')}
      note={`${t('predict.scored')} ${format.integer(board.scored)}${board.asOf === null ? '' : ` · ${t('predict.asOf', { asOf: format.date(board.asOf) })}`}`}
      label={t('predict.histogramLabel')}
      height={216}
      option={option}
      table={{
        head: [t('predict.probability'), t('common.customers')],
        rows: bins.map((bin) => [name(bin), format.integer(bin.customers)]),
      }}
    />
  )
}

/** Causes as bars that filter; the largest first. */
function Causes({ board, params }: { board: ChurnBoard; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const largest = Math.max(1, ...board.causes.map((one) => one.customers))
  const current = params.get('cause')
  return (
    <Panel title={t('predict.causes')} note={t('predict.causesNote')}>
      <ul className="cause-list">
        {[...board.causes]
          .sort((a, b) => b.customers - a.customers)
          .map((one) => (
            <li key={one.cause}>
              <button
                type="button"
                className="cause"
                aria-pressed={current === one.cause}
                title={format.text(one.text)}
                onClick={() => params.set({ cause: current === one.cause ? undefined : one.cause, page: undefined })}
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
    lifecycleTier: params.get('lifecycleTier'),
    valueClass: params.get('valueClass'),
  }
  const link = new URLSearchParams(
    Object.entries({ ...filter, sort, order }).filter((one): one is [string, string] => one[1] !== undefined),
  )
  return (
    <Panel
      title={t('predict.worklist')}
      note={sort === 'value_at_risk' && order === 'desc' ? t('predict.worklistNote') : undefined}
      flush
      actions={<Link to={`/customers?${link.toString()}`}>{t('predict.allCustomers')}</Link>}
    >
      <CustomerFilters params={params} show={['riskTier', 'cause', 'lifecycleTier', 'valueClass']} />
      <CustomerTable
        label={t('predict.worklist')}
        columns={columns}
        params={params}
        filter={filter}
        limit={25}
        empty={<EmptyState title={t('predict.worklistEmpty')}>{t('predict.worklistEmptyText')}</EmptyState>}
      />
    </Panel>
  )
}
