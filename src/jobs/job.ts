import type { TSchema } from 'typebox'
import type { ErrorParams } from '#kernel/app-error.ts'

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
  readonly createdBy: string
  /** The node that runs it, or that ran it last. */
  readonly node: string | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

/** What holds for every job of a kind, on whichever node. */
export interface JobKind {
  /** What a job of this kind is told. */
  readonly payload: TSchema
  /** A job runs only while no other runs that shares a queue with it. */
  readonly queues: readonly string[]
  /** What becomes of one whose node is gone: another runs it from the start, or it fails, because half of it twice would do harm. */
  readonly whenLost: 'take-over' | 'fail'
  /** Not kept once it went well: housekeeping that nobody looks for. */
  readonly forgetDone?: boolean
}

export interface JobContext {
  readonly jobId: string
  readonly createdBy: string
  /** When it was begun first, by this node or one that is gone. */
  readonly startedAt: Date
  /** Whether an earlier node began it and may have left something half done. */
  readonly isTakenOver: boolean
  /**
   * Says how far the work is. Cheap: written at most twice a second. Units are whatever the stage counts.
   * @throws what `signal` was aborted with, once this node has lost the job to another: nothing may be written any more.
   */
  progress(stage: string, done: number, total: number): void
  /** Aborted when someone cancels the job, the server stops, or the job is no longer this node's. */
  readonly signal: AbortSignal
  /** False once the job may be another node's: then nothing is left to do, not even tidying up. */
  isHeld(): boolean
}

export type JobResult = Readonly<Record<string, unknown>>

/** What a node does for a job of a kind. */
export interface JobWork<Payload = never> {
  run(payload: Payload, context: JobContext): Promise<JobResult>
  /** Called when the end of a job is on record; not when another node goes on with it. */
  ended?(payload: Payload, state: JobState): Promise<void>
}

/** What proves that a job is a node's own: each taking of a job counts one up, and writes with an older number change nothing. */
export interface JobHold {
  readonly id: string
  readonly fence: number
}
