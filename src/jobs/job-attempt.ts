import type { JobContext, JobHold, JobRecord } from './job.ts'
import type { JobStore, TakenJob } from './job-store.ts'

/** How long a job is its node's without another word from it. A lost node's job is free again within this and one look of another node. */
export const LEASE_MS = 45_000
const WRITE_EVERY_MS = 500

/** Why an attempt ends early: someone cancelled the job, this server stops, or the job may be another node's by now. */
export type Halt = 'cancelled' | 'stopping' | 'lost'

/**
 * One node's work on a job it holds. The node stops by its own clock when it could not renew the lease in time, so it has stopped before another begins, also
 * when it was stalled or cut off from the database and learns nothing else.
 */
export class JobAttempt {
  readonly job: JobRecord
  readonly hold: JobHold
  readonly queues: readonly string[]
  readonly isTakenOver: boolean
  readonly payload: unknown
  /** When everything of it is over. */
  over: Promise<void> = Promise.resolve()
  readonly #store: JobStore
  readonly #onError: (error: unknown) => void
  readonly #controller = new AbortController()
  #heldUntil: number
  #halt: Halt | null = null
  #next: { stage: string; done: number; total: number } | null = null
  #writing: Promise<void> | null = null
  #writtenAt = Number.NEGATIVE_INFINITY

  /** `askedAt`: on the monotonic clock, before the store was asked for the lease. */
  constructor(taken: TakenJob, queues: readonly string[], askedAt: number, store: JobStore, onError: (error: unknown) => void) {
    this.job = taken.job
    this.hold = taken.hold
    this.isTakenOver = taken.isTakenOver
    this.payload = taken.payload
    this.queues = queues
    this.#heldUntil = askedAt + LEASE_MS
    this.#store = store
    this.#onError = onError
  }

  get halt(): Halt | null {
    return this.#halt
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get context(): JobContext {
    return {
      jobId: this.job.id,
      createdBy: this.job.createdBy,
      startedAt: this.job.startedAt ?? this.job.createdAt,
      isTakenOver: this.isTakenOver,
      progress: (stage, done, total) => this.#report(stage, done, total),
      signal: this.signal,
      isHeld: () => this.isHeld(),
    }
  }

  renewed(askedAt: number): void {
    this.#heldUntil = askedAt + LEASE_MS
  }

  /** True while the lease is surely this node's. */
  isHeld(): boolean {
    if (performance.now() >= this.#heldUntil) this.stop('lost')
    return this.#halt !== 'lost'
  }

  stop(why: Halt): void {
    // Who lost it must not write, whatever it was told before.
    if (this.#halt === null || why === 'lost') this.#halt = why
    this.#controller.abort()
  }

  /** Waits until the newest figures are written. */
  async flush(): Promise<void> {
    if (this.#writing !== null) await this.#writing
    await this.#write()
  }

  #report(stage: string, done: number, total: number): void {
    if (!this.isHeld()) this.signal.throwIfAborted()
    this.#next = { stage, done, total }
    if (this.#writing === null && performance.now() - this.#writtenAt >= WRITE_EVERY_MS) void this.#write()
  }

  /** Keeps at most one write on its way; the newest figures win. */
  #write(): Promise<void> {
    const figures = this.#next
    if (figures === null || !this.isHeld()) return Promise.resolve()
    this.#next = null
    this.#writtenAt = performance.now()
    this.#writing = this.#store
      .progress(this.hold, figures.stage, Math.round(figures.done), Math.round(figures.total))
      .then((held) => {
        if (!held) this.stop('lost')
      })
      .catch(this.#onError)
      .finally(() => {
        this.#writing = null
      })
    return this.#writing
  }
}
