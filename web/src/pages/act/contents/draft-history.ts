import { useCallback, useState } from 'react'

const MOST_STEPS = 100

interface History<T> {
  readonly past: readonly T[]
  readonly now: T
  readonly future: readonly T[]
}

/** A draft with the steps back and forth. */
export function useDraft<T>(first: T) {
  const [history, setHistory] = useState<History<T>>({ past: [], now: first, future: [] })
  const set = useCallback(
    (next: T) => setHistory(({ past, now }) => ({ past: [...past, now].slice(-MOST_STEPS), now: next, future: [] })),
    [],
  )
  const undo = useCallback(
    () =>
      setHistory((all) =>
        all.past.length === 0 ? all : { past: all.past.slice(0, -1), now: all.past.at(-1) as T, future: [all.now, ...all.future] },
      ),
    [],
  )
  const redo = useCallback(
    () =>
      setHistory((all) =>
        all.future.length === 0 ? all : { past: [...all.past, all.now], now: all.future[0] as T, future: all.future.slice(1) },
      ),
    [],
  )
  return { draft: history.now, set, undo, redo, canUndo: history.past.length > 0, canRedo: history.future.length > 0 }
}
