import type { QualityFlag } from '#collect/quality-gate.ts'
import type { Page, PageRequest } from '#kernel/page.ts'

export type FlagOrigin = 'import' | 'tracking' | 'stored'

/** A record that breaks a rule, to be kept; `record` names it within its origin. */
export interface NewFlag extends QualityFlag {
  readonly record: string
  readonly customerId: string | null
}

export interface FlagBatch {
  readonly origin: FlagOrigin
  /** Of a file, a source, or '' for what the nightly look found. */
  readonly originId: string
  /** YYYY-MM-DD. */
  readonly day: string
  readonly flags: readonly NewFlag[]
  readonly now: Date
}

/** A flagged record as it is listed. */
export interface FlaggedRecord {
  readonly ruleId: string
  readonly scope: string
  readonly field: string
  readonly masked: string
  readonly origin: FlagOrigin
  /** Name of the file or source; '' when it is not known. */
  readonly from: string
  readonly record: string
  readonly customerId: string | null
  readonly foundAt: Date
}

export interface FlagCount {
  readonly ruleId: string
  /** Of the last 30 days. */
  readonly flagged: number
  readonly quarantined: number
}

export interface QualityFlagStore {
  /** Adds to the counts of the day: for what comes in once. */
  add(batch: FlagBatch): Promise<void>
  /** Puts these in the place of what the origin had before: for a file that is read again, and for the nightly look. */
  replace(
    batch: Omit<FlagBatch, 'flags'> & { readonly flags: readonly NewFlag[]; readonly counts: ReadonlyMap<string, number> },
  ): Promise<void>
  list(filter: { readonly ruleId?: string }, page: PageRequest): Promise<Page<FlaggedRecord>>
  counts(since: Date): Promise<readonly FlagCount[]>
}
