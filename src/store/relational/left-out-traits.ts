import { sql, type Kysely, type Transaction } from 'kysely'
import { attributeName } from '#collect/columns/attribute.ts'
import { type CountedLeftOut, LEFT_OUT_APART } from '#collect/tracking/left-out-tally.ts'
import { TRAIT_REASONS, type TraitReason } from '#collect/tracking/trait-reason.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Database } from './database.ts'
import { compareTexts } from '#kernel/compare-texts.ts'

const SHOWN_MS = 90 * DAY_MS

/** A trait of a source that is no value of an attribute, for one reason. */
export interface LeftOutLine {
  readonly source: string
  readonly sourceName: string
  readonly trait: string
  /** The name that its attribute has or would have. */
  readonly attribute: string
  /** Somebody deleted that attribute, and nobody allowed it again. */
  readonly isDeleted: boolean
  readonly reason: TraitReason
  readonly count: number
  readonly lastAt: Date
}

/** Adds what one load counted, in the transaction that makes it true. */
export async function keepLeftOut(db: Kysely<Database> | Transaction<Database>, counted: readonly CountedLeftOut[]): Promise<void> {
  const bySource = [...Map.groupBy(counted, ({ sourceId }) => sourceId)].toSorted(([a], [b]) => compareTexts(a, b))
  for (const [source, all] of bySource) {
    const known = await db.selectFrom('left_out_traits').select(['trait', 'reason']).where('source', '=', source).execute()
    const keys = new Set(known.map(({ trait, reason }) => `${reason} ${trait}`))
    // In one order, so that two servers never wait for each other.
    for (const { trait, reason, count, lastAt } of all.toSorted(
      (a, b) => compareTexts(a.trait, b.trait) || compareTexts(a.reason, b.reason),
    )) {
      const isApart = keys.has(`${reason} ${trait}`) || keys.size < LEFT_OUT_APART
      const shown = isApart ? trait : ''
      keys.add(`${reason} ${shown}`)
      await db
        .insertInto('left_out_traits')
        .values({ source, trait: shown, reason, count, last_at: new Date(lastAt) })
        .onConflict((conflict) =>
          conflict.columns(['source', 'trait', 'reason']).doUpdateSet({
            count: sql`left_out_traits.count + excluded.count`,
            last_at: sql`greatest(left_out_traits.last_at, excluded.last_at)`,
          }),
        )
        .execute()
    }
  }
}

export interface LeftOutTraits {
  /** Those of the last 90 days, the newest first. Grain: one row per source, trait and reason. */
  list(now: Date): Promise<LeftOutLine[]>
}

/** Traits that are no values of attributes, for people to look at. */
export function createLeftOutTraits(db: Kysely<Database>): LeftOutTraits {
  return {
    async list(now) {
      const rows = await db
        .selectFrom('left_out_traits')
        .leftJoin('sources', (join) => join.on(sql`sources.id::text`, '=', sql.ref('left_out_traits.source')))
        .select(['left_out_traits.source', 'sources.name', 'left_out_traits.trait', 'left_out_traits.reason', 'count', 'last_at'])
        .where('last_at', '>', new Date(now.getTime() - SHOWN_MS))
        .orderBy('last_at', 'desc')
        .orderBy('left_out_traits.trait')
        .execute()
      const removed = await db.selectFrom('attribute_definitions').select('name').where('removed_at', 'is not', null).execute()
      const deleted = new Set(removed.map(({ name }) => name))
      return rows.flatMap(({ name, reason, last_at, count, ...row }): LeftOutLine[] => {
        const known = TRAIT_REASONS.find((one) => one === reason)
        if (known === undefined) return []
        const attribute = attributeName(row.trait)
        const about = { sourceName: name ?? '', attribute, isDeleted: deleted.has(attribute) }
        return [{ ...row, ...about, reason: known, count: Number(count), lastAt: last_at }]
      })
    },
  }
}
