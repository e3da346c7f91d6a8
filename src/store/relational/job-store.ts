import type { ErrorParams } from '#kernel/app-error.ts'
import type { Kysely, Selectable } from 'kysely'
import type { Database, JobsTable } from './database.ts'

type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

interface JobFailure {
  readonly code: string
  readonly message: string
  readonly params: ErrorParams
}

interface JobRow {
  readonly id: string
  readonly kind: string
  readonly state: JobState
  readonly stage: string
  readonly done: number
  readonly total: number
  readonly result: Readonly<Record<string, unknown>> | null
  readonly error: JobFailure | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

/** How far long work is. Implements the port of the job runner. */
export class RelationalJobStore {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async insert(job: {
    readonly id: string
    readonly kind: string
    readonly input: object
    readonly createdBy: string
    readonly createdAt: Date
  }): Promise<{ readonly job: JobRow; readonly isNew: boolean }> {
    const inserted = await this.#db
      .insertInto('jobs')
      .values({
        id: job.id,
        kind: job.kind,
        state: 'queued',
        input: JSON.stringify(job.input),
        created_by: job.createdBy,
        created_at: job.createdAt,
        error: null,
        started_at: null,
        finished_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (inserted !== undefined) return { job: toJob(inserted), isNew: true }
    const existing = await this.#db.selectFrom('jobs').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow()
    return { job: toJob(existing), isNew: false }
  }

  async byId(id: string): Promise<JobRow | null> {
    const row = await this.#db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : toJob(row)
  }

  async list(limit: number, state: JobState | null): Promise<JobRow[]> {
    let query = this.#db.selectFrom('jobs').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
    if (state !== null) query = query.where('state', '=', state)
    const rows = await query.execute()
    return rows.map((row) => toJob(row))
  }

  async start(id: string, at: Date): Promise<void> {
    await this.#db.updateTable('jobs').set({ state: 'running', started_at: at }).where('id', '=', id).execute()
  }

  async progress(id: string, stage: string, done: number, total: number): Promise<boolean> {
    const row = await this.#db
      .updateTable('jobs')
      .set({ stage, done, total })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .returning('cancel_requested')
      .executeTakeFirst()
    return row?.cancel_requested ?? false
  }

  async finish(
    id: string,
    end: { readonly state: JobState; readonly result: object | null; readonly error: JobFailure | null; readonly at: Date },
  ): Promise<void> {
    await this.#db
      .updateTable('jobs')
      .set({
        state: end.state,
        result: end.result === null ? null : JSON.stringify(end.result),
        error: end.error === null ? null : JSON.stringify(end.error),
        finished_at: end.at,
      })
      .where('id', '=', id)
      .execute()
  }

  async requestCancel(id: string): Promise<void> {
    await this.#db.updateTable('jobs').set({ cancel_requested: true }).where('id', '=', id).execute()
  }

  async failUnfinished(error: JobFailure, at: Date): Promise<number> {
    const result = await this.#db
      .updateTable('jobs')
      .set({ state: 'failed', error: JSON.stringify(error), finished_at: at })
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst()
    return Number(result.numUpdatedRows)
  }
}

function toJob(row: Selectable<JobsTable>): JobRow {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as JobState,
    stage: row.stage,
    done: Number(row.done),
    total: Number(row.total),
    result: row.result === null ? null : { ...row.result },
    error: row.error === null ? null : toFailure(row.id, row.error),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

/** Failures are kept as JSON; those of before were one English sentence. */
function toFailure(id: string, text: string): JobFailure {
  if (!text.startsWith('{')) return { code: 'job-failed', message: text, params: { id } }
  return JSON.parse(text) as JobFailure
}
