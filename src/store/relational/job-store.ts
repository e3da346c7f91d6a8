import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Signal } from '#act/signal.ts'
import type { OpenJob } from '#jobs/decide-turns.ts'
import type { JobFailure, JobHold, JobRecord, JobState } from '#jobs/job.ts'
import type { JobStore, NewJob, TakenJob } from '#jobs/job-store.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { sessionNameOf } from '../engines/session-name.ts'
import { appendSignals } from './append-signals.ts'
import { askKysely } from './ask.ts'
import type { Database, JobsTable } from './database.ts'

/** One node decides at a time; one that is frozen while it does so soon lets the next. The time-out holds for this transaction. */
const DECIDING = sql`SELECT pg_advisory_xact_lock(7304), set_config('idle_in_transaction_session_timeout', '30s', true)`
/** How long each session of a lost node may take to end. */
const END_SESSION_MS = 2_000

/** Long work of all nodes. What a job is told may name people, so it is sealed, and gone with the end of the job. */
export function createJobStore(db: Kysely<Database>, keyring: Keyring): JobStore {
  async function insertQueued(step: Kysely<Database>, job: NewJob): Promise<Selectable<JobsTable> | undefined> {
    return await step
      .insertInto('jobs')
      .values({
        id: job.id,
        kind: job.kind,
        state: 'queued',
        queues: [...job.queues],
        payload: sealRecord(keyring, contextOf(job.id), JSON.stringify(job.payload)),
        created_by: job.createdBy,
        created_at: job.createdAt,
        ...(job.bound === undefined ? {} : { bound_to: job.bound.node, lease_until: leaseEnd(job.bound.leaseMs) }),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst()
  }

  function held({ id, fence }: JobHold, step: Kysely<Database> = db) {
    return step.updateTable('jobs').where('id', '=', id).where('fence', '=', fence).where('state', '=', 'running')
  }

  return {
    async insert(job) {
      const inserted = await insertQueued(db, job)
      if (inserted !== undefined) return { job: toJob(inserted), isNew: true }
      const existing = await db.selectFrom('jobs').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow()
      return { job: toJob(existing), isNew: false }
    },

    async insertForSlot(job, schedule, slot) {
      return await db.transaction().execute(async (step) => {
        const value = JSON.stringify({ slot: slot.toISOString() })
        const turn = await step
          .insertInto('settings')
          .values({ name: `schedule:${schedule}`, value, updated_at: slot })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet({ value, updated_at: slot })
              .where(sql<boolean>`(settings.value ->> 'slot') < ${slot.toISOString()}`),
          )
          .executeTakeFirst()
        return Number(turn.numInsertedOrUpdatedRows ?? 0) === 1 && (await insertQueued(step, job)) !== undefined
      })
    },

    async byId(id) {
      const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : toJob(row)
    },

    async list(limit, { state = null, kinds }) {
      let query = db.selectFrom('jobs').selectAll().orderBy('created_at', 'desc').orderBy('place', 'desc').limit(limit)
      if (state !== null) query = query.where('state', '=', state)
      if (kinds !== undefined) query = query.where('kind', 'in', kinds)
      return (await query.execute()).map(toJob)
    },

    async hasTurns() {
      const { rows } = await sql<{ found: boolean }>`
        SELECT EXISTS (
          SELECT FROM jobs WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease_until <= clock_timestamp())
        ) AS found`.execute(db)
      return rows[0]?.found === true
    },

    async claim(ask) {
      return await db.transaction().execute(async (step) => {
        await DECIDING.execute(step)
        const open = await step
          .selectFrom('jobs')
          .selectAll()
          .select(sql<Date>`clock_timestamp()`.as('now'))
          .where('state', 'in', ['queued', 'running'])
          .forUpdate()
          .execute()
        const [now] = open.map((row) => row.now)
        if (now === undefined) return []
        const { take, end } = ask.decide(open.map(toOpen), now)
        const ids = new Set([...take, ...end.map(({ id }) => id)])
        const lost = open.filter((row) => ids.has(row.id) && (row.state === 'running' || row.bound_to !== null))
        await endSessions(
          step,
          lost.flatMap((row) => row.node ?? row.bound_to ?? []).filter((node) => node !== ask.node),
        )
        for (const { id, as } of end) {
          const error = as === 'lost' ? JSON.stringify(ask.lost({ node: open.find((row) => row.id === id)?.node ?? null })) : null
          const state = as === 'lost' ? 'failed' : as
          await step
            .updateTable('jobs')
            .set({ ...OVER, state, error, finished_at: ask.at })
            .where('id', '=', id)
            .execute()
          const kind = open.find((row) => row.id === id)?.kind
          if (as === 'lost' && kind !== undefined) await appendSignals(askKysely(step), [jobFailed({ id, kind }, ask.at)])
        }
        const taken: TakenJob[] = []
        for (const id of take) {
          const row = await step
            .updateTable('jobs')
            .set((eb) => ({
              state: 'running',
              node: ask.node,
              fence: eb('fence', '+', 1),
              losses: eb('losses', '+', sql<number>`(state = 'running')::integer`),
              lease_until: leaseEnd(ask.leaseMs),
              started_at: eb.fn.coalesce('started_at', sql<Date>`${ask.at}`),
            }))
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow()
          taken.push({
            job: toJob(row),
            hold: { id, fence: row.fence },
            isTakenOver: row.fence > 1,
            payload: row.payload === null ? null : JSON.parse(openRecord(keyring, contextOf(id), row.payload)),
          })
        }
        return taken
      })
    },

    async renew(holds, leaseMs) {
      const rows = await db
        .updateTable('jobs')
        .set({ lease_until: leaseEnd(leaseMs) })
        .where((eb) => eb.or([eb('state', '=', 'running'), eb.and([eb('state', '=', 'queued'), eb('bound_to', 'is not', null)])]))
        .where((eb) => eb.or(holds.map(({ id, fence }) => eb.and([eb('id', '=', id), eb('fence', '=', fence)]))))
        .returning(['id', 'cancel_requested'])
        .execute()
      return new Map(rows.map((row) => [row.id, { cancel: row.cancel_requested }]))
    },

    async progress(hold, stage, done, total) {
      const result = await held(hold).set({ stage, done, total }).executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },

    finish: (hold, end) =>
      db.transaction().execute(async (trx) => {
        const row = await held(hold, trx)
          .set({
            ...OVER,
            state: end.state,
            result: end.result === null ? null : JSON.stringify(end.result),
            error: end.error === null ? null : JSON.stringify(end.error),
            finished_at: end.at,
          })
          .returning(['id', 'kind'])
          .executeTakeFirst()
        if (row === undefined) return false
        if (end.state === 'failed') await appendSignals(askKysely(trx), [jobFailed(row, end.at)])
        return true
      }),

    async forget(hold) {
      const result = await db
        .deleteFrom('jobs')
        .where('id', '=', hold.id)
        .where('fence', '=', hold.fence)
        .where('state', '=', 'running')
        .executeTakeFirst()
      return Number(result.numDeletedRows) === 1
    },

    async clear({ doneSince, otherwiseSince }) {
      // Once a day, over a table that this keeps small: no index of its own.
      const result = await db
        .deleteFrom('jobs')
        .where((eb) =>
          eb.or([
            eb.and([eb('state', '=', 'done'), eb('finished_at', '<', doneSince)]),
            eb.and([eb('state', 'in', ['failed', 'cancelled']), eb('finished_at', '<', otherwiseSince)]),
          ]),
        )
        .executeTakeFirst()
      return Number(result.numDeletedRows)
    },

    async handBack(hold) {
      await held(hold).set({ state: 'queued', lease_until: null }).execute()
    },

    async requestCancel(id, at) {
      const cancelled = await db
        .updateTable('jobs')
        .set({ ...OVER, state: 'cancelled', finished_at: at })
        .where('id', '=', id)
        .where('state', '=', 'queued')
        .executeTakeFirst()
      if (Number(cancelled.numUpdatedRows) === 1) return
      await db.updateTable('jobs').set({ cancel_requested: true }).where('id', '=', id).where('state', '=', 'running').execute()
    },

    async endLeases() {
      const result = await db
        .updateTable('jobs')
        .set({ lease_until: sql<Date>`clock_timestamp()` })
        .where('state', '=', 'running')
        .executeTakeFirst()
      return Number(result.numUpdatedRows)
    },
  }
}

function jobFailed({ id, kind }: { readonly id: string; readonly kind: string }, at: Date): Signal<'job-failed'> {
  return { kind: 'job-failed', customerId: null, occurredAt: at, origin: `job:${id}`, historical: false, payload: { jobId: id, job: kind } }
}

/**
 * Ends what lost nodes have open here. One that is gone has nothing open; one that is frozen or cut off may hold locks that its work takes, and must not go on
 * with a transaction that it had begun. Should it live, it opens new sessions.
 */
async function endSessions(step: Kysely<Database>, nodes: readonly string[]): Promise<void> {
  const names = [...new Set(nodes)].map(sessionNameOf)
  if (names.length === 0) return
  await sql`
    SELECT pg_terminate_backend(pid, ${END_SESSION_MS}) FROM pg_stat_activity
    WHERE application_name = ANY (${names}::text[]) AND datname = current_database() AND usename = current_user
      AND pid <> pg_backend_pid()`.execute(step)
}

const OVER = { payload: null, lease_until: null } as const

const contextOf = (id: string): string => `job:${id}`

function leaseEnd(leaseMs: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`
}

function toOpen(row: Selectable<JobsTable>): OpenJob {
  return {
    id: row.id,
    kind: row.kind,
    queues: row.queues,
    state: row.state as OpenJob['state'],
    createdAt: row.created_at,
    place: Number(row.place),
    boundTo: row.bound_to,
    leaseUntil: row.lease_until,
    cancelRequested: row.cancel_requested,
    losses: row.losses,
  }
}

function toJob(row: Selectable<JobsTable>): JobRecord {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as JobState,
    stage: row.stage,
    done: Number(row.done),
    total: Number(row.total),
    result: row.result === null ? null : { ...row.result },
    error: row.error === null ? null : toFailure(row.id, row.error),
    createdBy: row.created_by,
    node: row.node,
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
