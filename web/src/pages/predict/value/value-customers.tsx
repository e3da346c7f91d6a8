import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ValueRow } from '#http/predict/value-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import type { Column } from '../../../components/data-table.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { Label } from '../../../components/tags.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'

const classes = ['high_value', 'potential', 'general', 'at_risk'] as const
const sorts = ['value', 'purchase_probability', 'next_order', 'alive'] as const

/** Customers by worth, by chance of an order, or by the time of the next; a row opens the customer. */
export function ValueCustomers({ params, categories }: { params: PageParams; categories: string[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'value'
  const order = params.get('order') === 'asc' ? 'asc' : 'desc'
  const valueClass = params.get('valueClass')
  const nextCategory = params.get('nextCategory')
  const pages = usePages('value', params, (page) => endpoints.valueCustomers({ valueClass, nextCategory, sort, order, ...page }))
  const columns = useValueColumns()
  const choice = (name: 'valueClass' | 'nextCategory', label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      showSearch={name === 'nextCategory'}
      aria-label={label}
      placeholder={label}
      value={params.get(name) ?? null}
      onChange={(value: string | null) => params.set({ [name]: value ?? undefined })}
      options={options}
      popupMatchSelectWidth={false}
    />
  )
  const known = nextCategory === undefined || categories.includes(nextCategory) ? categories : [nextCategory, ...categories]
  return (
    <div className="panel">
      <div className="filters" role="search">
        {choice(
          'valueClass',
          t('profile.valueClass'),
          classes.map((value) => ({ value, label: t('codes.inValueClass', { tier: t(`codes.valueClass.${value}`) }) })),
        )}
        {known.length === 0
          ? null
          : choice(
              'nextCategory',
              t('value.nextCategory'),
              known.map((value) => ({ value, label: value })),
            )}
        {valueClass === undefined && nextCategory === undefined ? null : (
          <Button type="text" onClick={() => params.set({ valueClass: undefined, nextCategory: undefined })}>
            {t('common.clearFilters')}
          </Button>
        )}
      </div>
      <PagedTable
        label={t('value.tab.customers')}
        columns={columns}
        pages={pages}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/customers/${row.id}`)}
        order={{ by: sort, order }}
        skeletonRows={14}
        empty={<EmptyState title={t('value.noCustomers')}>{t('value.noCustomersText')}</EmptyState>}
      />
    </div>
  )
}

function useValueColumns(): Column<ValueRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'name',
      title: t('profile.name'),
      render: (row) => (
        <>
          <span className="cell-main">{row.maskedName === '' ? t('profile.unnamed') : row.maskedName}</span>
          <span className="cell-sub mono">{row.id.slice(0, 8)}</span>
        </>
      ),
    },
    {
      key: 'class',
      title: t('profile.valueClass'),
      hideOnCard: true,
      render: (row) =>
        row.valueClass === null ? <Unknown /> : <Label>{t('codes.inValueClass', { tier: t(`codes.valueClass.${row.valueClass}`) })}</Label>,
    },
    {
      key: 'value',
      title: t('value.clv'),
      numeric: true,
      sort: 'value',
      render: (row) => (
        <>
          <span className="cell-main">{format.money(row.value.estimate)}</span>
          <span className="cell-sub">
            {format.moneyCompact(row.value.low)} – {format.moneyCompact(row.value.high)}
          </span>
        </>
      ),
    },
    { key: 'alive', title: t('value.aliveColumn'), numeric: true, sort: 'alive', render: (row) => format.percent(row.aliveProbability, 0) },
    {
      key: 'risk',
      title: t('profile.risk'),
      numeric: true,
      hideOnCard: true,
      render: (row) => (row.riskProbability === null ? <Unknown reason={t('codes.noScore')} /> : format.percent(row.riskProbability, 0)),
    },
    {
      key: 'orders',
      title: t('value.ordersColumn'),
      numeric: true,
      hideOnCard: true,
      render: (row) => format.decimal(row.expectedOrders, 1),
    },
    {
      key: 'purchase',
      title: t('value.within30'),
      numeric: true,
      sort: 'purchase_probability',
      render: (row) => format.percent(row.purchaseProbability30, 0),
    },
    {
      key: 'next',
      title: t('value.nextOrder'),
      sort: 'next_order',
      render: (row) => (row.nextOrderAt === null ? <Unknown reason={t('value.nextUnknown')} /> : format.date(row.nextOrderAt)),
    },
    {
      key: 'category',
      title: t('value.nextCategory'),
      maxWidth: 180,
      render: (row) => row.nextCategory ?? <Unknown reason={t('value.nextUnknown')} />,
    },
    {
      key: 'amount',
      title: t('value.nextAmount'),
      numeric: true,
      hideOnCard: true,
      render: (row) => (row.nextAmount === null ? <Unknown reason={t('value.nextUnknown')} /> : format.money(row.nextAmount)),
    },
  ]
}
