import type { Page, PageRequest } from '#kernel/page.ts'
import type { Decision, DecisionPreview, DecisionRun, PlannedSend, RunSettings, SendCounts } from './decision.ts'
import type { PreviewMarks } from './preview-marks.ts'
import type { Reservation } from './reservation.ts'

/** The append-only ledger of decisions. */
export interface DecisionLedger {
  /** Writing the same decisions again changes nothing. */
  write(decisions: readonly Decision[]): Promise<void>
  ofRun(runId: string): Promise<Decision[]>
}

export interface DecisionRunStore {
  /**
   * Stores a run and reserves its people in one transaction. Answers the ids of the decisions that hold a reservation, or null when a run with this
   * id is there already. With `onlyAll`, when somebody is taken meanwhile, nothing is stored and fewer ids come back.
   */
  open(run: DecisionRun, reservations: readonly Reservation[], options: { readonly onlyAll: boolean }): Promise<ReadonlySet<string> | null>
  finish(runId: string, summary: DecisionPreview, finishedAt: Date): Promise<void>
  get(runId: string): Promise<DecisionRun | null>
  list(page: PageRequest): Promise<Page<DecisionRun>>
  unfinished(): Promise<DecisionRun[]>
  /** Decided runs from before there were reservations, oldest first. */
  unreserved(): Promise<DecisionRun[]>
}

export interface ReservationStore {
  /** The newest decision on each customer that may still matter at `asOf`, by customer id. */
  since(asOf: Date): Promise<ReadonlyMap<string, Reservation>>
  /** Takes free customers, and keeps those that the same run holds. Answers the ids of the decisions that hold a reservation. */
  reserve(reservations: readonly Reservation[]): Promise<ReadonlySet<string>>
  /** Gives back what a run holds beside these decisions. */
  keepOnly(runId: string, decisionIds: ReadonlySet<string>): Promise<void>
  /** Gives back what did not go out, and marks the run as having its reservations. */
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
  /** Adds one and forgets those that ended long ago. */
  add(preview: StoredPreview): Promise<void>
  get(id: string): Promise<StoredPreview | null>
}

export interface SendPlanner {
  /** Adds what is not there yet; a send that exists is left as it is. */
  plan(sends: readonly PlannedSend[]): Promise<void>
  countsByRun(runIds: readonly string[]): Promise<Map<string, SendCounts>>
  /** Minor units of the contacts that went out or still may, without those that failed or were suppressed. Runs that kept no costs are left out. */
  costByRun(runIds: readonly string[]): Promise<Map<string, number>>
}
