import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import { SelectionBar } from '../act/selection-bar.tsx'
import { selectionOfFilter } from '../act/selection.ts'
import type { Params } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useChoice } from '../../components/use-choice.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { SaveSelected } from './save-selected.tsx'

/** The order of customers in the address bar: the most value at risk first, unless another was chosen. */
export function customerOrder(params: PageParams): { sort: string; order: 'asc' | 'desc' } {
  return { sort: params.get('sort') ?? 'value_at_risk', order: params.get('order') === 'asc' ? 'asc' : 'desc' }
}

interface Props {
  /** Under which the number of rows of a page is remembered. */
  name: string
  label: string
  columns: Column<CustomerRow>[]
  params: PageParams
  filter: Params
  /** Rows of a page until somebody chooses another number. */
  size: 25 | 50
  empty: ReactNode
  skeletonRows?: number
}

/** Customers by a filter, sorted and paged by the address bar; a row opens the customer. */
export function CustomerTable({ name, label, columns, params, filter, size, empty, skeletonRows = 8 }: Props) {
  const navigate = useNavigate()
  const { sort, order } = customerOrder(params)
  const { t } = useTranslation()
  const pages = usePages(name, params, (page) => endpoints.customers({ ...filter, sort, order, ...page }), { size })
  const choice = useChoice(
    JSON.stringify(filter),
    (pages.rows ?? []).map(({ id }) => id),
    pages.total,
  )
  return (
    <>
      {choice.chosen.size === 0 ? null : (
        <SelectionBar
          customers={choice.isAll ? selectionOfFilter(filter) : { ids: [...choice.chosen] }}
          count={choice.count}
          clear={choice.clear}
          all={choice.all}
        >
          {choice.isAll ? null : <SaveSelected ids={[...choice.chosen]} />}
        </SelectionBar>
      )}
      <PagedTable
        label={label}
        columns={columns}
        pages={pages}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/customers/${row.id}`)}
        order={{ by: sort, order }}
        skeletonRows={skeletonRows}
        selection={{
          chosen: choice.chosen,
          change: choice.change,
          nameOf: (row) =>
            t('common.selectOne', { name: row.maskedName === '' ? (row.identifiers[0]?.masked ?? row.id.slice(0, 8)) : row.maskedName }),
        }}
        empty={empty}
      />
    </>
  )
}
