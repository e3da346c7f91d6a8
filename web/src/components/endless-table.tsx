import type { ComponentProps } from 'react'
import type { useEndless } from '../api/use-api.ts'
import { DataTable, LoadMore } from './data-table.tsx'

type Props<T> = Omit<ComponentProps<typeof DataTable<T>>, 'rows' | 'error' | 'retry'> & {
  query: ReturnType<typeof useEndless<T>>
}

/** A table of a list that grows page by page, with its button for the next page. */
export function EndlessTable<T>({ query, ...table }: Props<T>) {
  return (
    <>
      <DataTable {...table} rows={query.data} error={query.error} retry={() => void query.refetch()} />
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} load={() => void query.fetchNextPage()} />
    </>
  )
}
