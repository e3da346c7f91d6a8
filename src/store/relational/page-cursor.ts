import type { Page } from '#kernel/page.ts'
import { cutPage } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import { sql } from 'kysely'
import type { SelectQueryBuilder } from 'kysely'

/** Where a page of a list sorted by (time, key) ended. Opaque to callers. */
export interface PagePlace {
  readonly time: Date
  readonly key: string
}

export function encodeCursor(place: PagePlace): string {
  return Buffer.from(JSON.stringify([place.time.toISOString(), place.key])).toString('base64url')
}

/** `key` is what the list's keys are. @throws AppError `bad-cursor` for any text that `encodeCursor` did not make. */
export function decodeCursor(cursor: string, key: 'uuid' | 'text'): PagePlace {
  const [time, place] = readPageKey(Buffer.from(cursor, 'base64url').toString('utf8'), ['far-time', key])
  return { time, key: place }
}

/** Cuts a list of `limit + 1` rows to a page. */
export function toPage<T>(rows: readonly T[], limit: number, placeOf: (row: T) => PagePlace): Page<T> {
  return cutPage(rows, limit, (last) => encodeCursor(placeOf(last)))
}

/** How many rows a list has on all its pages: the query of its first page without order and limit, so that both ask for the same. */
export async function countOf<DB, TB extends keyof DB>(query: SelectQueryBuilder<DB, TB, object>): Promise<number> {
  const row = await query
    .clearSelect()
    .clearOrderBy()
    .clearLimit()
    .select(sql<string>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  return Number((row as { total: string }).total)
}
