import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export interface PageParams {
  get: (name: string) => string | undefined
  /** Sets the named parameters at once; undefined or '' removes one. Paging starts again unless it is set too. */
  set: (changes: Record<string, string | undefined>, options?: { replace?: boolean }) => void
  all: Record<string, string>
}

/** The state of a page in the address bar: filters, sorting and tabs can be shared and reloaded. */
export function usePageParams(): PageParams {
  const [search, setSearch] = useSearchParams()
  const set = useCallback(
    (changes: Record<string, string | undefined>, options: { replace?: boolean } = {}) => {
      setSearch(
        (previous) => {
          const next = new URLSearchParams(previous)
          next.delete('cursor')
          next.delete('page')
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '') next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace: options.replace ?? true },
      )
    },
    [setSearch],
  )
  return useMemo(() => ({ get: (name) => search.get(name) ?? undefined, set, all: Object.fromEntries(search) }), [search, set])
}
