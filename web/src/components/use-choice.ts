import { useState } from 'react'

interface State {
  readonly list: string
  readonly chosen: ReadonlySet<string>
  readonly all: number | null
}

export interface Choice {
  chosen: ReadonlySet<string>
  change: (next: ReadonlySet<string>) => void
  /** Everything that matches is meant, beyond what is on the page. */
  isAll: boolean
  count: number
  clear: () => void
  /** Offered once the whole page is chosen and more match. */
  all: { readonly count: number; readonly choose: () => void } | undefined
}

const nothing: State = { list: '', chosen: new Set(), all: null }

/** Which rows of a list are chosen. The choice belongs to one list: with another filter it begins again. */
export function useChoice(list: string, pageIds: readonly string[], total: number | undefined): Choice {
  const [state, setState] = useState<State>(nothing)
  const { chosen, all } = state.list === list ? state : nothing
  const isWholePage = pageIds.length > 0 && pageIds.every((id) => chosen.has(id))
  return {
    chosen,
    change: (next) => setState({ list, chosen: next, all: null }),
    isAll: all !== null,
    count: all ?? chosen.size,
    clear: () => setState(nothing),
    all:
      isWholePage && all === null && total !== undefined && total > chosen.size
        ? { count: total, choose: () => setState({ list, chosen, all: total }) }
        : undefined,
  }
}
