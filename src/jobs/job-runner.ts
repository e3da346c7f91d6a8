import { setTimeout as sleep } from 'node:timers/promises'
import { Check } from 'typebox/value'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { decideTurns } from './decide-turns.ts'
import { JobAttempt, LEASE_MS } from './job-attempt.ts'
import { failureOf, INTERRUPTED, nodeLost, PAYLOAD_WRONG } from './job-failures.ts'
import { keptJobs } from './job-retention.ts'
import type { JobContext, JobKind, JobRecord, JobResult, JobWork } from './job.ts'
import type { JobEnd, JobFilter, JobStore, NewJob } from './job-store.ts'

export interface JobOrder<Kind extends string = string> {
  readonly kind: Kind
  readonly payload: object
  readonly createdBy: string
  /** The same key from the same person for the same kind means the same job. */
  readonly idempotencyKey?: string | undefined
}

export interface JobRunnerParts<Kind extends string> {
  readonly store: JobStore
  readonly clock: Clock
  readonly kinds: Readonly<Record<Kind, JobKind>>
  /** What people call this node. */
  readonly node: string
  readonly onCrash: (kind: string, error: unknown, jobId: string) => void
}

/** How often a node looks for work and renews its leases. */
const LOOK_EVERY_MS = 2_000
const RETRY_MS = 500

/**
 * Starts long work on any node and runs it on any node. What is to be done lies in the database, with its progress; the node that runs a job holds a lease
 * on it, and one that dies loses it to another. Without `begin` this node only starts, lists and cancels.
 */
export class JobRunner<Kind extends string = string> {
  readonly #store: JobStore
  readonly #clock: Clock
  readonly #kinds: Readonly<Record<string, JobKind>>
  readonly #node: string
  readonly #onCrash: JobRunnerParts<Kind>['onCrash']
  readonly #attempts = new Set<JobAttempt>()
  /** Work that somebody waits for at this node. */
  readonly #attended = new Map<string, JobWork>()
  /** Of these, the ones that are not in the store yet. */
  readonly #arriving = new Set<string>()
  #works: Readonly<Record<string, JobWork | undefined>> = {}
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #nextLook: Promise<void> | null = null
  #stopping = false

  constructor({ store, clock, kinds, node, onCrash }: JobRunnerParts<Kind>) {
    this.#store = store
    this.#clock = clock
    this.#kinds = kinds
    this.#node = node
    this.#onCrash = onCrash
  }

  /** Lets this node run jobs of these kinds. */
  begin(works: Readonly<Partial<Record<Kind, JobWork>>>): void {
    this.#works = works
    this.#lookOften()
  }

