import type { Kysely } from 'kysely'
import type { TierCutoffs } from '#segment/lifecycle-tiers.ts'
import type { ProfileRunStore } from '#segment/profile-service.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import type { NumberedScheme, TierSchemeStore } from '#segment/tier-scheme-keeper.ts'
import type { TierScheme } from '#segment/tier-scheme.ts'
import type { Database } from './database.ts'

export function createTierSchemeStore(db: Kysely<Database>): TierSchemeStore {
  return {
    async versions(limit) {
      const rows = await db.selectFrom('tier_schemes').selectAll().orderBy('version', 'desc').limit(limit).execute()
      return rows.map(({ scheme, created_at, ...row }) => ({ ...row, scheme: scheme as TierScheme, createdAt: created_at }))
    },

    async add({ version, scheme, author, note, createdAt }) {
      const added = await db
        .insertInto('tier_schemes')
        .values({ version, scheme: JSON.stringify(scheme), author, note, created_at: createdAt })
        .onConflict((conflict) => conflict.column('version').doNothing())
        .executeTakeFirst()
      return added.numInsertedOrUpdatedRows === 1n
    },
  }
}

export function createProfileRunStore(db: Kysely<Database>): ProfileRunStore {
  return {
    async keep({ asOf, scheme, cutoffs }) {
      const used = { scheme_version: scheme.version, cutoffs: JSON.stringify(cutoffs) }
      await db
        .insertInto('profile_runs')
        .values({ as_of: asOf, ...used })
        .onConflict((conflict) => conflict.column('as_of').doUpdateSet(used))
        .execute()
    },

    async drop(runs) {
      if (runs.length > 0) await db.deleteFrom('profile_runs').where('as_of', 'in', runs).execute()
    },
  }
}

/** The scheme and the limits that runs of profiles used, in the order of the runs. A run of before the schemes used the product's, its limits are not known. */
export async function readRunSchemes(
  db: Kysely<Database>,
  runs: readonly Date[],
): Promise<{ readonly scheme: NumberedScheme; readonly cutoffs: TierCutoffs | null }[]> {
  if (runs.length === 0) return []
  const rows = await db
    .selectFrom('profile_runs as r')
    .leftJoin('tier_schemes as s', 's.version', 'r.scheme_version')
    .select(['r.as_of', 'r.cutoffs', 's.version', 's.scheme'])
    .where('r.as_of', 'in', runs)
    .execute()
  return runs.map((run) => {
    const row = rows.find(({ as_of: asOf }) => asOf.getTime() === run.getTime())
    const cutoffs = row === undefined ? null : readCutoffs(row.cutoffs as Record<keyof TierCutoffs, number | null>)
    const [version, scheme] = [row?.version ?? null, row?.scheme ?? null]
    if (version === null || scheme === null) return { scheme: PRODUCT_SCHEME, cutoffs }
    return { scheme: { version, scheme: scheme as TierScheme }, cutoffs }
  })
}

/** A limit beyond all customers is infinite, which JSON cannot say. */
function readCutoffs(stored: Record<keyof TierCutoffs, number | null>): TierCutoffs {
  return Object.fromEntries(Object.entries(stored).map(([name, limit]) => [name, limit ?? Infinity])) as Record<keyof TierCutoffs, number>
}
