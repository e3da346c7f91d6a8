import { AppError, errorParams, messageOf } from '#kernel/app-error.ts'
import type { ErrorParams } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** Why a job failed: the code and values that a console words, and the sentence in English. */
export interface JobFailure {
  readonly code: string
  readonly message: string
  readonly params: ErrorParams
}

export interface JobRecord {
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

export interface JobStore {
  /** Stores a queued job; when there is one with this id already, changes nothing. Answers the stored one and whether it is new. */
  insert(job: {
    readonly id: string
    readonly kind: string
    readonly input: object
    readonly createdBy: string
    readonly createdAt: Date
  }): Promise<{ readonly job: JobRecord; readonly isNew: boolean }>
  byId(id: string): Promise<JobRecord | null>
  list(limit: number, state: JobState | null): Promise<JobRecord[]>
  start(id: string, at: Date): Promise<void>
  /** Writes how far a job is and answers whether someone wants it cancelled. */
  progress(id: string, stage: string, done: number, total: number): Promise<boolean>
  finish(
    id: string,
    end: { readonly state: JobState; readonly result: object | null; readonly error: JobFailure | null; readonly at: Date },
  ): Promise<void>
  requestCancel(id: string): Promise<void>
  /** Marks every job that was queued or running as failed. */
  failUnfinished(error: JobFailure, at: Date): Promise<number>
}

export interface JobContext {
  /** Says how far the work is. Cheap: written at most twice a second. Units are whatever the stage counts. */
  progress(stage: string, done: number, total: number): void
  /** Aborted when someone cancels the job or the server stops. */
  readonly signal: AbortSignal
}

export type JobWork = (context: JobContext) => Promise<Readonly<Record<string, unknown>>>

export interface JobOrder {
  readonly kind: string
  readonly input: object
  readonly createdBy: string
  /** Jobs of one queue run one after the other; its kind where left out. */
  readonly queue?: string | undefined
  /** The same key from the same person for the same kind means the same job. */
  readonly idempotencyKey?: string | undefined
}

const INTERRUPTED: JobFailure = {
  code: 'job-interrupted',
  message: 'The server stopped while this was running: start it again.',
  params: {},
}
const WRITE_EVERY_MS = 500

/**
 * Runs long work inside this process, one job at a time per queue, with its progress in the database. Work is a function, so a job that the
 * server did not live to finish is marked as failed at the next start, never repeated by itself.
 */
export class JobRunner {
  readonly #store: JobStore
  readonly #clock: Clock
  readonly #onCrash: (kind: string, error: unknown, jobId: string) => void
  readonly #tails = new Map<string, Promise<void>>()
  readonly #running = new Map<string, AbortController>()
  readonly #waiting = new Map<string, string>()
  #stopping = false

  constructor(parts: {
    readonly store: JobStore
    readonly clock: Clock
    readonly onCrash: (kind: string, error: unknown, jobId: string) => void
  }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#onCrash = parts.onCrash
  }

  /** To be called once before any job starts. Answers how many were interrupted. */
  async recover(): Promise<number> {
    return await this.#store.failUnfinished(INTERRUPTED, this.#clock.now())
  }

  /** Queues the work and answers at once. */
  async start(order: JobOrder, work: JobWork): Promise<JobRecord> {
    if (this.#stopping) throw new AppError('unavailable', 'stopping', 'The server is stopping: try again in a minute.')
    const now = this.#clock.now()
    const id = order.idempotencyKey === undefined ? newId(now) : keyedId(order.createdBy, order.kind, order.idempotencyKey)
    const { job, isNew } = await this.#store.insert({
      id,
      kind: order.kind,
      input: order.input,
      createdBy: order.createdBy,
      createdAt: now,
    })
    if (!isNew) return job
    const controller = new AbortController()
    this.#running.set(id, controller)
    this.#waiting.set(id, order.kind)
    const queue = order.queue ?? order.kind
    const tail = (this.#tails.get(queue) ?? Promise.resolve()).then(() => this.#run(job, work, controller))
    this.#tails.set(queue, tail)
    return job
  }

