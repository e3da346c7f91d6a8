import { AppError } from '#kernel/app-error.ts'
import { type Clock, SECOND_MS } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { absurdities } from './absurdities.ts'
import { readColumns, type ReadColumn, truthOf, type TruthFigures } from './import-truth.ts'
import type { AttributeColumn } from '../columns/attribute.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import type { CorrectionMemory } from '../columns/remembered-corrections.ts'
import type { TableWalk } from '../table/row-filter.ts'
import { walkNotes } from '../table/table-notes.ts'
import type { TableNote } from '../table/table.ts'
import { copyKey, lineKey } from './content-key.ts'
import type { ImportPlan, ImportSettings, ImportSource } from './import-plan.ts'
import type { ImportCounts, ImportPorts, ImportRun, KeyedRecord, MendedRow, RefusedRecord } from './import-ports.ts'
import { type ImportWriter, orderWriter, type SyncedRows, type WriterContext, type Written } from './import-writer.ts'
import { KeyCounter } from './key-counter.ts'
import { tableRows } from '../table/table-rows.ts'
import { isErrorColumn } from '../columns/error-columns.ts'
import { recordReader } from './mended-rows.ts'
import { orderReader } from './order-reader.ts'
import { withRecordKind } from './record-kinds.ts'
import type { RecordFigures } from './record-tally.ts'
import { eachRow, heard, type ReadRow, type RowReader } from './row-reader.ts'
import { FLAGS_OF_FILE, FlagTally, judgeFacts, NO_GATE, type QualityGate, type QualityPort } from '../quality-gate.ts'
import { type RowFacts, rowFacts } from './row-facts.ts'
import { NOBODYS, refuse, type Refusal, type RowResult } from './row-step.ts'

export interface ImportProgress {
  readonly rows: number
  readonly totalRows: number
  readonly readBytes: number
  readonly totalBytes: number
  readonly rowsPerSecond: number
}

export interface ImportOptions extends ImportSource {
  /** Nothing is stored; the counts are those a real run would give. */
  readonly dryRun?: boolean
  /** Delay in milliseconds until the source reports a fact; default 0. Models see a fact only after it. */
  readonly delayMs?: number
  /** The result of `planImport` for this file, which is then not planned again; its caller handles all questions, including those about figures. */
  readonly plan?: ImportPlan
  /** For customers: keep every column without a field as an attribute. */
  readonly keepAttributes?: boolean
  /** Rows per batch; default 20,000. */
  readonly batchRows?: number
  /** Called with the number of rows read to understand the file, before the first is stored. */
  readonly onReading?: (rows: number) => void
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal
  /** Of orders whose rows have names of their own, as in a table that is read again and again: tells before a batch is stored which lines its rows were before. */
  readonly syncedRows?: SyncedRows
}

export interface RowIssue {
  readonly row: number
  readonly field: string
  readonly reason: string
  readonly message: string
}

export interface ImportResult extends TruthFigures {
  readonly importId: string
  readonly dryRun: boolean
  /** Always stored + duplicates + quarantined. */
  readonly rows: number
  readonly stored: number
  /** Exact copies of an earlier row, and rows already stored. */
  readonly duplicates: number
  readonly quarantined: number
  readonly customers: number
  /** Rows refused by an earlier import that this file corrects, and how many of them were stored now. */
  readonly mended: { readonly given: number; readonly taken: number }
  /** Time zone for times without one, and for the days in these figures. */
  readonly timeZone: string
  /** Totals of a customer or ticket file; null for orders. */
  readonly records: RecordFigures | null
  /** Field -> the column read for it, with confidence and reason. */
  readonly columns: Readonly<Record<string, ReadColumn>>
  /** Headings of the columns that nothing was read from. */
  readonly unread: readonly string[]
  /** Choices made where the file is ambiguous, and implausible figures. */
  readonly questions: readonly FileQuestion[]
  /** The columns kept as attributes of the customers. */
  readonly attributes: readonly AttributeColumn[]
  /** How the table was found in the file. */
  readonly notes: readonly TableNote[]
  readonly seconds: number
  /** The first refused rows. */
  readonly issues: readonly RowIssue[]
}

export interface ImportDependencies {
  readonly ports: ImportPorts
  readonly settings: ImportSettings
  readonly clock: Clock
  /** Installation secret used in content keys. */
  readonly contentSalt: string
  /** Without it no corrections are remembered. */
  readonly memory?: CorrectionMemory
  /** Without it no rules of quality are asked. */
  readonly quality?: QualityPort
}

