import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MoneyEstimate, ValueBoard } from '#http/predict/value-schemas.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Figure } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { AliveChart, NextOrdersChart, ValueHistogram } from './value-charts.tsx'

interface Props {
  board: ValueBoard
  total: MoneyEstimate
  params: PageParams
}

/** What all customers together will be worth, how it is spread, and what they buy next. */
export function ValueBoardView({ board, total, params }: Props) {
  return (
    <div className="stack">
      <Lead board={board} total={total} />
      <div className="grid-2">
        <ValueHistogram bins={board.histogram} />
        <AliveChart bins={board.alive} />
      </div>
      <div className="grid-2">
        <NextOrdersChart weeks={board.nextOrders} />
        <Categories board={board} params={params} />
      </div>
      <ByClass board={board} params={params} />
    </div>
  )
}

function Lead({ board, total }: { board: ValueBoard; total: MoneyEstimate }) {
  const { t } = useTranslation()
  const format = useFormat()
  const months = board.model?.horizonMonths ?? 12
  return (
    <section className="panel">
      <div className="figures">
        <Figure
          tone="lead"
          label={t('value.total', { months })}
          value={format.moneyCompact(total.estimate)}
          detail={t('common.interval95Of', { interval: `${format.moneyCompact(total.low)} – ${format.moneyCompact(total.high)}` })}
        />
        <Figure
          label={t('value.average')}
          value={board.average === null ? null : format.money(board.average)}
          detail={t('value.ofCustomers', { n: format.integer(board.customers) })}
        />
        <Figure
          label={t('value.orders')}
          value={board.expectedOrders === null ? null : format.integer(board.expectedOrders)}
          detail={t('value.ordersDetail', { months })}
        />
        <Figure
          label={t('value.topTenth')}
          value={board.topTenthShare === null ? null : format.percent(board.topTenthShare, 0)}
          detail={t('value.topTenthDetail')}
        />
      </div>
      {board.asOf === null || board.model === null ? null : (
        <p className="figures-foot">
          {t('value.foot', {
            asOf: format.date(board.asOf),
            discount: format.percent(board.model.yearlyDiscount, 0),
            margin: format.percent(board.model.grossMargin, 0),
          })}
        </p>
      )}
    </section>
  )
}

/** The categories of the next orders as bars; one opens its customers. */
function Categories({ board, params }: { board: ValueBoard; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const top = board.nextCategories.slice(0, 10)
  const largest = Math.max(1, ...top.map((one) => one.customers))
  return (
    <Panel title={t('value.nextCategories')} note={t('value.nextCategoriesNote')}>
      {top.length === 0 ? (
        <EmptyState title={t('value.noCategories')}>{t('value.noCategoriesText')}</EmptyState>
      ) : (
        <ul className="cause-list">
          {top.map((one) => (
            <li key={one.category}>
              <button
                type="button"
                className="cause"
                data-count={one.customers}
                onClick={() => params.set({ tab: 'customers', nextCategory: one.category }, { replace: false })}
              >
                <span className="cause-name">{one.category}</span>
                <span className="cause-bar value-bar" aria-hidden="true">
                  <span style={{ width: `${(one.customers / largest) * 100}%` }} />
                </span>
                <span className="num cause-count">{format.integer(one.customers)}</span>
                <span className="num cause-value">{format.moneyCompact(one.amount)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function ByClass({ board, params }: { board: ValueBoard; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  type Row = ValueBoard['byClass'][number]
  const all = Math.max(
    1,
    board.byClass.reduce((sum, one) => sum + one.value.minor, 0),
  )
  const columns: Column<Row>[] = [
    {
      key: 'class',
      title: t('profile.valueClass'),
      render: (row) => (
        <Link to={`?tab=customers&valueClass=${row.valueClass}`} className="cell-main" data-count={row.customers}>
          {t(`codes.valueClass.${row.valueClass}`)}
        </Link>
      ),
    },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'value', title: t('value.clv'), numeric: true, render: (row) => format.moneyCompact(row.value) },
    { key: 'share', title: t('common.share'), numeric: true, render: (row) => format.percent(row.value.minor / all) },
    {
      key: 'bar',
      title: '',
      hideOnCard: true,
      render: (row) => (
        <span className="share-bar" aria-hidden="true">
          <span style={{ width: `${(row.value.minor / all) * 100}%` }} />
        </span>
      ),
    },
    { key: 'average', title: t('value.average'), numeric: true, render: (row) => format.money(row.average) },
  ]
  return (
    <Panel title={t('value.byClass')} note={t('value.byClassNote')} flush>
      <DataTable
        label={t('value.byClass')}
        columns={columns}
        rows={board.byClass}
        rowKey={(row) => row.valueClass}
        onOpen={(row) => params.set({ tab: 'customers', valueClass: row.valueClass }, { replace: false })}
        empty={null}
      />
    </Panel>
  )
}
