import type { Page, PageRequest } from '#kernel/page.ts'
import type { Decision, DecisionPreview, DecisionRun, PlannedSend, RunSettings, SendCounts, SkippedCustomer } from './decision.ts'
import type { PreviewMarks } from './preview-marks.ts'
import type { Reservation } from './reservation.ts'

/** The append-only ledger of decisions. */
export interface DecisionLedger {
  /** Writing the same decisions again changes nothing. */
  write(decisions: readonly Decision[]): Promise<void>
  /** Why candidates of a run got nothing. Writing the same block again changes nothing. */
  writeSkipped(runId: string, skipped: readonly SkippedCustomer[], decidedAt: Date): Promise<void>
  ofRun(runId: string): Promise<Decision[]>
}

/** A job that makes a run, who started it, and when it was begun first. */
export interface RunJob {
  readonly id: string
  readonly actor: string
  readonly since: Date
}

export interface DecisionRunStore {
  /**
   * Stores a run and reserves its customers in one transaction. Returns the ids of the decisions that hold a reservation, or null when a run with this
   * id, or of this job, already exists. With `onlyAll`, if another run has reserved a customer in the meantime, nothing is stored and fewer ids are returned.
   */
  open(
    run: DecisionRun,
    reservations: readonly Reservation[],
    options: { readonly onlyAll: boolean; readonly jobId: string | null },
  ): Promise<ReadonlySet<string> | null>
  finish(runId: string, summary: DecisionPreview, finishedAt: Date): Promise<void>
  get(runId: string): Promise<DecisionRun | null>
  /** The run of a job; of one from before jobs were kept, the newest that its person began since then. */
  ofJob(job: RunJob): Promise<DecisionRun | null>
  list(page: PageRequest): Promise<Page<DecisionRun>>
  unfinished(): Promise<DecisionRun[]>
  /** Decided runs that predate reservations, oldest first. */
  unreserved(): Promise<DecisionRun[]>
}

export interface ReservationStore {
  /** The newest decision on each of these customers that may still matter at `asOf`, by customer id. */
  of(customerIds: readonly string[], asOf: Date): Promise<ReadonlyMap<string, Reservation>>
  /** The same of everybody who was drawn with their company. */
  drawn(asOf: Date): Promise<ReadonlyMap<string, Reservation>>
  /** Reserves free customers and keeps those that the same run holds. Returns the ids of the decisions that hold a reservation. */
  reserve(reservations: readonly Reservation[]): Promise<ReadonlySet<string>>
  /** Releases every reservation of a run except those of these decisions. */
  keepOnly(runId: string, decisionIds: ReadonlySet<string>): Promise<void>
  /** Releases the reservations of contacts that were not sent, and marks the run as having its reservations. */
  settleRun(runId: string): Promise<void>
}

/** A preview that can be executed. */
export interface StoredPreview {
  readonly id: string
  /** The id of the run that executes it: the arms follow from it. */
  readonly runId: string
  readonly asOf: Date
  readonly settings: RunSettings
  readonly marks: PreviewMarks
  readonly summary: DecisionPreview
  readonly createdAt: Date
  readonly createdBy: string
  readonly expiresAt: Date
}

export interface PreviewStore {
  /** Adds one and deletes those that expired long ago. */
  add(preview: StoredPreview): Promise<void>
  get(id: string): Promise<StoredPreview | null>
}

export interface SendPlanner {
  /** Adds sends that do not exist yet; existing ones are left as they are. */
  plan(sends: readonly PlannedSend[]): Promise<void>
  countsByRun(runIds: readonly string[]): Promise<Map<string, SendCounts>>
  /** Cost in minor units of the contacts that were sent or still may be, without those that failed or were suppressed. Runs without recorded costs are left out. */
  costByRun(runIds: readonly string[]): Promise<Map<string, number>>
}
