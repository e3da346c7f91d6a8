import type { IdentityClaim, Owner, Resolution, Reuse } from '../identity-claim.ts'
import type { AttributeColumn, AttributeDefinition } from '../columns/attribute.ts'
import type { CustomerRow } from './customer-row-step.ts'
import type { AccountRow } from './account-row-step.ts'
import type { FeedbackRow } from './feedback-row-step.ts'
import type { MessageRefusal } from '../tracking/message-fields.ts'
import type { ImportKind } from './import-fields.ts'
import type { MeasureRow } from './measure-row-step.ts'
import type { OrderLine } from './order-line.ts'
import type { OrdersThere, SampledOrder } from './orders-there.ts'
import type { OtherReading } from './read-otherwise.ts'
import type { RowReading } from './row-reading.ts'
import type { RefusalReason } from './row-step.ts'
import type { SignInRow } from './sign-in-row-step.ts'
import type { SubscriptionRow } from './subscription-row-step.ts'
import type { TicketRow } from './ticket-row-step.ts'

/** A record with its position in the file and its key; `copy` counts its exact copies earlier in the file. */
export interface KeyedRecord<T> {
  readonly value: T
  readonly line: number
  readonly key: bigint
  readonly copy: number
}

export interface ImportCounts {
  readonly rows: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  readonly customers: number
}

export interface ImportRecord {
  readonly id: string
  readonly kind: ImportKind | 'logs'
  readonly fileName: string
  readonly fileSha256: string
  readonly mapping: Readonly<Record<string, string>>
  readonly mappingHash: string
  readonly totalBytes: number
  /** The id under which its refused rows are kept. */
  readonly originId: string
  /** Null where a refused row cannot be read again by itself. */
  readonly reading: RowReading | null
  readonly startedAt: Date
  /** Of a log: the source that its page views come into. */
  readonly sourceId?: string
}

/** A row of a table that is read again and again, by the keyed hash of its key. */
export interface SyncedRowName {
  readonly syncId: string
  readonly rowKey: bigint
}

export interface RefusedRecord {
  /** The same for the same file and mapping, so that importing again does not list a record twice. */
  readonly originId: string
  readonly line: number
  readonly reason: RefusalReason | MessageRefusal
  readonly field: string
  readonly message: string
  readonly cells: Readonly<Record<string, string>>
  /** Of a synced table: so that its repair replaces what the row was. */
  readonly row?: SyncedRowName
}

/** The outcome of a refused row that a file corrected; `line` is in that file. */
export interface MendedRow {
  readonly recordId: string
  readonly line: number
  readonly outcome: 'stored' | 'duplicate' | 'refused'
}

/** Facts of one kind, as imports write them and can take them back. */
export interface FactPort<T> {
  /** Saves the current state of what these rows replace, where something else than this import said it. */
  keep(rows: readonly CustomerOf<T>[], run: ImportRun): Promise<void>
  add(rows: readonly CustomerOf<T>[], run: ImportRun, token: string): Promise<void>
  /** Notes that this import also contains what is stored already, so that it stays when the other import is undone. */
  note(rows: readonly CustomerOf<T>[], run: ImportRun, token: string): Promise<void>
}

export type CustomerOf<T> = KeyedRecord<T> & Owner

/** What a stored line counts as. */
export interface StoredLine {
  readonly kind: OrderLine['kind']
  readonly amount: bigint
}

/** One import as the stores see it: the values common to all its rows. */
export interface ImportRun {
  readonly id: string
  readonly receivedAt: number
  /** Added to the time of a fact to get the time from which models may use it. */
  readonly delayMs: number
}