const BATCH_ROWS = 20_000
/** Determined from the head of a file when it is opened, and from all of it at the end. */
const LEFT_OUT: ReadonlySet<string> = new Set(['total-lines', 'headings-repeated'])
export const SHOWN_ISSUES = 20

/** One pass over the rows of a file. */
export class ImportPass {
  readonly id: string
  readBytes = 0
  readonly #options: ImportOptions
  readonly #plan: ImportPlan
  readonly #deps: ImportDependencies
  readonly #started: Date
  readonly #run: ImportRun
  readonly originId: string
  readonly #names: readonly string[]
  readonly #occurrences = new KeyCounter()
  readonly #issues: RowIssue[] = []
  readonly #gate: QualityGate
  readonly #flags = new FlagTally(FLAGS_OF_FILE)
  #leftOut: readonly TableNote[] = []
  #rows = 0
  #stored = 0
  #duplicates = 0
  #quarantined = 0
  readonly #mended = { given: 0, taken: 0 }
  #customers: () => number = () => 0

  constructor(options: ImportOptions, plan: ImportPlan, deps: ImportDependencies, started: Date) {
    this.#options = options
    this.#plan = plan
    this.#deps = deps
    this.#started = started
    this.#names = plan.table.columns
    this.#gate = deps.quality?.gate() ?? NO_GATE
    this.id = newId(started)
    this.#run = { id: this.id, receivedAt: started.getTime(), delayMs: options.delayMs ?? 0 }
    this.originId = stableId('file', plan.table.file.sha256, plan.mappingHash)
  }

  counts(): ImportCounts {
    return {
      rows: this.#rows,
      stored: this.#stored,
      duplicates: this.#duplicates,
      quarantined: this.#quarantined,
      customers: this.#customers(),
    }
  }

