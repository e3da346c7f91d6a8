import { Button, Select } from 'antd'
import { useRef } from 'react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'
import { DataTable } from './data-table.tsx'
import { Icon } from './icon.tsx'
import { PAGE_SIZES } from './use-pages.ts'
import type { Pages } from './use-pages.ts'

type Table<T> = ComponentProps<typeof DataTable<T>>

interface Props<T> extends Omit<Table<T>, 'rows' | 'error' | 'retry' | 'busy' | 'sorting'> {
  pages: Pages<T>
  /** The order in the address bar; a click on a heading changes it there. */
  order?: { by: string; order: 'asc' | 'desc' }
}

/** A table of a list that the server gives page by page, with the way to the others below it. */
export function PagedTable<T>({ pages, order, ...table }: Props<T>) {
  return (
    <>
      <DataTable
        {...table}
        rows={pages.rows}
        error={pages.error}
        retry={pages.retry}
        busy={pages.busy}
        {...(order === undefined
          ? {}
          : { sorting: { ...order, change: (by: string, next: string) => pages.params.set({ sort: by, order: next }) } })}
      />
      <Pager pages={pages} />
    </>
  )
}

/** Steps through a list by the server's cursors. The place is in the address bar; the way back is remembered while the page is open. */
function Pager<T>({ pages }: { pages: Pages<T> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const before = useRef<(string | undefined)[]>([])
  const { rows = [], page, size, total, nextCursor, params } = pages
  const isWhole = page === 1 && nextCursor === null
  // One page whose end is in sight says nothing new, where nobody counts it.
  if (rows.length === 0 || (isWhole && total === undefined)) return null
  const first = (page - 1) * size + 1
  const range = { from: format.integer(first), to: format.integer(first + rows.length - 1) }
  const forward = () => {
    before.current[page] = params.get('cursor')
    params.set({ cursor: nextCursor ?? undefined, page: String(page + 1) }, { replace: false })
  }
  const back = () => {
    const to = page - 1 in before.current ? page - 1 : 1
    params.set({ cursor: before.current[to], page: to === 1 ? undefined : String(to) }, { replace: false })
  }
  return (
    <div className="pager">
      <span className="num" data-total={total}>
        {total === undefined ? t('common.rangeOpen', range) : t('common.range', { ...range, total: format.integer(total) })}
      </span>
      {isWhole && rows.length <= PAGE_SIZES[0] ? null : (
        <Select
          size="small"
          variant="borderless"
          aria-label={t('common.pageSize')}
          value={size}
          onChange={pages.setSize}
          options={PAGE_SIZES.map((value) => ({ value, label: t('common.perPage', { n: value }) }))}
          popupMatchSelectWidth={false}
        />
      )}
      <Button
        size="small"
        disabled={page <= 1}
        onClick={back}
        aria-label={t('common.previousPage')}
        icon={<Icon name="chevronLeft" size={14} />}
      />
      <Button
        size="small"
        disabled={nextCursor === null}
        onClick={forward}
        aria-label={t('common.nextPage')}
        icon={<Icon name="chevronRight" size={14} />}
      />
    </div>
  )
}
