/** The request for one page of a list. */
export interface PageRequest {
  readonly limit: number
  /** `nextCursor` of the page before; null for the first page. */
  readonly cursor: string | null
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Null on the last page. */
  readonly nextCursor: string | null
  /** Total entries of all pages, if counted. */
  readonly total?: number
}

/** A page of `limit` rows, cut from up to `limit + 1` that were read to see whether there is more. `cursorOf` gives the position of a row. */
export function cutPage<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** The same page with every entry mapped. */
export function mapPage<A, B>({ items, ...page }: Page<A>, map: (item: A) => B): Page<B> {
  return { ...page, items: items.map(map) }
}
