import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { CustomerRow } from '#http/schemas/customers.ts'
import type { Params } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { CursorPager } from '../../components/cursor-pager.tsx'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import type { PageParams } from '../../components/use-page-params.ts'

/** The order of customers in the address bar: the most value at risk first, unless another was chosen. */
export function customerOrder(params: PageParams): { sort: string; order: 'asc' | 'desc' } {
  return { sort: params.get('sort') ?? 'value_at_risk', order: params.get('order') === 'asc' ? 'asc' : 'desc' }
}

interface Props {
  label: string
  columns: Column<CustomerRow>[]
  params: PageParams
  filter: Params
  limit: number
  empty: ReactNode
  skeletonRows?: number
}

/** Customers by a filter, sorted and paged by the address bar; a row opens the customer. */
export function CustomerTable({ label, columns, params, filter, limit, empty, skeletonRows = 8 }: Props) {
  const navigate = useNavigate()
  const { sort, order } = customerOrder(params)
  const query = useApi(endpoints.customers({ ...filter, sort, order, limit, cursor: params.get('cursor') }), { keepPrevious: true })
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        error={query.error}
        retry={() => void query.refetch()}
        busy={query.isPlaceholderData}
        onOpen={(row) => void navigate(`/customers/${row.id}`)}
        sorting={{ by: sort, order, change: (by, next) => params.set({ sort: by, order: next, page: undefined }) }}
        skeletonRows={skeletonRows}
        empty={empty}
      />
      <CursorPager
        params={params}
        nextCursor={query.data?.nextCursor}
        shown={query.data?.items.length ?? 0}
        total={query.data?.total}
        limit={limit}
      />
    </>
  )
}
