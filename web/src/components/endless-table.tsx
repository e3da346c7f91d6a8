import type { ComponentProps } from 'react'
import type { useEndless } from '../api/use-api.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'
import { DataTable, LoadMore } from './data-table.tsx'

type Props<T> = Omit<ComponentProps<typeof DataTable<T>>, 'rows' | 'error' | 'retry'> & {
  query: ReturnType<typeof useEndless<T>>
}

/** A table of a list that grows page by page, with how many there are and its button for the next page. */
export function EndlessTable<T>({ query, ...table }: Props<T>) {
  const { t } = useTranslation()
  const format = useFormat()
  const total = query.data?.total ?? 0
  return (
    <>
      <DataTable {...table} rows={query.data} error={query.error} retry={() => void query.refetch()} />
      {total === 0 ? null : (
        <p className="endless-total faint num" data-total={total}>
          {t('common.ofTotal', { shown: format.integer(query.data?.length ?? 0), total: format.integer(total) })}
        </p>
      )}
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} load={() => void query.fetchNextPage()} />
    </>
  )
}
