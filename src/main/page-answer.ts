import type { PageAnswer, PageAsk } from '#http/services.ts'

/** A page in the words of the HTTP edge. */
export function toAnswer<A, B>(
  page: { readonly items: readonly A[]; readonly nextCursor: string | null; readonly total?: number },
  map: (item: A) => B,
): PageAnswer<B> {
  return { items: page.items.map(map), next: page.nextCursor, ...(page.total === undefined ? {} : { total: page.total }) }
}

export function cursorOf({ limit, after }: PageAsk): { limit: number; cursor: string | null } {
  return { limit, cursor: after }
}
