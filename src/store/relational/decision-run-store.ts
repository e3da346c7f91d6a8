import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { DecisionPreview, DecisionRun, RunInputs, RunSettings, RunState } from '#decide/decision.ts'
import type { DecisionRunStore } from '#decide/decision-ports.ts'
import type { Database } from './database.ts'
import { decodeCursor, toPage } from './page-cursor.ts'
import { reserve } from './reservation-store.ts'

interface RunRow {
  readonly id: string
  readonly as_of: Date
  readonly state: string
  readonly settings: object
  readonly summary: object
  readonly created_by: string
  readonly created_at: Date
  readonly finished_at: Date | null
  readonly inputs: object | null
}

export function createDecisionRunStore(db: Kysely<Database>): DecisionRunStore {
  return {
    async open(run, reservations, { onlyAll, jobId }) {
      try {
        return await db.transaction().execute(async (trx) => {
          const added = await trx
            .insertInto('decision_runs')
            .values({
              id: run.id,
              as_of: run.asOf,
              state: run.state,
              settings: JSON.stringify(run.settings),
              created_by: run.createdBy,
              created_at: run.createdAt,
              finished_at: run.finishedAt,
              reserved: true,
              job_id: jobId,
              inputs: run.inputs === undefined ? null : JSON.stringify(run.inputs),
            })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          if (added.numInsertedOrUpdatedRows !== 1n) return null
          const reserved = await reserve(trx, reservations)
          if (onlyAll && reserved.size < reservations.length) throw new SomebodyTaken(reserved)
          return reserved
        })
      } catch (error) {
        if (error instanceof SomebodyTaken) return error.reserved
        throw error
      }
    },

    async finish(runId, summary, finishedAt) {
      await db
        .updateTable('decision_runs')
        .set({ state: 'decided', reserved: true, summary: JSON.stringify(summary), finished_at: finishedAt })
        .where('id', '=', runId)
        .where('state', '=', 'deciding')
        .execute()
    },

    async get(runId) {
      const row = await db
        .selectFrom('decision_runs')
        .selectAll()
        .where(sql<string>`id::text`, '=', runId)
        .executeTakeFirst()
      return row === undefined ? null : toRun(row)
    },

    async ofJob({ id, actor, since }) {
      const row = await db
        .selectFrom('decision_runs')
        .selectAll()
        .where((by) =>
          by.or([by('job_id', '=', id), by.and([by('job_id', 'is', null), by('created_by', '=', actor), by('created_at', '>=', since)])]),
        )
        .orderBy(sql`job_id IS NULL`)
        .orderBy('created_at', 'desc')
        .executeTakeFirst()
      return row === undefined ? null : toRun(row)
    },

    async list({ cursor, limit }) {
      let query = db
        .selectFrom('decision_runs')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (cursor !== null) {
        const { time, key } = decodeCursor(cursor, 'uuid')
        query = query.where(sql<boolean>`(created_at, id) < (${time}, ${key}::uuid)`)
      }
      const page = toPage(await query.execute(), limit, (row) => ({ time: row.created_at, key: row.id }))
      return { items: page.items.map(toRun), nextCursor: page.nextCursor }
    },

    async unfinished() {
      const rows = await db.selectFrom('decision_runs').selectAll().where('state', '=', 'deciding').orderBy('created_at').execute()
      return rows.map(toRun)
    },

    async unreserved() {
      const rows = await db
        .selectFrom('decision_runs')
        .selectAll()
        .where('reserved', '=', false)
        .where('state', '=', 'decided')
        .orderBy('created_at')
        .execute()
      return rows.map(toRun)
    },
  }
}

/** Takes the whole transaction back. */
class SomebodyTaken extends Error {
  readonly reserved: ReadonlySet<string>

  constructor(reserved: ReadonlySet<string>) {
    super('Somebody is taken by another run.')
    this.reserved = reserved
  }
}

function toRun(row: RunRow): DecisionRun {
  return {
    id: row.id,
    asOf: row.as_of,
    state: row.state as RunState,
    settings: row.settings as RunSettings,
    summary: row.finished_at === null ? null : (row.summary as DecisionPreview),
    createdAt: row.created_at,
    createdBy: row.created_by,
    finishedAt: row.finished_at,
    ...(row.inputs === null ? {} : { inputs: row.inputs as RunInputs }),
  }
}