  async run(): Promise<ImportResult> {
    const { rowPlan, orderPlan, interpretation } = this.#plan
    const context: WriterContext = {
      ports: this.#deps.ports,
      run: this.#run,
      dryRun: this.#options.dryRun === true,
      timeZone: interpretation.timeZone,
      refunds: knowsRefunds(this.#plan),
      ...(this.#options.syncedRows === undefined ? {} : { formerLines: this.#options.syncedRows.formerLines }),
    }
    const orders = orderWriter(context)
    let records: RecordFigures | null = null
    let found: readonly FileQuestion[] = []
    const { kind } = this.#options
    if (kind === 'orders') await this.#walk(orderReader(rowPlan, orderPlan), orders, rowFacts('orders', rowPlan))
    else {
      ;[records, found] = await withRecordKind(kind, rowPlan, async ({ step, tally: makeTally, facts, writer: makeWriter }) => {
        const [tally, writer] = [makeTally(false), makeWriter(context)]
        await this.#walk(
          heard(eachRow(step), (row) => tally.add(row)),
          writer,
          facts,
        )
        return [tally.figures(this.#customers()), [...(tally.questions?.() ?? []), ...(writer.questions?.() ?? [])]]
      })
    }
    if (this.#options.dryRun !== true) await this.#deps.quality?.keep(this.originId, this.#flags)
    return {
      importId: this.id,
      dryRun: this.#options.dryRun === true,
      ...this.counts(),
      mended: { ...this.#mended },
      ...truthOf(orders.facts(), this.#plan),
      records,
      timeZone: interpretation.timeZone,
      columns: readColumns(interpretation),
      unread: unreadColumns(this.#plan),
      attributes: interpretation.attributes,
      questions: [
        ...interpretation.questions,
        ...(this.#options.kind === 'orders'
          ? absurdities({ ...orders.facts(), rows: this.#rows, quarantined: this.#quarantined, mapping: this.#plan.mapping })
          : found),
      ],
      notes: [...this.#plan.table.notes.filter(({ code }) => !LEFT_OUT.has(code)), ...this.#leftOut],
      seconds: Math.round((this.#deps.clock.now().getTime() - this.#started.getTime()) / 10) / 100,
      issues: this.#issues,
    }
  }

  async #walk<T>(reader: RowReader<T>, writer: ImportWriter<T>, factsOf: RowFacts<T>): Promise<void> {
    const { signal } = this.#options
    const size = this.#options.batchRows ?? BATCH_ROWS
    const salt = this.#deps.contentSalt
    this.#customers = () => writer.customers()
    let batch: ReadRecord<T>[] = []
    let refused: RefusedRecord[] = []
    let mended: GivenBack[] = []
    const recordOf = recordReader(this.#names)
    let inBatch = 0
    let number = 0
    // The next batch is parsed while the previous one or two are being stored.
    let [before, writing] = [Promise.resolve(), Promise.resolve()]
    const flush = async (): Promise<void> => {
      const [records, refusals, ids, rows, index] = [batch, refused, mended, inBatch, number]
      batch = []
      mended = []
      refused = []
      inBatch = 0
      number += 1
      await (writer.overlaps ? before : writing)
      signal?.throwIfAborted()
      before = writing
      writing = this.#store(writer, records, refusals, ids, rows, index, before)
      // The next await reports a failure; until then it must not crash the process.
      writing.catch(() => undefined)
    }
    const take = ({ line, cells, result: read }: ReadRow<T>): void => {
      inBatch += 1
      const record = recordOf(cells)
      const result = this.#judged(read, cells, line, factsOf)
      if (result.ok) {
        const base = lineKey(salt, this.#options.kind, result.content, this.#options.syncedRows?.keyOf(line))
        const copy = this.#occurrences.add(base)
        const key = copyKey(base, copy)
        batch.push({ record: { value: result.value, line, key, copy }, cells })
        if (record !== undefined) mended.push({ recordId: record, line, key })
      } else {
        if (record !== undefined) mended.push({ recordId: record, line, key: undefined })
        refused.push(this.#refused(result.refusal, line, cells))
      }
    }
    const reading = {
      onBytes: (bytes: number) => (this.readBytes += bytes),
      onEnd: (walk: TableWalk) => (this.#leftOut = walkNotes(walk)),
      ...(signal === undefined ? {} : { signal }),
    }
    try {
      for await (const block of tableRows(this.#plan.table, reading)) {
        for (const { line, cells } of block) {
          for (const row of reader.push(line, cells)) take(row)
          if (inBatch >= size) await flush()
        }
      }
      for (const row of reader.end()) {
        take(row)
        if (inBatch >= size) await flush()
      }
      await flush()
    } finally {
      await Promise.allSettled([before, writing])
    }
    await writing
  }

  /** What the rules of quality say of a row that can be read: refused, marked, or nothing. */
  #judged<T>(read: RowResult<T>, cells: readonly string[], line: number, factsOf: RowFacts<T>): RowResult<T> {
    if (!read.ok) return read
    const { refusal, flags } = judgeFacts(this.#gate, factsOf(read.value, cells))
    if (refusal !== null) return refuse('quality-rule', refusal.field, refusal.message)
    if (flags.length > 0) this.#flags.add(String(line), flags)
    return read
  }

  /** Stores a batch. It is counted and reported as progress after the previous batch. */
  async #store<T>(
    writer: ImportWriter<T>,
    batch: readonly ReadRecord<T>[],
    unreadable: readonly RefusedRecord[],
    mended: readonly GivenBack[],
    rows: number,
    index: number,
    before: Promise<void>,
  ): Promise<void> {
    const { ports, clock } = this.#deps
    await this.#refuseRowsOfSyncs(mended)
    const written = await this.#storeHalving(writer, batch, `${this.id}/${index}`)
    await before
    const refused = [...unreadable, ...written.refused]
    if (refused.length > 0 && this.#options.dryRun !== true) {
      await ports.quarantine(refused, this.#started)
      await this.#options.syncedRows?.refused(refused.map(({ line }) => line))
    }
    if (mended.length > 0) await this.#settle(mended, written.fresh, refused)
    this.#rows += rows
    this.#stored += written.stored
    this.#duplicates += written.duplicates
    this.#quarantined += refused.length
    const readBytes = Math.min(this.readBytes, this.#plan.table.file.bytes)
    if (this.#options.dryRun !== true) await ports.progress(this.id, this.counts(), readBytes)
    const seconds = Math.max((clock.now().getTime() - this.#started.getTime()) / SECOND_MS, 0.001)
    this.#options.onProgress?.({
      rows: this.#rows,
      totalRows: this.#plan.rows,
      readBytes,
      totalBytes: this.#plan.table.file.bytes,
      rowsPerSecond: Math.round(this.#rows / seconds),
    })
  }

  /** A file does not say which row of a table its lines are, so that what the row was would count beside it. */
  async #refuseRowsOfSyncs(mended: readonly GivenBack[]): Promise<void> {
    if (mended.length === 0) return
    const there = new Set(await this.#deps.ports.rowsOfSyncs(mended.map(({ recordId }) => recordId)))
    const one = mended.find(({ recordId }) => there.has(recordId))
    if (one === undefined) return
    throw new AppError(
      'invalid-input',
      'row-of-sync-in-file',
      `Line ${one.line} corrects a row of a table that is synced, which a file cannot replace: correct it under Data > Quarantine or in the table, and take it out of the file.`,
      { details: { line: one.line } },
    )
  }

  async #settle(mended: readonly GivenBack[], fresh: readonly bigint[], refused: readonly RefusedRecord[]): Promise<void> {
    const [stored, out] = [new Set(fresh), new Set(refused.map(({ line }) => line))]
    const rows = mended.map(({ recordId, line, key }): MendedRow => ({
      recordId,
      line,
      outcome: out.has(line) || key === undefined ? 'refused' : stored.has(key) ? 'stored' : 'duplicate',
    }))
    this.#mended.given += rows.length
    this.#mended.taken += rows.filter(({ outcome }) => outcome !== 'refused').length
    if (this.#options.dryRun !== true) await this.#deps.ports.closeMended(rows, this.#run, this.originId, this.#started)
  }

  /** Stores records. If the stores fail because of a record's content, tries halves, down to the one record that goes to quarantine. */
  async #storeHalving<T>(
    writer: ImportWriter<T>,
    batch: readonly ReadRecord<T>[],
    token: string,
  ): Promise<Written & { readonly refused: readonly RefusedRecord[] }> {
    const [only] = batch
    if (only === undefined) return { stored: 0, duplicates: 0, fresh: [], refused: [] }
    try {
      const records = batch.map(({ record }) => record)
      const written = await writer.write(records, token)
      const nobodys = batch.filter(({ record }) => written.nobodys?.has(record.line) === true)
      return { ...written, refused: nobodys.map(({ record, cells }) => this.#refused(NOBODYS, record.line, cells)) }
    } catch (error) {
      if (!this.#deps.ports.isAboutData(error)) throw error
      if (batch.length === 1) return { stored: 0, duplicates: 0, fresh: [], refused: [this.#refusedByStore(only.record.line, only.cells)] }
      const middle = Math.ceil(batch.length / 2)
      const first = await this.#storeHalving(writer, batch.slice(0, middle), `${token}a`)
      const second = await this.#storeHalving(writer, batch.slice(middle), `${token}b`)
      return {
        stored: first.stored + second.stored,
        duplicates: first.duplicates + second.duplicates,
        fresh: [...first.fresh, ...second.fresh],
        refused: [...first.refused, ...second.refused],
      }
    }
  }

  #refusedByStore(line: number, cells: readonly string[]): RefusedRecord {
    return this.#refused(refuse('store-refused', '', 'The databases refuse this row as it is.').refusal, line, cells)
  }

  #refused(refusal: Refusal, line: number, cells: readonly string[]): RefusedRecord {
    if (this.#issues.length < SHOWN_ISSUES) this.#issues.push({ row: line, ...refusal })
    const synced = this.#options.syncedRows
    const rowKey = synced?.keyOf(line)
    const row = synced === undefined || rowKey === undefined ? {} : { row: { syncId: synced.syncId, rowKey } }
    return { originId: this.originId, line, ...refusal, cells: this.#named(cells), ...row }
  }

  /** The complete row as received, by unique column name; cells beyond the heading are numbered. */
  #named(cells: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      cells.flatMap((cell, i) => {
        const name = this.#names[i] ?? `column ${i + 1}`
        return isErrorColumn(name) ? [] : [[name, cell]]
      }),
    )
  }
}

/** A refused row that the file corrects; without a key it was refused again. */
interface GivenBack {
  readonly recordId: string
  readonly line: number
  readonly key: bigint | undefined
}

/** A record and its source cells, which quarantine stores. */
interface ReadRecord<T> {
  readonly record: KeyedRecord<T>
  readonly cells: readonly string[]
}

function knowsRefunds({ interpretation: { positions, statuses } }: ImportPlan): boolean {
  return positions.has('refundAmount') || statuses.some(({ counts }) => counts === 'refunded' || counts === 'part-refunded')
}

function unreadColumns({ table, mapping }: Pick<ImportPlan, 'table' | 'mapping'>): string[] {
  const read = new Set(Object.values(mapping))
  return table.columns.filter((heading) => heading.trim() !== '' && !read.has(heading))
}