  #lookOften(): void {
    this.#timer ??= setInterval(() => {
      for (const attempt of this.#attempts) attempt.isHeld()
      void this.#look()
    }, LOOK_EVERY_MS).unref()
    void this.#look()
  }

  /** For the only node there is: what an earlier process of it left running need not wait until its lease is over. */
  async recover(): Promise<number> {
    return await this.#store.endLeases()
  }

  /** Queues the work and answers at once. */
  async start(order: JobOrder<Kind>): Promise<JobRecord> {
    if (this.#stopping) throw new AppError('unavailable', 'stopping', 'The server is stopping: try again in a minute.')
    const now = this.#clock.now()
    const key = order.idempotencyKey
    const { job } = await this.#store.insert(
      this.#newJob(order, key === undefined ? newId(now) : keyedId({ ...order, idempotencyKey: key }), now),
    )
    void this.#look()
    return job
  }

  /** Queues work that only this process can do, because somebody waits here for what it says: it takes its turn with all others, and is lost with this node. */
  async attend(order: Pick<JobOrder<Kind>, 'kind' | 'createdBy'>, run: (context: JobContext) => Promise<JobResult>): Promise<JobRecord> {
    const now = this.#clock.now()
    const id = newId(now)
    this.#attended.set(id, { run: (_payload, context) => run(context) })
    const { queues } = this.#kinds[order.kind] ?? { queues: [] }
    const bound = { node: this.#node, leaseMs: LEASE_MS }
    this.#arriving.add(id)
    try {
      const { job } = await this.#store.insert({ ...order, id, queues, payload: {}, createdAt: now, bound })
      this.#lookOften()
      return job
    } catch (error) {
      this.#attended.delete(id)
      throw error
    } finally {
      this.#arriving.delete(id)
    }
  }

  /** Queues the job of a slot of a schedule; false when this slot had its job. Of two slots that wait, that of the earlier time goes first. */
  async startSlot(kind: Kind, slot: Date): Promise<boolean> {
    const order = { kind, payload: {}, createdBy: SCHEDULER }
    const isNew = await this.#store.insertForSlot(
      this.#newJob(order, stableId('job', SCHEDULER, kind, slot.toISOString()), slot),
      kind,
      slot,
    )
    if (isNew) void this.#look()
    return isNew
  }

  /** Whether a job of the kind waits for its turn. */
  async waits(kind: Kind): Promise<boolean> {
    return (await this.#store.list(1, { kinds: [kind], state: 'queued' })).length > 0
  }

  /** Whether a job was started with this key before. */
  async isKnown(order: { readonly kind: Kind; readonly createdBy: string; readonly idempotencyKey: string }): Promise<boolean> {
    return (await this.#store.byId(keyedId(order))) !== null
  }

  async byId(id: string): Promise<JobRecord | null> {
    return await this.#store.byId(id)
  }

  async list(limit: number, filter: JobFilter = {}): Promise<JobRecord[]> {
    return await this.#store.list(limit, filter)
  }

  /** Asks a job to stop, whichever node runs it. It is over when its state says so. Throws `job-not-found` or `job-finished`. */
  async cancel(id: string): Promise<JobRecord> {
    const job = await this.#store.byId(id)
    if (job === null) throw new AppError('not-found', 'job-not-found', 'There is no such job: reload the list.')
    if (job.state !== 'queued' && job.state !== 'running') {
      throw new AppError('conflict', 'job-finished', 'This job is over already: there is nothing to cancel.')
    }
    await this.#store.requestCancel(id, this.#clock.now())
    for (const attempt of this.#attempts) if (attempt.job.id === id) attempt.stop('cancelled')
    return (await this.#store.byId(id)) ?? job
  }

  /** Deletes jobs that ended long ago; see `keptJobs`. Answers how many. */
  async clearOld(): Promise<number> {
    return await this.#store.clear(keptJobs(this.#clock.now()))
  }

  /** Waits until this node has nothing to run. */
  async whenIdle(): Promise<void> {
    for (;;) {
      const look = this.#look()
      await look
      // Whatever ended meanwhile has called for another look.
      if (this.#attempts.size === 0 && this.#looking === look) return
      await Promise.all([...this.#attempts].map(({ over }) => over))
    }
  }

  /** Stops what runs here and hands back to the other nodes, or to the next start, what may go on there. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#timer)
    await this.#looking
    const running = new Set([...this.#attempts].map(({ job }) => job.id))
    for (const id of this.#attended.keys()) if (!running.has(id)) await this.#store.requestCancel(id, this.#clock.now())
    for (const attempt of this.#attempts) attempt.stop('stopping')
    // Leases must hold until the last piece of work is over.
    while (this.#attempts.size > 0) {
      await Promise.race([Promise.all([...this.#attempts].map(({ over }) => over)), sleep(LOOK_EVERY_MS)])
      await this.#renew().catch(() => undefined)
    }
  }

  #newJob({ kind, payload, createdBy }: JobOrder<Kind>, id: string, createdAt: Date): NewJob {
    const known = this.#kinds[kind]
    if (known === undefined || !Check(known.payload, payload)) throw new Error(`not a payload of a job "${kind}"`)
    return { id, kind, queues: known.queues, payload, createdBy, createdAt }
  }

  /** One look at a time; whoever asks meanwhile gets one that begins after. */
  #look(): Promise<void> {
    this.#nextLook ??= this.#looking.then(async () => {
      this.#nextLook = null
      try {
        await this.#renew()
        if (!this.#stopping && this.#timer !== undefined) await this.#takeTurns()
      } catch (error) {
        this.#onCrash('looking for jobs', error, '')
      }
    })
    this.#looking = this.#nextLook
    return this.#looking
  }

  async #renew(): Promise<void> {
    const held = [...this.#attempts].filter((attempt) => attempt.isHeld())
    const running = new Set(held.map(({ job }) => job.id))
    const waiting = [...this.#attended.keys()].filter((id) => !running.has(id) && !this.#arriving.has(id)).map((id) => ({ id, fence: 0 }))
    if (held.length + waiting.length === 0) return
    const askedAt = performance.now()
    const renewed = await this.#store.renew([...held.map(({ hold }) => hold), ...waiting], LEASE_MS)
    // One that was cancelled before its turn.
    for (const { id } of waiting) if (!renewed.has(id)) this.#attended.delete(id)
    for (const attempt of held) {
      const answer = renewed.get(attempt.job.id)
      if (answer === undefined) {
        if (this.#attempts.has(attempt)) attempt.stop('lost')
        continue
      }
      attempt.renewed(askedAt)
      if (answer.cancel) attempt.stop('cancelled')
    }
  }

  async #takeTurns(): Promise<void> {
    if (!(await this.#store.hasTurns())) return
    const node = {
      name: this.#node,
      ruleOf: (kind: string) => (this.#works[kind] === undefined ? null : (this.#kinds[kind]?.whenLost ?? null)),
      busyQueues: [...this.#attempts].flatMap(({ queues }) => queues),
    }
    const askedAt = performance.now()
    const taken = await this.#store.claim({
      node: this.#node,
      leaseMs: LEASE_MS,
      at: this.#clock.now(),
      lost: nodeLost,
      decide: (open, now) => decideTurns(open, now, node),
    })
    for (const one of taken) {
      const { id, kind } = one.job
      const attempt = new JobAttempt(one, this.#kinds[kind]?.queues ?? [], askedAt, this.#store, (error) => this.#onCrash(kind, error, id))
      this.#attempts.add(attempt)
      attempt.over = this.#run(attempt)
    }
  }

  async #run(attempt: JobAttempt): Promise<void> {
    const { job } = attempt
    try {
      const end = await this.#attempt(attempt)
      if (end !== null && (await this.#settle(attempt, end))) await this.#workOf(job)?.ended?.(attempt.payload as never, end.state)
    } catch (error) {
      this.#onCrash(job.kind, error, job.id)
    } finally {
      this.#attempts.delete(attempt)
      this.#attended.delete(job.id)
      if (!this.#stopping) void this.#look()
    }
  }

  #workOf({ id, kind }: Pick<JobRecord, 'id' | 'kind'>): JobWork | undefined {
    return this.#attended.get(id) ?? this.#works[kind]
  }

  /** How the job ended here; null when it goes on elsewhere. */
  async #attempt(attempt: JobAttempt): Promise<JobEnd | null> {
    const { kind, id } = attempt.job
    const isAttended = this.#attended.has(id)
    const [known, work] = [this.#kinds[kind], this.#workOf(attempt.job)]
    const failed = (error: JobEnd['error']): JobEnd => ({ state: 'failed', result: null, error, at: this.#clock.now() })
    if (known === undefined || work === undefined || (!isAttended && !Check(known.payload, attempt.payload))) return failed(PAYLOAD_WRONG)
    try {
      const result: JobResult = await work.run(attempt.payload as never, attempt.context)
      await attempt.flush()
      return { state: 'done', result, error: null, at: this.#clock.now() }
    } catch (error) {
      await attempt.flush()
      if (attempt.halt === 'lost') return null
      if (attempt.halt === 'cancelled') return { state: 'cancelled', result: null, error: null, at: this.#clock.now() }
      if (attempt.halt === 'stopping') {
        if (isAttended || known.whenLost === 'fail') return failed(INTERRUPTED)
        await this.#store.handBack(attempt.hold)
        return null
      }
      if (!(error instanceof AppError)) this.#onCrash(kind, error, id)
      return failed(failureOf(error, id))
    }
  }

  /** Writes the end down, trying again while the job is this node's: a database that is away for a moment must not have the work done twice. */
  async #settle(attempt: JobAttempt, end: JobEnd): Promise<boolean> {
    const forget = end.state === 'done' && this.#kinds[attempt.job.kind]?.forgetDone === true
    for (;;) {
      try {
        return await (forget ? this.#store.forget(attempt.hold) : this.#store.finish(attempt.hold, end))
      } catch (error) {
        if (!attempt.isHeld()) throw error
        await sleep(RETRY_MS)
      }
    }
  }
}

/** In whose name schedules start their jobs. */
export const SCHEDULER = 'system'

function keyedId(order: { readonly kind: string; readonly createdBy: string; readonly idempotencyKey: string }): string {
  return stableId('job', order.createdBy, order.kind, order.idempotencyKey)
}
