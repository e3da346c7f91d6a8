import type { Turns, OpenJob } from './decide-turns.ts'
import type { KeptJobs } from './job-retention.ts'
import type { JobFailure, JobHold, JobRecord, JobState } from './job.ts'

export interface NewJob {
  readonly id: string
  readonly kind: string
  readonly queues: readonly string[]
  readonly payload: object
  readonly createdBy: string
  readonly createdAt: Date
  /** Only this node may run it, and while it waits its node holds a lease of so long. */
  readonly bound?: { readonly node: string; readonly leaseMs: number }
}

export interface TakenJob {
  readonly job: JobRecord
  readonly hold: JobHold
  /** Whether somebody had begun it before. */
  readonly isTakenOver: boolean
  readonly payload: unknown
}

export interface JobEnd {
  readonly state: Exclude<JobState, 'queued' | 'running'>
  readonly result: object | null
  readonly error: JobFailure | null
  readonly at: Date
}

export interface JobFilter {
  readonly state?: JobState | null
  readonly kinds?: readonly string[]
}

export interface JobClaim {
  readonly node: string
  readonly leaseMs: number
  readonly at: Date
  /** What a job says whose node was lost and that does not run again. */
  readonly lost: (job: Pick<JobRecord, 'node'>) => JobFailure
  readonly decide: (open: readonly OpenJob[], now: Date) => Turns
}

/** Jobs of all nodes. Leases are told by the clock of the store, which is one for all. What is written with a hold that is outdated changes nothing. */
export interface JobStore {
  /** Stores a queued job; when there is one with this id already, changes nothing. Answers the stored one and whether it is new. */
  insert(job: NewJob): Promise<{ readonly job: JobRecord; readonly isNew: boolean }>
  /** Stores the job of a slot of a schedule together with the note that this slot had its job: true for exactly one caller, over all nodes and restarts. */
  insertForSlot(job: NewJob, schedule: string, slot: Date): Promise<boolean>
  byId(id: string): Promise<JobRecord | null>
  /** Newest first. */
  list(limit: number, filter: JobFilter): Promise<JobRecord[]>
  /** Whether there is anything to decide on. Asked every two seconds by every node: one look into an index. */
  hasTurns(): Promise<boolean>
  /** Decides for one node at a time; what is taken is leased to it for so many milliseconds. */
  claim(ask: JobClaim): Promise<TakenJob[]>
  /** Renews leases; of a job that waits for the one node that may run it too (fence 0). Answers which are still held, and of each whether someone wants it cancelled. */
  renew(holds: readonly JobHold[], leaseMs: number): Promise<ReadonlyMap<string, { readonly cancel: boolean }>>
  /** Writes how far a job is. False: the job is not held any more. */
  progress(hold: JobHold, stage: string, done: number, total: number): Promise<boolean>
  /** False: the job is not held any more, and nothing was written. */
  finish(hold: JobHold, end: JobEnd): Promise<boolean>
  /** Ends a job by leaving no trace of it. */
  forget(hold: JobHold): Promise<boolean>
  /** Deletes jobs that were done, or ended otherwise, before these times. Answers how many. */
  clear(before: KeptJobs): Promise<number>
  /** Queues a job again, for any node to go on with. */
  handBack(hold: JobHold): Promise<void>
  /** Ends a queued job at once; a running one is told by the next `renew`. */
  requestCancel(id: string, at: Date): Promise<void>
  /** Lets every lease end now: for a node that knows that there is no other. Answers how many. */
  endLeases(): Promise<number>
}