/** What imports need from the rest of the product. */
export interface ImportPorts {
  /** Lock for one import at a time across all processes; freed on release or when the process dies. @throws AppError `import-running`. */
  lock(): Promise<{ release(): Promise<void> }>
  /** Marks imports that were running when their process died; call under the lock. */
  markInterrupted(now: Date): Promise<void>
  begin(record: ImportRecord): Promise<void>
  /** The newest import of the same bytes and kind that was read differently and whose stored rows were not undone. */
  otherReading(kind: ImportKind, fileSha256: string, mappingHash: string): Promise<OtherReading | null>
  progress(id: string, counts: ImportCounts, readBytes: number): Promise<void>
  finish(
    id: string,
    state: 'done' | 'failed' | 'interrupted',
    counts: ImportCounts,
    readBytes: number,
    error: string | null,
    now: Date,
  ): Promise<void>
  quarantine(records: readonly RefusedRecord[], now: Date): Promise<void>
  /** How the source file of a refused row was read; null when the row or its import no longer exists. */
  readingOfRefused(recordId: string): Promise<RowReading | null>
  /** Those of the refused rows that are rows of synced tables. */
  rowsOfSyncs(recordIds: readonly string[]): Promise<readonly string[]>
  /**
   * Closes refused rows that a file corrected, and updates the counts of the imports that refused them; rows refused again are kept as rows of
   * this file, under `originId`.
   */
  closeMended(rows: readonly MendedRow[], run: ImportRun, originId: string, now: Date): Promise<void>
  /** Whether a store failed because of its input, not because it is unavailable or full. */
  isAboutData(error: unknown): boolean
  /** Assigns facts of merged customers to the survivor, including late ones and those of a merge interrupted by a crash; call under the lock. */
  repairMerges(): Promise<number>
  resolve(claims: readonly IdentityClaim[]): Promise<Resolution>
  /** Notes that customers use identifiers again. Returns the places of those that it noted; the others have to be resolved. */
  noteReuse(reuses: readonly Reuse[]): Promise<ReadonlySet<number>>
  /** A resolver that writes nothing, for one dry run: each call sees what earlier calls would have written. */
  rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution>
  /** The lines already stored under these keys, in their current state; all lie in [from, to]. */
  storedOrderLines(keys: readonly bigint[], from: number, to: number): Promise<ReadonlyMap<bigint, StoredLine>>
  /**
   * Stores lines by `store`, but for those of orders that events or records tell of: those go to them. Answers the keys of those that told nothing new.
   */
  besideOrderBook(
    lines: readonly CustomerOf<OrderLine>[],
    run: ImportRun,
    store: (rest: readonly CustomerOf<OrderLine>[]) => Promise<void>,
  ): Promise<ReadonlySet<bigint>>
  /** Lets rows with these keys that such orders have count nowhere, until the import is undone. */
  voidInOrderBook(lines: readonly CustomerOf<OrderLine>[], keys: ReadonlySet<bigint>, run: ImportRun): Promise<void>
  /** The keys of those lines that would tell nothing new of such orders. */
  toldInOrderBook(lines: readonly CustomerOf<OrderLine>[]): Promise<ReadonlySet<bigint>>
  /** Which of these orders earlier imports stored, and with which lines. */
  ordersThere(orders: readonly SampledOrder[]): Promise<OrdersThere>
  addOrderLines(lines: readonly CustomerOf<OrderLine>[], run: ImportRun, token: string): Promise<void>
  /** Saves the current state of another import's lines with these keys before this import overwrites them. */
  keepOrderLines(keys: readonly bigint[], from: number, to: number, run: ImportRun): Promise<void>
  /** Lets the lines of files with these keys count nowhere; they stay as adjustments of nothing. `again`: also those that an earlier import ended. */
  voidOrderLines(keys: readonly bigint[], from: number, to: number, run: ImportRun, again?: 'again'): Promise<void>
  /** Notes that this import also contains already stored lines, so that they stay when the other import is undone. */
  noteOrderLines(lines: readonly CustomerOf<OrderLine>[], run: ImportRun, token: string): Promise<void>
  readonly tickets: FactPort<TicketRow>
  readonly measures: FactPort<MeasureRow>
  readonly feedback: FactPort<FeedbackRow>
  readonly subscriptions: FactPort<SubscriptionRow>
  readonly accounts: FactPort<AccountRow>
  readonly signIns: FactPort<SignInRow>
  /** Notes the customers of a file before their facts are stored; idempotent. */
  noteCustomers(customerIds: readonly string[], run: ImportRun): Promise<void>
  /** Records coupon codes used by orders; idempotent. */
  useCoupons(
    uses: readonly {
      readonly code: string
      readonly orderId: string
      readonly usedAt: Date
      readonly importId: string
      /** Whose order it is, where that is known. */
      readonly customerId?: string
    }[],
  ): Promise<void>
  /** The project's attributes. */
  attributes(): Promise<readonly AttributeDefinition[]>
  /** Stores values beyond the fixed fields, creating new attributes; idempotent. */
  recordAttributes(customers: readonly CustomerOf<CustomerRow>[], columns: readonly AttributeColumn[], run: ImportRun): Promise<void>
  recordConsents(customers: readonly CustomerOf<CustomerRow>[], run: ImportRun): Promise<void>
  /** Notes where customers of a file signed up; idempotent. */
  noteSignUps(customers: readonly CustomerOf<CustomerRow>[], run: ImportRun): Promise<void>
  rememberedRecords(kind: ImportKind, keys: readonly bigint[]): Promise<ReadonlySet<bigint>>
  remember(kind: ImportKind, keys: readonly bigint[], importId: string): Promise<void>
}
