import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { apiUrl } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { ColumnChooser, useChosenColumns } from '../../components/column-chooser.tsx'
import { CursorPager } from '../../components/cursor-pager.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useCan } from '../../session/use-can.ts'
import { standardColumns, useCustomerColumns } from './customer-columns.tsx'
import { CustomerFilters } from './customer-filters.tsx'
import './customers.css'

const limit = 50
const filters = ['q', 'riskTier', 'lifecycleTier', 'valueClass', 'cause', 'channel'] as const

export default function CustomerList() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const can = useCan()
  const params = usePageParams()
  const columns = useCustomerColumns()
  const [chosen, choose] = useChosenColumns('customers', standardColumns)
  const sort = params.get('sort') ?? 'value_at_risk'
  const order = params.get('order') === 'asc' ? 'asc' : 'desc'
  const chosenFilters = Object.fromEntries(filters.map((name) => [name, params.get(name)]))
  const query = useApi(endpoints.customers({ ...chosenFilters, sort, order, limit, cursor: params.get('cursor') }), { keepPrevious: true })
  const filtered = filters.some((name) => params.get(name) !== undefined)
  return (
    <Page
      title={t('customers.listTitle')}
      purpose={t('customers.listPurpose')}
      actions={
        <>
          <ColumnChooser columns={columns} chosen={chosen} choose={choose} />
          {can('customers:export') ? (
            <Button href={apiUrl('/customers/export', { ...chosenFilters, sort, order })} download icon={<Icon name="download" />}>
              {t('common.exportCsv')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="panel">
        <CustomerFilters params={params} />
        <DataTable
          label={t('customers.listTitle')}
          columns={columns.filter((column) => chosen.includes(column.key))}
          rows={query.data?.items}
          rowKey={(row) => row.id}
          error={query.error}
          retry={() => void query.refetch()}
          busy={query.isPlaceholderData}
          onOpen={(row) => void navigate(`/customers/${row.id}`)}
          sorting={{ by: sort, order, change: (by, next) => params.set({ sort: by, order: next, page: undefined }) }}
          skeletonRows={14}
          empty={
            filtered ? (
              <EmptyState title={t('customers.emptyFiltered')}>{t('customers.emptyFilteredText')}</EmptyState>
            ) : (
              <EmptyState
                title={t('customers.emptyTitle')}
                action={
                  <Link to="/data/imports?new=1">
                    <Button type="primary">{t('overview.importFile')}</Button>
                  </Link>
                }
              >
                {t('customers.emptyText')}
              </EmptyState>
            )
          }
        />
        <CursorPager
          params={params}
          nextCursor={query.data?.nextCursor}
          shown={query.data?.items.length ?? 0}
          total={query.data?.total}
          limit={limit}
        />
      </div>
    </Page>
  )
}
