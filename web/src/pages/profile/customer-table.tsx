import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import { SelectionBar } from '../act/selection-bar.tsx'
import { selectionOfFilter } from '../act/selection.ts'
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

const nothing = { group: '', chosen: new Set<string>(), all: null }

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
  const { t } = useTranslation()
  const query = useApi(endpoints.customers({ ...filter, sort, order, limit, cursor: params.get('cursor') }), { keepPrevious: true })
  const rows = query.data?.items ?? []
  // Chosen rows and "all that match" belong to one filter: with another one the choice begins again.
  const group = JSON.stringify(filter)
  const [choice, setChoice] = useState<{ group: string; chosen: ReadonlySet<string>; all: number | null }>(nothing)
  const { chosen, all } = choice.group === group ? choice : nothing
  // Only the first page says how many there are.
  const [known, setKnown] = useState({ group: '', total: 0 })
  const said = query.data?.total
  if (said !== undefined && (known.group !== group || known.total !== said)) setKnown({ group, total: said })
  const total = known.group === group ? known.total : rows.length
  const wholePage = rows.length > 0 && rows.every((row) => chosen.has(row.id))
  return (
    <>
      {chosen.size === 0 ? null : (
        <SelectionBar
          customers={all === null ? { ids: [...chosen] } : selectionOfFilter(filter)}
          count={all ?? chosen.size}
          clear={() => setChoice(nothing)}
          all={
            wholePage && all === null && total > chosen.size
              ? { count: total, choose: () => setChoice({ group, chosen, all: total }) }
              : undefined
          }
        />
      )}
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
        selection={{
          chosen,
          change: (next) => setChoice({ group, chosen: next, all: null }),
          nameOf: (row) =>
            t('common.selectOne', { name: row.maskedName === '' ? (row.identifiers[0]?.masked ?? row.id.slice(0, 8)) : row.maskedName }),
        }}
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
