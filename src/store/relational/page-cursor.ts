import { AppError } from '#kernel/app-error.ts'

/** Where a page of a list sorted by (time, key) ended. Opaque to callers. */
export interface PagePlace {
  readonly time: Date
  readonly key: string
}

export function encodeCursor(place: PagePlace): string {
  return Buffer.from(JSON.stringify([place.time.toISOString(), place.key])).toString('base64url')
}

/** @throws AppError `cursor-invalid` for any text that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): PagePlace {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string') {
      const time = new Date(parsed[0])
      if (!Number.isNaN(time.getTime())) return { time, key: parsed[1] }
    }
  } catch {
    // Said below, in one sentence for every kind of wrong text.
  }
  throw new AppError('invalid-input', 'cursor-invalid', 'The cursor is not valid. Start again from the first page.')
}

/** Cuts a list of `limit + 1` rows to a page. */
export function toPage<T>(rows: readonly T[], limit: number, placeOf: (row: T) => PagePlace): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null }
}
