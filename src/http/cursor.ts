import { badCursor } from '#kernel/page-key.ts'
import type { PageAnswer, PageAsk } from './services.ts'

/** Cursors are opaque outside: base64url of what the reader asked to get back. They are checked, not trusted: readers bind them as values. */
export function pageAsk(query: { readonly cursor?: string | undefined; readonly limit?: number | undefined }): PageAsk {
  return { limit: query.limit ?? 50, after: query.cursor === undefined ? null : decode(query.cursor) }
}

export function pageOf<T>(answer: PageAnswer<T>): { items: readonly T[]; nextCursor: string | null; total?: number } {
  return {
    items: answer.items,
    nextCursor: answer.next === null ? null : Buffer.from(answer.next).toString('base64url'),
    ...(answer.total === undefined ? {} : { total: answer.total }),
  }
}

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (Buffer.from(text).toString('base64url') !== cursor) throw badCursor()
  return text
}
