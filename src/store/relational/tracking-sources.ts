import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { SourceRule } from '#collect/tracking/source-rule.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Database } from './database.ts'

const CACHE_MS = 10_000

/** Sources as the tracking API and the loader see them. Answers are kept for ten seconds, so a revoked key stops within that time. */
export function createTrackingSources(
  db: Kysely<Database>,
  clock: Clock,
): {
  sourceOf(writeKeyHash: Buffer): Promise<string | null>
  sourceRules(sourceIds: readonly string[]): Promise<ReadonlyMap<string, SourceRule>>
} {
  const cache = new Map<string, { readonly id: string | null; readonly until: number }>()
  return {
    async sourceOf(writeKeyHash) {
      const key = writeKeyHash.toString('hex')
      const now = performance.now()
      const known = cache.get(key)
      if (known !== undefined && known.until > now) return known.id
      const row = await db
        .selectFrom('sources')
        .select('id')
        .where('write_key_hash', '=', writeKeyHash)
        .where('disabled_at', 'is', null)
        .executeTakeFirst()
      if (cache.size > 10_000) cache.clear()
      cache.set(key, { id: row?.id ?? null, until: now + CACHE_MS })
      return row?.id ?? null
    },

    async sourceRules(sourceIds) {
      if (sourceIds.length === 0) return new Map()
      const now = clock.now()
      const rows = await db
        .selectFrom('sources')
        .select(['id', 'user_id_kind', 'purpose', 'consent_required', 'consent_categories', 'watched_until', 'trait_measures'])
        .where(sql`id::text`, 'in', sourceIds)
        .execute()
      return new Map(
        rows.map(
          ({
            id,
            user_id_kind: userIdKind,
            purpose,
            consent_required: required,
            consent_categories: categories,
            watched_until,
            trait_measures,
          }) => [
            id,
            {
              userIdKind,
              ...(trait_measures.length === 0 ? {} : { traitMeasures: trait_measures }),
              ...(purpose === null ? {} : { consent: { purpose, required, categories } }),
              ...(watched_until !== null && watched_until > now ? { isWatched: true } : {}),
            },
          ],
        ),
      )
    },
  }
}
