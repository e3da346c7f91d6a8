import type { Page, PageRequest } from '#kernel/page.ts'
import type { SyncedRowName } from '#collect/import/import-ports.ts'
import type { RecordKind } from '#collect/records/record-fields.ts'
import type { RowReading } from '#collect/import/row-reading.ts'

/** A refused record as it is listed. The record itself is encrypted and decrypted one at a time. */
export interface QuarantinedRecord {
  readonly id: string
  /** Where it came from: `import`, or `tracking`. */
  readonly origin: string
  readonly originId: string
  /** Line of the file, or place in the request. */
  readonly position: number
  /** Name of the file or of the tracking source; '' when it is no longer known. */
  readonly from: string
  readonly stage: string
  readonly reason: string
  readonly field: string
  readonly message: string
  readonly state: 'open' | 'resolved' | 'dismissed'
  /** Why it was dismissed. */
  readonly resolution: string
  /** Of a record that was sent to a door for records. */
  readonly recordKind: RecordKind | null
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

/** The content of a refused record: the columns of a row, or the fields of a message. */
export type RecordContent = Readonly<Record<string, unknown>>

export interface OpenedRecord {
  readonly entry: QuarantinedRecord
  readonly content: RecordContent
  /** Of a row of a synced table. */
  readonly row?: SyncedRowName
}

/** The import that refused the rows, with the settings it read them by. */
export interface RefusingImport {
  readonly importId: string
  readonly fileName: string
  readonly reading: RowReading
}

/** The quarantine as users work with it. */
export interface QuarantineStore {
  list(filter: QuarantineFilter, page: PageRequest): Promise<Page<QuarantinedRecord>>
  /** Open records by reason. */
  summary(filter?: Pick<QuarantineFilter, 'originId'>): Promise<readonly ReasonCount[]>
  /** Files and sources with open records, most records first. */
  origins(limit: number): Promise<readonly QuarantineOrigin[]>
  /** The record with its content in clear: check the permission first. Null when it does not exist. */
  read(id: string): Promise<OpenedRecord | null>
  /** All open records with their content, oldest first, a block at a time. */
  all(filter: QuarantineFilter): AsyncIterable<readonly OpenedRecord[]>
  /** The newest import of the file; null for rows of an import that stored no read settings. */
  refusingImport(originId: string): Promise<RefusingImport | null>
  /** Closes open rows, and moves the ones now stored from refused to stored in the counts of their imports, in one transaction. */
  settle(rows: readonly SettledRow[], by: Closing): Promise<void>
  /** Closes open records that are not wanted. Returns how many. */
  dismiss(filter: QuarantineFilter & { readonly id?: string }, why: string, by: Closing): Promise<number>
}

/** The outcome of retrying a refused row. */
export interface SettledRow {
  readonly id: string
  readonly outcome: 'stored' | 'duplicate' | 'refused'
  /** The quarantine row that replaces it, when a corrected file brought it back and it was refused again. */
  readonly mendedAs?: string
}

export interface Closing {
  readonly actor: string
  readonly now: Date
}
