import type { Scope } from '#access/scope.ts'
import type { GroupScheme, HistoryMonth } from '#segment/group-history.ts'
import { scopeOf } from '../access/authenticate.ts'
import type { TypedApp } from '../typed-app.ts'
import { GroupHistory, GroupMoves, GroupMovesQuery } from './tier-history-schemas.ts'

interface HistoryParts {
  readonly reads: {
    groupHistory(scope: Scope): Promise<readonly HistoryMonth[]>
    groupMoves(
      scope: Scope,
      between: { readonly scheme: GroupScheme; readonly from?: string | undefined; readonly to?: string | undefined },
    ): Promise<GroupMoves>
  }
}

/** What the tiers and classes were month by month, and who moved between them. */
export function registerTierHistory(app: TypedApp, { reads }: HistoryParts): void {
  app.get(
    '/tiers/history',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: {
        tags: ['segments'],
        summary: 'Sizes of tiers and value classes at the last profiles of each month, beside their targets',
        response: { 200: GroupHistory },
      },
    },
    async (request) => ({ months: await reads.groupHistory(scopeOf(request)) }),
  )

  app.get(
    '/tiers/moves',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: {
        tags: ['segments'],
        summary: 'Who went from which tier or value class to which between two months; without months, the two newest',
        querystring: GroupMovesQuery,
        response: { 200: GroupMoves },
      },
    },
    async (request) => {
      const { scheme = 'lifecycle', from, to } = request.query
      return await reads.groupMoves(scopeOf(request), { scheme, from, to })
    },
  )
}
