import type { IdentityClaim, Owner, Resolution } from '../identity-claim.ts'
import type { AttributeColumn, AttributeDefinition } from '../columns/attribute.ts'
import type { CustomerRow } from './customer-row-step.ts'
import type { ImportKind } from './import-fields.ts'
import type { OrderLine } from './order-line.ts'
import type { OrdersThere, SampledOrder } from './orders-there.ts'
import type { OtherReading } from './read-otherwise.ts'
import type { RowReading } from './row-reading.ts'
import type { RefusalReason } from './row-step.ts'
import type { TicketRow } from './ticket-row-step.ts'

/** A record with its place in the file and its key; `copy` counts the exact copies of it further up in the file. */
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
  readonly kind: ImportKind
  readonly fileName: string
  readonly fileSha256: string
  readonly mapping: Readonly<Record<string, string>>
  readonly mappingHash: string
  readonly totalBytes: number
  /** Under which its refused rows are kept. */
  readonly originId: string
  readonly reading: RowReading
  readonly startedAt: Date
}

export interface RefusedRecord {
  /** The same for the same file and mapping, so that importing again lists a record once. */
  readonly originId: string
  readonly line: number
  readonly reason: RefusalReason
  readonly field: string
  readonly message: string
  readonly cells: Readonly<Record<string, string>>
}

/** What became of a refused row that a file gave back, `line` in that file. */
export interface MendedRow {
  readonly recordId: string
  readonly line: number
  readonly outcome: 'stored' | 'duplicate' | 'refused'
}

export type CustomerOf<T> = KeyedRecord<T> & Owner

/** What a stored line counts as. */
export interface StoredLine {
  readonly kind: OrderLine['kind']
  readonly amount: bigint
}

/** One import as the stores see it: what is the same for every row of it. */
export interface ImportRun {
  readonly id: string
  readonly receivedAt: number
  /** Added to the time of a fact to get when it was available to models. */
  readonly delayMs: number
}

/** What imports need of the rest of the product. */
export interface ImportPorts {
  /** One import at a time over all processes; frees the place when released or when the process dies. @throws AppError `import-running`. */
  lock(): Promise<{ release(): Promise<void> }>
  /** Imports that were running when their process died are marked; call under the lock. */
  markInterrupted(now: Date): Promise<void>
  begin(record: ImportRecord): Promise<void>
  /** The newest import of the same bytes as the same kind whose reading was another, and which stored something that was not taken back. */
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
  /** How the file was read that a refused row came from; null when the row or its import is not there any more. */
  readingOfRefused(recordId: string): Promise<RowReading | null>
  /**
   * Closes refused rows that a file gave back mended, in the counts of the imports that had refused them too; what is refused again is kept as a row of
   * this file, of `originId`.
   */
  closeMended(rows: readonly MendedRow[], run: ImportRun, originId: string, now: Date): Promise<void>
  /** Whether a store failed because of what it was given, and not because it is away or full. */
  isAboutData(error: unknown): boolean
  /** Makes facts of merged customers count for the survivor, also those that came late and those of a merge that a crash cut short; call under the lock. */
  repairMerges(): Promise<number>
  resolve(claims: readonly IdentityClaim[]): Promise<Resolution>
  /** A resolver that writes nothing, for one dry run: each call sees what the calls before it would have written. */
  rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution>
  /** Those of the keys that are stored, as they are now; all lines lie in [from, to]. */
  storedOrderLines(keys: readonly bigint[], from: number, to: number): Promise<ReadonlyMap<bigint, StoredLine>>
  /** Which of these orders imports have stored already, and with which lines. */
  ordersThere(orders: readonly SampledOrder[]): Promise<OrdersThere>
  addOrderLines(lines: readonly CustomerOf<OrderLine>[], run: ImportRun, token: string): Promise<void>
  /** Keeps lines of these keys that another import stored, as they are now: this one is about to store over them. */
  keepOrderLines(keys: readonly bigint[], from: number, to: number, run: ImportRun): Promise<void>
  /** Notes that this import has lines that are there already, so that they stay when the other import is taken back. */
  noteOrderLines(lines: readonly CustomerOf<OrderLine>[], run: ImportRun, token: string): Promise<void>
  /** As `keepOrderLines` and `noteOrderLines`. */
  keepTickets(tickets: readonly CustomerOf<TicketRow>[], run: ImportRun): Promise<void>
  noteTickets(tickets: readonly CustomerOf<TicketRow>[], run: ImportRun, token: string): Promise<void>
  /** Notes which customers the file is about, before facts of theirs are stored; the same again changes nothing. */
  noteCustomers(customerIds: readonly string[], run: ImportRun): Promise<void>
  addTickets(tickets: readonly CustomerOf<TicketRow>[], run: ImportRun, token: string): Promise<void>
  /** Coupon codes that orders used; the same again changes nothing. */
  useCoupons(
    uses: readonly { readonly code: string; readonly orderId: string; readonly usedAt: Date; readonly importId: string }[],
  ): Promise<void>
  /** The attributes that the project has. */
  attributes(): Promise<readonly AttributeDefinition[]>
  /** Keeps what rows say beyond the fixed fields; attributes that are new are made. The same again changes nothing. */
  recordAttributes(customers: readonly CustomerOf<CustomerRow>[], columns: readonly AttributeColumn[], run: ImportRun): Promise<void>
  recordConsents(customers: readonly CustomerOf<CustomerRow>[], run: ImportRun): Promise<void>
  rememberedRecords(kind: ImportKind, keys: readonly bigint[]): Promise<ReadonlySet<bigint>>
  remember(kind: ImportKind, keys: readonly bigint[], importId: string): Promise<void>
}
