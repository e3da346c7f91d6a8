import { Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { StockRow } from '#http/predict/demand-schemas.ts'
import { apiUrl } from '../../../api/client.ts'
import { endpoints } from '../../../api/endpoints.ts'
import type { Column } from '../../../components/data-table.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'

type Row = Static<typeof StockRow>

/** How much to keep of each product for a wished service level and a lead time; the same as a file. */
export function StockView({ params, horizonDays }: { params: PageParams; horizonDays: number }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const [serviceLevel, setServiceLevel] = useState(Number(params.get('service') ?? 95))
  const [leadDays, setLeadDays] = useState(Number(params.get('lead') ?? 7))
  const q = params.get('q')
  const wished = { serviceLevel: Number(params.get('service') ?? 95) / 100, leadDays: Number(params.get('lead') ?? 7), q }
  const pages = usePages('stock', params, (page) => endpoints.stock({ ...wished, ...page }))
  const apply = () => params.set({ service: String(serviceLevel), lead: String(leadDays) })
  const columns: Column<Row>[] = [
    {
      key: 'label',
      title: t('codes.demandLevel.product'),
      maxWidth: 340,
      render: (row) => (
        <>
          <span className="cell-main" title={row.label}>
            {row.label === '' ? row.productId : row.label}
          </span>
          <span className="cell-sub mono">{row.productId}</span>
        </>
      ),
    },
    { key: 'demand', title: t('demand.next', { days: horizonDays }), numeric: true, render: (row) => format.decimal(row.demand, 0) },
    { key: 'lead', title: t('demand.leadDemand'), numeric: true, render: (row) => format.decimal(row.leadDemand, 1) },
    { key: 'safety', title: t('demand.safetyStock'), numeric: true, render: (row) => format.decimal(row.safetyStock, 1) },
    {
      key: 'reorder',
      title: t('demand.reorderPoint'),
      numeric: true,
      render: (row) => <strong>{format.integer(Math.ceil(row.reorderPoint))}</strong>,
    },
  ]
  return (
    <div className="panel">
      <Form className="filters stock-filters" layout="inline" colon={false} onFinish={apply}>
        <Form.Item label={t('demand.serviceLevel')} htmlFor="service-level" tooltip={t('demand.serviceLevelHelp')}>
          <InputNumber
            id="service-level"
            min={50}
            max={99.9}
            suffix="%"
            value={serviceLevel}
            onChange={(value) => value !== null && setServiceLevel(value)}
          />
        </Form.Item>
        <Form.Item label={t('demand.leadDays')} htmlFor="lead-days">
          <InputNumber
            id="lead-days"
            min={1}
            max={90}
            precision={0}
            suffix={t('churn.days')}
            value={leadDays}
            onChange={(value) => value !== null && setLeadDays(value)}
          />
        </Form.Item>
        <Button htmlType="submit">{t('demand.apply')}</Button>
        <Input.Search
          key={q ?? ''}
          className="name-search"
          allowClear
          aria-label={t('demand.searchProduct')}
          placeholder={t('demand.searchProduct')}
          defaultValue={q ?? ''}
          onSearch={(value) => params.set({ q: value.trim() })}
        />
        <Button href={apiUrl('/demand/stock.csv', { ...wished, language: i18n.language })} download icon={<Icon name="download" />}>
          {t('common.exportCsv')}
        </Button>
      </Form>
      <PagedTable
        label={t('demand.tab.stock')}
        columns={columns}
        pages={pages}
        rowKey={(row) => row.productId}
        skeletonRows={14}
        empty={<EmptyState title={t('demand.noSeries')}>{t('demand.noSeriesText')}</EmptyState>}
      />
      <p className="figures-foot">{t('demand.stockFoot')}</p>
    </div>
  )
}
