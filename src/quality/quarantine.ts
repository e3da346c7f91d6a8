import type { Page, PageRequest } from '#kernel/page.ts'
import type { RowReading } from '#collect/import/row-reading.ts'

/** A record that was refused, as it is listed. The record itself is sealed and opened one at a time. */
export interface QuarantinedRecord {
  readonly id: string
  /** Where it came from: `import`, or `tracking`. */
  readonly origin: string
  readonly originId: string
  /** Line of the file, or place in the request. */
  readonly position: number
  /** Name of the file or of the tracking source; '' when it is not known any more. */
  readonly from: string
  readonly stage: string
  readonly reason: string
  readonly field: string
  readonly message: string
  readonly state: 'open' | 'resolved' | 'dismissed'
  /** Why it was dismissed. */
  readonly resolution: string
  readonly createdAt: Date
  readonly resolvedAt: Date | null
}

export interface QuarantineFilter {
  readonly origin?: string
  readonly originId?: string
  readonly reason?: string
  readonly state?: string
}

export interface ReasonCount {
  readonly reason: string
  readonly origin: string
  readonly count: number
}

/** A file or source with open records. */
export interface QuarantineOrigin {
  readonly origin: string
  readonly originId: string
  readonly from: string
  readonly count: number
}

/** What a refused record said: the columns of a row, or the fields of a message. */
export type RecordContent = Readonly<Record<string, unknown>>

export interface OpenedRecord {
  readonly entry: QuarantinedRecord
  readonly content: RecordContent
}

/** The import that refused rows, with how it read them. */
export interface RefusingImport {
  readonly importId: string
  readonly fileName: string
  readonly reading: RowReading
}

/** The quarantine, as people work with it. */
export interface QuarantineStore {
  list(filter: QuarantineFilter, page: PageRequest): Promise<Page<QuarantinedRecord>>
  /** Open records by reason. */
  summary(filter?: Pick<QuarantineFilter, 'originId'>): Promise<readonly ReasonCount[]>
  /** Files and sources with open records, most records first. */
  origins(limit: number): Promise<readonly QuarantineOrigin[]>
  /** The record with what it said, in clear: ask for the permission first. Null when there is none. */
  read(id: string): Promise<OpenedRecord | null>
  /** All open records with what they said, oldest first, a block at a time. */
  all(filter: QuarantineFilter): AsyncIterable<readonly OpenedRecord[]>
  /** The newest import of the file; null for rows of one that kept no reading. */
  refusingImport(originId: string): Promise<RefusingImport | null>
  /** Closes open rows, and moves those that came in over in the counts of the imports that had refused them, in one transaction. */
  settle(rows: readonly SettledRow[], by: Closing): Promise<void>
  /** Closes open records that are not wanted. How many there were. */
  dismiss(filter: QuarantineFilter & { readonly id?: string }, why: string, by: Closing): Promise<number>
}

/** What became of a refused row that was read again. */
export interface SettledRow {
  readonly id: string
  readonly outcome: 'stored' | 'duplicate' | 'refused'
  /** The row of quarantine that stands for it now, where a file gave it back and it was refused once more. */
  readonly mendedAs?: string
}

export interface Closing {
  readonly actor: string
  readonly now: Date
}
