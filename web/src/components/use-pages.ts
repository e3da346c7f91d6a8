import { useEffect, useState } from 'react'
import type { Endpoint, PageOf } from '../api/endpoint.ts'
import type { ApiProblem } from '../api/client.ts'
import { useApi } from '../api/use-api.ts'
import type { PageParams } from './use-page-params.ts'

/** How many rows a page may have; the server gives at most 200 at once. */
export const PAGE_SIZES = [25, 50, 100, 200] as const

/** One page of a list and how to come to the others; a PagedTable shows it. */
export interface Pages<T> {
  /** undefined until they are there. */
  rows: readonly T[] | undefined
  /** Of the whole list, where the server says so. */
  total: number | undefined
  error: ApiProblem | null
  retry: () => void
  /** The rows are still those of the page or filter before. */
  busy: boolean
  /** From 1. */
  page: number
  size: number
  setSize: (size: number) => void
  nextCursor: string | null
  params: PageParams
}

interface Options<T> {
  /** Rows of a page until somebody chooses another number. */
  size?: (typeof PAGE_SIZES)[number]
  /** While it holds of a row, the page is read again every two seconds. */
  watched?: (row: T) => boolean
}

/** Reads the page of a list that the address bar names. How many rows a page has is remembered in this browser, for each list by its name. */
export function usePages<T>(
  name: string,
  params: PageParams,
  endpoint: (page: { limit: number; cursor: string | undefined }) => Endpoint<PageOf<T>>,
  { size: standard = 50, watched }: Options<T> = {},
): Pages<T> {
  const key = `liuke.pageSize.${name}`
  const [size, setSize] = useState<number>(() => PAGE_SIZES.find((one) => String(one) === localStorage.getItem(key)) ?? standard)
  const asked = endpoint({ limit: size, cursor: params.get('cursor') })
  const query = useApi(asked, {
    keepPrevious: true,
    ...(watched === undefined ? {} : { watched: ({ items }: PageOf<T>) => items.some(watched) }),
  })
  const page = Number(params.get('page') ?? '1')
  // Of some lists only the first page says how many there are in all.
  const list = JSON.stringify({ ...asked, params: { ...asked.params, limit: undefined, cursor: undefined } })
  const [known, setKnown] = useState<{ list: string; total: number }>()
  const said = query.isPlaceholderData ? undefined : query.data?.total
  if (said !== undefined && (known?.list !== list || known.total !== said)) setKnown({ list, total: said })
  // What was on the last page has been dealt with: the list goes on from its beginning.
  const isPast = page > 1 && !query.isPlaceholderData && query.data?.items.length === 0
  useEffect(() => {
    if (isPast) params.set({})
  }, [isPast, params])
  return {
    rows: isPast ? undefined : query.data?.items,
    total: known?.list === list ? known.total : undefined,
    error: query.error,
    retry: () => void query.refetch(),
    busy: query.isPlaceholderData,
    page,
    size,
    setSize: (next) => {
      localStorage.setItem(key, String(next))
      setSize(next)
      params.set({})
    },
    nextCursor: query.data?.nextCursor ?? null,
    params,
  }
}
