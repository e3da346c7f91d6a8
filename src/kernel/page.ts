/** What a reader wants of a list that is read page by page. */
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
  /** Entries of all pages, where it was counted. */
  readonly total?: number
}

/** A page of `limit` rows, cut from up to `limit + 1` that were read to see whether there is more. `cursorOf` says where a row stands. */
export function cutPage<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** The same page with every entry changed. */
export function mapPage<A, B>({ items, ...page }: Page<A>, map: (item: A) => B): Page<B> {
  return { ...page, items: items.map(map) }
}
