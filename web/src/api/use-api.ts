import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { getJson, send } from './client.ts'
import type { ApiProblem } from './client.ts'
import type { Endpoint, PageOf } from './endpoint.ts'
import { onceAtATime } from './once-at-a-time.ts'

const WATCH_MS = 2_000

interface Options {
  enabled?: boolean
  /** Keeps the answer to the last parameters on the page while the next one loads. */
  keepPrevious?: boolean
  /** Milliseconds between looks, or false to stop. */
  refetchInterval?: number | false
}

interface Watch<T> {
  /** While it holds of the answer, that is read again every two seconds. */
  watched?: (answer: T) => boolean
}

/** The answer of one endpoint, cached by path and parameters. */
export function useApi<T>(endpoint: Endpoint<T>, options: Options & Watch<T> = {}): UseQueryResult<T, ApiProblem> {
  return useQuery<T, ApiProblem>({
    queryKey: [endpoint.path, endpoint.params],
    queryFn: ({ signal }) => getJson<T>(endpoint.path, endpoint.params, signal),
    enabled: options.enabled ?? true,
    refetchInterval:
      options.refetchInterval ?? (({ state }) => (state.data !== undefined && options.watched?.(state.data) === true ? WATCH_MS : false)),
    ...(options.keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
  })
}

/** The answer to a question that is sent in a body, as it would be too long for an address. One that is no longer wanted is given up. */
export function useAnswer<T>(
  path: string,
  body: unknown,
  options: Pick<Options, 'enabled' | 'keepPrevious'> = {},
): UseQueryResult<T, ApiProblem> {
  return useQuery<T, ApiProblem>({
    queryKey: [path, body],
    queryFn: ({ signal }) => send<T>('POST', path, body, signal),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
  })
}

/** A list that grows page by page. */
export function useEndless<T>(endpoint: Endpoint<PageOf<T>>) {
  return useInfiniteQuery<PageOf<T>, ApiProblem, T[], unknown[], string | undefined>({
    queryKey: ['endless', endpoint.path, endpoint.params],
    queryFn: ({ pageParam, signal }) => getJson<PageOf<T>>(endpoint.path, { ...endpoint.params, cursor: pageParam }, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
}

export interface Change {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
}

/** What a page does about the answer to its change. */
interface Told<T> {
  onSuccess?: (answer: T) => void
  onError?: (problem: ApiProblem) => void
}

/**
 * Sends a change, tells its page of the answer, unless that was left, and then reads again whatever lies under the given paths. The page is told first:
 * what was read again may take the part of it away that asked. The same change is not sent a second time while it runs: the second click of a double
 * click comes before the button knows of the first.
 */
export function useChange<T = unknown>(touches: readonly string[] = []) {
  const client = useQueryClient()
  const [once] = useState(() => onceAtATime<T>())
  const isThere = useRef(false)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])
  const mutation = useMutation<T, ApiProblem, Change & { told?: Told<T> | undefined }>({
    mutationFn: ({ method, path, body }) => send<T>(method, path, body),
    onError: (problem, { told }) => {
      if (isThere.current) told?.onError?.(problem)
    },
    onSuccess: (answer, { told }) => {
      if (isThere.current) told?.onSuccess?.(answer)
      // Work that was started is shown in the bar above at once.
      const paths = isJob(answer) ? [...touches, '/jobs'] : touches
      return client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey.some((part) => typeof part === 'string' && paths.some((path) => part.startsWith(path))),
      })
    },
  })
  const { mutateAsync } = mutation
  const change = useMemo(() => {
    const sent = (wish: Change, told?: Told<T>) => once(`${wish.method} ${wish.path}`, () => mutateAsync({ ...wish, told }))
    return {
      mutateAsync: sent,
      // What failed is told by `error` and `onError`.
      mutate: (...wish: Parameters<typeof sent>) => void sent(...wish).catch(() => undefined),
    }
  }, [once, mutateAsync])
  return { ...mutation, ...change }
}

function isJob(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'stage' in answer && 'createdAt' in answer
}