  /** Whether a job of the kind stands in the queue behind the one that runs. */
  waits(kind: string): boolean {
    return [...this.#waiting].some(([id, each]) => each === kind && this.#running.get(id)?.signal.aborted === false)
  }

  /** Whether a job was started with this key before. */
  async isKnown(order: { readonly kind: string; readonly createdBy: string; readonly idempotencyKey: string }): Promise<boolean> {
    return (await this.#store.byId(keyedId(order.createdBy, order.kind, order.idempotencyKey))) !== null
  }

  async byId(id: string): Promise<JobRecord | null> {
    return await this.#store.byId(id)
  }

  async list(limit: number, state: JobState | null = null): Promise<JobRecord[]> {
    return await this.#store.list(limit, state)
  }

  /** Asks a job to stop. It is over when its state says so. Throws `job-not-found` or `job-finished`. */
  async cancel(id: string): Promise<JobRecord> {
    const job = await this.#store.byId(id)
    if (job === null) throw new AppError('not-found', 'job-not-found', 'There is no such job: reload the list.')
    if (job.state !== 'queued' && job.state !== 'running') {
      throw new AppError('conflict', 'job-finished', 'This job is over already: there is nothing to cancel.')
    }
    await this.#store.requestCancel(id)
    this.#running.get(id)?.abort()
    return (await this.#store.byId(id)) ?? job
  }

  /** Waits until everything queued so far is over. */
  async whenIdle(): Promise<void> {
    await Promise.all(this.#tails.values())
  }

  /** Aborts what runs and waits for it. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const controller of this.#running.values()) controller.abort()
    await this.whenIdle()
  }

  async #run(job: JobRecord, work: JobWork, controller: AbortController): Promise<void> {
    this.#waiting.delete(job.id)
    try {
      await this.#store.start(job.id, this.#clock.now())
      const end = await this.#attempt(job, work, controller)
      await this.#store.finish(job.id, { ...end, at: this.#clock.now() })
    } catch (error) {
      // Only the database can fail here; the job stays as it was and is marked at the next start.
      this.#onCrash(job.kind, error, job.id)
    } finally {
      this.#running.delete(job.id)
    }
  }

  async #attempt(
    job: JobRecord,
    work: JobWork,
    controller: AbortController,
  ): Promise<{ state: JobState; result: object | null; error: JobFailure | null }> {
    const interrupted = () => (this.#stopping ? failed(INTERRUPTED) : { state: 'cancelled' as const, result: null, error: null })
    if (controller.signal.aborted) return interrupted()
    const progress = this.#progressWriter(job.id, controller)
    try {
      const result = await work({ progress: progress.report, signal: controller.signal })
      await progress.flush()
      return { state: 'done', result, error: null }
    } catch (error) {
      await progress.flush()
      if (controller.signal.aborted) return interrupted()
      if (error instanceof AppError) return failed({ code: error.code, message: error.message, params: errorParams(error.details) })
      this.#onCrash(job.kind, error, job.id)
      return failed({
        code: 'job-failed',
        message: `Something went wrong on the server. Start it again; if it happens again, give the job id ${job.id} to an administrator, who finds the cause in the server log under it.`,
        params: { id: job.id },
      })
    }
  }

  /** Keeps at most one write on its way; the newest figures win. */
  #progressWriter(id: string, controller: AbortController) {
    let next: { stage: string; done: number; total: number } | null = null
    let writing: Promise<void> | null = null
    let lastAt = Number.NEGATIVE_INFINITY
    const write = (): Promise<void> => {
      const figures = next
      if (figures === null) return Promise.resolve()
      next = null
      lastAt = performance.now()
      writing = this.#store
        .progress(id, figures.stage, Math.round(figures.done), Math.round(figures.total))
        .then((cancel) => {
          if (cancel) controller.abort()
        })
        .catch((error: unknown) => this.#onCrash(`progress of ${id}: ${messageOf(error)}`, error, id))
        .finally(() => {
          writing = null
        })
      return writing
    }
    return {
      report: (stage: string, done: number, total: number): void => {
        next = { stage, done, total }
        if (writing === null && performance.now() - lastAt >= WRITE_EVERY_MS) void write()
      },
      flush: async (): Promise<void> => {
        if (writing !== null) await writing
        await write()
      },
    }
  }
}

function keyedId(createdBy: string, kind: string, key: string): string {
  return stableId('job', createdBy, kind, key)
}

function failed(error: JobFailure): { state: 'failed'; result: null; error: JobFailure } {
  return { state: 'failed', result: null, error }
}
