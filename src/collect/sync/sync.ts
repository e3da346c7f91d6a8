import type { ErrorParams } from '#kernel/app-error.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { SchemaDrift } from './schema-drift.ts'
import type { DatabaseKind, TableColumn } from './table-column.ts'

/** off: not encrypted; on: encrypted, whoever the server is; verified: encrypted, and its certificate is checked. */
export const TLS_MODES = ['off', 'on', 'verified'] as const
export type TlsMode = (typeof TLS_MODES)[number]

/** Where a table lies, without the secret. */
export interface DatabaseAddress {
  readonly kind: DatabaseKind
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly tls: TlsMode
}

export interface DatabaseLogin extends DatabaseAddress {
  readonly password: string
}

/** Of MySQL the schema is the database. */
export interface TableName {
  readonly schema: string
  readonly name: string
}

/** What a table looks like from outside. */
export interface TableLook {
  readonly columns: readonly TableColumn[]
  /** The primary key, or else a unique index of columns that are never empty; empty where there is none, as for a view. */
  readonly key: readonly string[]
  /** Whether the account could change the table: more than a sync needs. */
  readonly canWrite: boolean
}

export interface ReadOrder {
  readonly columns: readonly TableColumn[]
  readonly cursor: TableColumn | null
  /** From this value of the cursor on, itself included; null for all. */
  readonly from: string | null
  /** How many rows at most, where only a look is wanted. */
  readonly limit?: number
}

/** A row as the database writes it, one text for each column. */
export type ForeignRow = readonly (string | null)[]

/** One connection to somebody's database, on which nothing can be written. */
export interface ForeignTable {
  look(): Promise<TableLook>
  /** Whether a row to be read has the values of these columns that another row of the table has too. */
  repeats(columns: readonly string[], order: Pick<ReadOrder, 'cursor' | 'from'>): Promise<boolean>
  /** Rows in blocks, ordered by the cursor; the database is asked for more as they are taken. */
  rows(order: ReadOrder): AsyncIterable<readonly ForeignRow[]>
  close(): Promise<void>
}

/** @throws AppError with a code `sync-…` that says what the database refuses. */
export type OpenForeignTable = (login: DatabaseLogin, table: TableName, signal?: AbortSignal) => Promise<ForeignTable>

export type SyncCadence =
  | { readonly kind: 'every'; readonly minutes: number }
  | { readonly kind: 'daily'; readonly hour: number; readonly minute: number }

/** How the table is understood, settled when the sync was set up: later rows are read the same way. */
export interface SyncReading {
  readonly kind: ImportKind
  readonly preset: string
  readonly corrections: Corrections
  /** Of orders. */
  readonly money: MoneyPlan | null
}

/** What somebody set up. */
export interface SyncPlan {
  readonly name: string
  readonly address: DatabaseAddress
  readonly table: TableName
  readonly keyColumns: readonly string[]
  /** Null: the whole table is read each time. */
  readonly cursorColumn: string | null
  readonly cadence: SyncCadence
  readonly reading: SyncReading
  /** All columns as they were. */
  readonly columns: readonly TableColumn[]
  /** Those that are read. */
  readonly used: readonly string[]
}

/** Why a sync or a run of it ended badly, as a console can word it. */
export interface SyncProblem {
  readonly code: string
  readonly message: string
  readonly params: ErrorParams
}

export interface Sync {
  readonly id: string
  readonly plan: SyncPlan
  /** The highest value of the cursor that is stored. */
  readonly cursorValue: string | null
  readonly pausedAt: Date | null
  /** Why it does not run again until somebody looks at it. */
  readonly stopped: SyncProblem | null
  /** The last slot of the calendar that was started. */
  readonly slot: Date | null
  readonly createdAt: Date
  readonly createdBy: string
  readonly lastRun: SyncRun | null
}

export type SyncRunState = 'running' | 'done' | 'failed' | 'interrupted'

/** rows = stored + duplicates + quarantined. */
export interface SyncCounts {
  readonly read: number
  /** Without lines of totals, which are left out as from a file. */
  readonly rows: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
}

export interface SyncRun extends SyncCounts {
  readonly id: string
  readonly syncId: string
  readonly state: SyncRunState
  /** What can be undone, one for each batch. */
  readonly importIds: readonly string[]
  readonly cursorFrom: string | null
  readonly cursorTo: string | null
  readonly drift: SchemaDrift | null
  readonly problem: SyncProblem | null
  readonly startedAt: Date
  readonly finishedAt: Date | null
}

/** The rows of a batch of orders, by the line in its file. */
export interface SyncedRow {
  readonly rowKey: bigint
  readonly lineKey: bigint
  readonly occurredAt: number
}

export interface SyncStore {
  create(sync: {
    readonly id: string
    readonly plan: SyncPlan
    readonly password: string
    readonly by: string
    readonly at: Date
  }): Promise<void>
  list(): Promise<readonly Sync[]>
  find(id: string): Promise<Sync | null>
  password(id: string): Promise<string | null>
  /** Answers false when there is none. */
  change(id: string, change: SyncChange): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** Whether a run of it stored anything yet. */
  hasStored(id: string): Promise<boolean>
  runs(id: string, limit: number): Promise<readonly SyncRun[]>
  beginRun(run: { readonly id: string; readonly syncId: string; readonly cursorFrom: string | null; readonly at: Date }): Promise<void>
  saveRun(run: Omit<SyncRun, 'startedAt' | 'syncId' | 'cursorFrom'>): Promise<void>
  /** The lines that earlier runs stored for these rows under other keys, and that no other row of the table is now; and whether such a row is another line only now. */
  formerLines(
    syncId: string,
    rows: readonly SyncedRow[],
  ): Promise<readonly { readonly lineKey: bigint; readonly occurredAt: number; readonly isChanged: boolean }[]>
  /** `repaired`: what somebody made of a row that the table has otherwise, and when the table had it so. */
  noteRows(syncId: string, rows: readonly SyncedRow[], repaired?: Date): Promise<void>
  /** These rows could not be read: no line is what they are now. */
  noteRefused(syncId: string, rowKeys: readonly bigint[]): Promise<void>
  /** `read` where the last look at the row could read it, or a later version than that of `version` was repaired; `gone` without such a sync. */
  rowState(syncId: string, rowKey: bigint, version: Date): Promise<'open' | 'read' | 'gone'>
}

export interface SyncChange {
  readonly name?: string
  readonly cadence?: SyncCadence
  readonly pausedAt?: Date | null
  readonly stopped?: SyncProblem | null
  readonly slot?: Date
  readonly cursorValue?: string | null
  readonly password?: string
  readonly corrections?: Corrections
}
