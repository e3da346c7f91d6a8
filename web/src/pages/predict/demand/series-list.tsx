import { Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DemandRow } from '#http/predict/demand-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useCode } from '../../../components/codes.ts'
import type { Column } from '../../../components/data-table.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'

const levels = ['product', 'category', 'store', 'total'] as const
const sorts = ['units', 'change', 'wape'] as const

/** Every series of a level with what is expected, beside what was sold and what the baseline says. */
export function SeriesList({ params, horizonDays }: { params: PageParams; horizonDays: number }) {
  const { t } = useTranslation()
  const level = levels.find((one) => one === params.get('level')) ?? 'product'
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'units'
  const order = params.get('order') === 'asc' ? 'asc' : 'desc'
  const q = params.get('q')
  const pages = usePages('demand', params, (page) => endpoints.demandList({ level, q, sort, order, ...page }))
  const columns = useSeriesColumns(horizonDays)
  return (
    <div className="panel">
      <div className="filters" role="search">
        <Segmented
          aria-label={t('demand.level')}
          value={level}
          onChange={(value) => params.set({ level: value === 'product' ? undefined : value, q: undefined })}
          options={levels.map((value) => ({ value, label: t(`codes.demandLevel.${value}`) }))}
        />
        <Input.Search
          key={q ?? ''}
          className="name-search"
          allowClear
          aria-label={t('demand.search')}
          placeholder={t('demand.search')}
          defaultValue={q ?? ''}
          onSearch={(value) => params.set({ q: value.trim() })}
        />
      </div>
      <PagedTable
        label={t('demand.tab.series')}
        columns={columns}
        pages={pages}
        rowKey={(row) => `${row.level}|${row.key}`}
        onOpen={(row) => params.set({ level: row.level, key: row.key }, { replace: false })}
        order={{ by: sort, order }}
        skeletonRows={14}
        empty={<EmptyState title={t('demand.noSeries')}>{t('demand.noSeriesText')}</EmptyState>}
      />
    </div>
  )
}

function useSeriesColumns(horizonDays: number): Column<DemandRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const accuracy = (wape: number | null) =>
    wape === null ? <Unknown reason={t('demand.noAccuracy')} /> : format.percent(Math.max(0, 1 - wape), 0)
  return [
    {
      key: 'label',
      title: t('demand.seriesName'),
      maxWidth: 320,
      render: (row) => (
        <>
          <span className="cell-main" title={row.label}>
            {row.label === '' ? row.key : row.label}
          </span>
          <span className="cell-sub">{code('demandMethod', row.method)}</span>
        </>
      ),
    },
    {
      key: 'units',
      title: t('demand.next', { days: horizonDays }),
      numeric: true,
      sort: 'units',
      render: (row) => (
        <>
          <span className="cell-main">{format.integer(row.units)}</span>
          <span className="cell-sub">
            {format.integer(row.low)} – {format.integer(row.high)}
          </span>
        </>
      ),
    },
    {
      key: 'amount',
      title: t('demand.amount'),
      numeric: true,
      render: (row) => (row.amount === null ? <Unknown reason={t('demand.noPrices')} /> : format.money(row.amount)),
    },
    { key: 'last', title: t('demand.last', { days: horizonDays }), numeric: true, render: (row) => format.integer(row.last) },
    {
      key: 'change',
      title: t('demand.changeColumn'),
      numeric: true,
      sort: 'change',
      render: (row) =>
        row.last === 0 ? (
          <Unknown reason={t('demand.noneBefore')} />
        ) : (
          `${row.units > row.last ? '+' : ''}${format.percent(row.units / row.last - 1, 0)}`
        ),
    },
    { key: 'baseline', title: t('demand.baseline'), numeric: true, hideOnCard: true, render: (row) => format.integer(row.baseline) },
    { key: 'wape', title: t('demand.accuracy'), numeric: true, sort: 'wape', render: (row) => accuracy(row.wape) },
    {
      key: 'baselineWape',
      title: t('demand.baselineAccuracy'),
      numeric: true,
      hideOnCard: true,
      render: (row) => accuracy(row.baselineWape),
    },
    { key: 'history', title: t('demand.history'), numeric: true, hideOnCard: true, render: (row) => format.integer(row.historyDays) },
  ]
}
