import type { OpenJob } from '#jobs/decide-turns.ts'
import type { KeptJobs } from '#jobs/job-retention.ts'
import type { JobHold, JobRecord } from '#jobs/job.ts'
import type { JobClaim, JobEnd, JobFilter, JobStore, NewJob, TakenJob } from '#jobs/job-store.ts'

interface Stored extends JobRecord {
  readonly queues: readonly string[]
  readonly payload: string | null
  readonly fence: number
  readonly losses: number
  readonly place: number
  readonly boundTo: string | null
  readonly leaseUntil: Date | null
  readonly cancelRequested: boolean
}

/** Jobs and slots in memory, for many runners. Keeps the rules of tests/contract/job-store.case.ts. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, Stored>()
  readonly #slots = new Map<string, number>()
  readonly #now: () => Date

  /** `now` tells leases. */
  constructor(now: () => Date = () => new Date()) {
    this.#now = now
  }

  remember(schedule: string, slot: Date): Promise<void> {
    if (!this.#slots.has(schedule)) this.#slots.set(schedule, slot.getTime())
    return Promise.resolve()
  }

  insert({ payload, bound, ...job }: NewJob) {
    const existing = this.#jobs.get(job.id)
    const stored: Stored = existing ?? {
      ...FRESH,
      ...job,
      place: this.#jobs.size,
      payload: JSON.stringify(payload),
      ...(bound === undefined ? {} : { boundTo: bound.node, leaseUntil: new Date(this.#now().getTime() + bound.leaseMs) }),
    }
    this.#jobs.set(job.id, stored)
    return Promise.resolve({ job: toRecord(stored), isNew: existing === undefined })
  }

  async insertForSlot(job: NewJob, schedule: string, slot: Date) {
    if ((this.#slots.get(schedule) ?? Number.NEGATIVE_INFINITY) >= slot.getTime()) return false
    this.#slots.set(schedule, slot.getTime())
    return (await this.insert(job)).isNew
  }

  byId(id: string) {
    const stored = this.#jobs.get(id)
    return Promise.resolve(stored === undefined ? null : toRecord(stored))
  }

  list(limit: number, { state = null, kinds }: JobFilter) {
    const newest = [...this.#jobs.values()].toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.place - a.place)
    const found = newest.filter((job) => (state === null || job.state === state) && (kinds === undefined || kinds.includes(job.kind)))
    return Promise.resolve(found.slice(0, limit).map(toRecord))
  }

  hasTurns() {
    const now = this.#now()
    return Promise.resolve(this.#open().some(({ state, leaseUntil }) => state === 'queued' || (leaseUntil !== null && leaseUntil <= now)))
  }

  claim({ node, leaseMs, at, lost, decide }: JobClaim) {
    const now = this.#now()
    const { take, end } = decide(this.#open(), now)
    for (const { id, as } of end) {
      const error = as === 'lost' ? lost(this.#found(id)) : null
      this.#change(id, { ...OVER, state: as === 'lost' ? 'failed' : as, error, finishedAt: at })
    }
    const taken = take.map((id): TakenJob => {
      const before = this.#found(id)
      const after = this.#change(id, {
        state: 'running',
        node,
        fence: before.fence + 1,
        losses: before.losses + (before.state === 'running' ? 1 : 0),
        leaseUntil: new Date(now.getTime() + leaseMs),
        startedAt: before.startedAt ?? at,
      })
      const payload: unknown = JSON.parse(before.payload ?? 'null')
      return { job: toRecord(after), hold: { id, fence: after.fence }, isTakenOver: after.fence > 1, payload }
    })
    return Promise.resolve(taken)
  }

  renew(holds: readonly JobHold[], leaseMs: number) {
    const waits = ({ id }: JobHold) => this.#jobs.get(id)?.state === 'queued' && this.#found(id).boundTo !== null
    const held = holds.filter((hold) => this.#isHeld(hold) || waits(hold))
    for (const { id } of held) this.#change(id, { leaseUntil: new Date(this.#now().getTime() + leaseMs) })
    return Promise.resolve(new Map(held.map(({ id }) => [id, { cancel: this.#found(id).cancelRequested }])))
  }

  progress(hold: JobHold, stage: string, done: number, total: number) {
    return this.#held(hold, { stage, done, total })
  }

  finish(hold: JobHold, { state, result, error, at }: JobEnd) {
    return this.#held(hold, { ...OVER, state, result: JSON.parse(JSON.stringify(result)), error, finishedAt: at })
  }

  forget(hold: JobHold) {
    return Promise.resolve(this.#isHeld(hold) && this.#jobs.delete(hold.id))
  }

  clear({ doneSince, otherwiseSince }: KeptJobs) {
    const old = [...this.#jobs.values()].filter(({ state, finishedAt }) => {
      if (finishedAt === null || state === 'queued' || state === 'running') return false
      return finishedAt < (state === 'done' ? doneSince : otherwiseSince)
    })
    for (const { id } of old) this.#jobs.delete(id)
    return Promise.resolve(old.length)
  }

  async handBack(hold: JobHold) {
    await this.#held(hold, { state: 'queued', leaseUntil: null })
  }

  requestCancel(id: string, at: Date) {
    const { state } = this.#found(id)
    if (state === 'queued') this.#change(id, { ...OVER, state: 'cancelled', finishedAt: at })
    if (state === 'running') this.#change(id, { cancelRequested: true })
    return Promise.resolve()
  }

  endLeases() {
    const running = [...this.#jobs.values()].filter(({ state }) => state === 'running')
    for (const { id } of running) this.#change(id, { leaseUntil: this.#now() })
    return Promise.resolve(running.length)
  }

  #open(): OpenJob[] {
    return [...this.#jobs.values()].flatMap((job) =>
      job.state === 'queued' || job.state === 'running' ? [{ ...job, state: job.state }] : [],
    )
  }

  #isHeld({ id, fence }: JobHold): boolean {
    const job = this.#jobs.get(id)
    return job?.state === 'running' && job.fence === fence
  }

  #held(hold: JobHold, change: Partial<Stored>): Promise<boolean> {
    if (!this.#isHeld(hold)) return Promise.resolve(false)
    this.#change(hold.id, change)
    return Promise.resolve(true)
  }

  #found(id: string): Stored {
    const job = this.#jobs.get(id)
    if (job === undefined) throw new Error(`no job ${id}`)
    return job
  }

  #change(id: string, change: Partial<Stored>): Stored {
    const changed = { ...this.#found(id), ...change }
    this.#jobs.set(id, changed)
    return changed
  }
}

const OVER = { payload: null, leaseUntil: null } as const

const FRESH = {
  state: 'queued',
  stage: '',
  done: 0,
  total: 0,
  result: null,
  error: null,
  node: null,
  startedAt: null,
  finishedAt: null,
  fence: 0,
  losses: 0,
  boundTo: null,
  leaseUntil: null,
  cancelRequested: false,
} as const

function toRecord({
  queues: _q,
  payload: _p,
  fence: _f,
  losses: _l,
  place: _n,
  boundTo: _b,
  leaseUntil: _u,
  cancelRequested: _c,
  ...record
}: Stored): JobRecord {
  return record
}
