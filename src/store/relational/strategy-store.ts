import type { Kysely } from 'kysely'
import { storedAudience } from '#decide/audience.ts'
import type { Strategy, StrategyDefinition, StrategyState } from '#decide/strategy.ts'
import type { StrategyStore, StrategyVersionReader } from '#decide/strategy-service.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Database } from './database.ts'

interface StrategyRow {
  readonly id: string
  readonly version: number
  readonly definition: object
  readonly state: string
  readonly created_by: string
  readonly created_at: Date
}

export function createStrategyStore(db: Kysely<Database>): StrategyStore & StrategyVersionReader {
  return {
    async current() {
      const rows = await db.selectFrom('strategies').selectAll().distinctOn('id').orderBy('id').orderBy('version', 'desc').execute()
      const first = await db.selectFrom('strategies').select(['id', 'created_at']).where('version', '=', 1).execute()
      const made = new Map(first.map((row) => [row.id, row.created_at.getTime()]))
      return rows.map(toStrategy).toSorted((a, b) => (made.get(a.id) ?? 0) - (made.get(b.id) ?? 0))
    },

    async version(id, version) {
      const row = await db.selectFrom('strategies').selectAll().where('id', '=', id).where('version', '=', version).executeTakeFirst()
      return row === undefined ? null : toStrategy(row)
    },

    async versions(id) {
      return (await db.selectFrom('strategies').selectAll().where('id', '=', id).execute()).map(toStrategy)
    },

    async add(strategy) {
      const added = await db
        .insertInto('strategies')
        .values({
          id: strategy.id,
          version: strategy.version,
          definition: JSON.stringify(strategy.definition),
          state: strategy.state,
          created_by: strategy.createdBy,
          created_at: strategy.createdAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (added.numInsertedOrUpdatedRows !== 1n) {
        throw new AppError(
          'conflict',
          'strategy-changed',
          'Someone else changed this strategy in the meantime. Load it again and repeat your change.',
        )
      }
    },
  }
}

/** A definition as some version of the product stored it. */
type StoredDefinition = Omit<StrategyDefinition, 'audience'> & { readonly audience: unknown }

function definitionOf(stored: StoredDefinition): StrategyDefinition {
  return { ...stored, audience: storedAudience(stored.audience) }
}

function toStrategy(row: StrategyRow): Strategy {
  return {
    id: row.id,
    version: row.version,
    state: row.state as StrategyState,
    definition: definitionOf(row.definition as StoredDefinition),
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}
