import type { Page, PageRequest } from '#kernel/page.ts'
import { badCursor } from '#kernel/page-key.ts'

/** Cursors are opaque outside: base64url of what the store gave. They are checked, not trusted: stores bind them as values. */
export function pageRequest(query: { readonly cursor?: string | undefined; readonly limit?: number | undefined }): PageRequest {
  return { limit: query.limit ?? 50, cursor: query.cursor === undefined ? null : decode(query.cursor) }
}

export function pageAnswer<T>({ nextCursor, ...page }: Page<T>): Page<T> {
  return { ...page, nextCursor: nextCursor === null ? null : Buffer.from(nextCursor).toString('base64url') }
}

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (Buffer.from(text).toString('base64url') !== cursor) throw badCursor()
  return text
}
