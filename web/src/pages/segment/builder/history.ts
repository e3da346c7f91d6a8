/** States that were there before and that were taken back. */
export interface History<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  /** What the present was changed by: more of the same (typing into one field) is one step. */
  readonly by: string
}

const MOST_STEPS = 100

export const historyOf = <T>(present: T): History<T> => ({ past: [], present, future: [], by: '' })

/** @param by Changes in a row by the same (not empty) are taken back at once. */
export function changed<T>(history: History<T>, next: T, by = ''): History<T> {
  if (next === history.present) return history
  const isMore = by !== '' && by === history.by
  return {
    past: isMore ? history.past : [...history.past, history.present].slice(-MOST_STEPS),
    present: next,
    future: [],
    by,
  }
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], by: '' }
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future, by: '' }
}
