import type { Decision, DecisionPreview, DecisionRun, PlannedSend, SendCounts } from './decision.ts'

/** The append-only ledger of decisions. */
export interface DecisionLedger {
  /** Writing the same decisions again changes nothing. */
  write(decisions: readonly Decision[]): Promise<void>
  ofRun(runId: string): Promise<Decision[]>
}

export interface RunPage {
  readonly items: readonly DecisionRun[]
  readonly nextCursor: string | null
}

export interface DecisionRunStore {
  create(run: DecisionRun): Promise<void>
  finish(runId: string, summary: DecisionPreview, finishedAt: Date): Promise<void>
  get(runId: string): Promise<DecisionRun | null>
  list(options: { readonly cursor: string | null; readonly limit: number }): Promise<RunPage>
  unfinished(): Promise<DecisionRun[]>
}

export interface SendPlanner {
  /** Adds what is not there yet; a send that exists is left as it is. */
  plan(sends: readonly PlannedSend[]): Promise<void>
  countsByRun(runIds: readonly string[]): Promise<Map<string, SendCounts>>
}
