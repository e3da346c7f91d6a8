import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { copyKey, lineKey } from './content-key.ts'
import type { ImportPorts, ImportRun, KeyedRecord, SyncedRowName } from './import-ports.ts'
import type { ImportSettings } from './import-plan.ts'
import { type ImportWriter, orderWriter, type SyncedRows } from './import-writer.ts'
import { KeyCounter } from './key-counter.ts'
import { orderReader } from './order-reader.ts'
import { withRecordKind } from './record-kinds.ts'
import { eachRow, type RowReader } from './row-reader.ts'
import { cellsOf, orderPlanOfReading, planOfReading, type RowReading } from './row-reading.ts'
import { NOBODYS, refuse, type Refusal } from './row-step.ts'
import { judgeFacts, NO_GATE, type QualityPort } from '../quality-gate.ts'
import { type RowFacts, rowFacts } from './row-facts.ts'

/** A refused row, as it is now. */
export interface HeldRow {
  readonly id: string
  readonly line: number
  readonly content: Readonly<Record<string, unknown>>
  readonly row?: SyncedRowName
  /** When it was refused: of two versions of one row the later one counts. */
  readonly refusedAt: Date
}

export interface ReplayedRow {
  readonly id: string
  readonly outcome: 'stored' | 'duplicate' | 'refused'
  /** Why it is still refused. */
  readonly refusal: Refusal | null
}

/** Rows of synced tables, whose repair ends the lines that they were. */
export interface SyncedRowsPort {
  /** `read`: the table was read again since, and its row could be read, or a later version of it was repaired; `gone`: nobody knows any more what the row was. */
  stateOf(row: SyncedRowName, version: Date): Promise<'open' | 'read' | 'gone'>
  /** The rows of a sync, by line; what they become is a repair, not what the table says. */
  repaired(syncId: string, keyOf: (line: number) => bigint | undefined, version: Date): Pick<SyncedRows, 'formerLines'>
}

const ROW_OF_SYNC: Refusal = {
  reason: 'row-of-sync',
  field: '',
  message:
    'The row is of a table that is synced: it was read again since and counts as it is there, or its sync was deleted. Dismiss it here, and correct it in the table.',
}

export interface ReplayDependencies {
  readonly ports: ImportPorts
  readonly settings: Pick<ImportSettings, 'normaliseIdentifier'>
  readonly clock: Clock
  readonly contentSalt: string
  readonly quality?: Pick<QualityPort, 'gate'>
  readonly syncedRows: SyncedRowsPort
}

/** Reads rows of one file again, each independently, and stores the readable ones. Call under the import lock. */
export async function replayRows(
  importId: string,
  reading: RowReading,
  rows: readonly HeldRow[],
  deps: ReplayDependencies,
): Promise<ReplayedRow[]> {
  const now = deps.clock.now()
  const plan = planOfReading(reading, deps.settings, now)
  const run: ImportRun = { id: importId, receivedAt: now.getTime(), delayMs: reading.delayMs }
  const names = new Map(rows.flatMap(({ line, row }) => (row === undefined ? [] : [[line, row] as const])))
  const [named] = names.values()
  const context = {
    ports: deps.ports,
    run,
    dryRun: false,
    refunds: true,
    timeZone: reading.timeZone,
    // Rows of one origin are of one file, and so of one table.
    ...(named === undefined ? {} : deps.syncedRows.repaired(named.syncId, (line) => names.get(line)?.rowKey, latestOf(rows))),
  }
  const { kind } = reading
  if (kind === 'orders') {
    const orders = orderReader(plan, orderPlanOfReading(reading, deps.contentSalt))
    return await replay(reading, rows, orders, orderWriter(context), rowFacts('orders', plan), deps)
  }
  return await withRecordKind(kind, plan, ({ step, facts, writer }) => replay(reading, rows, eachRow(step), writer(context), facts, deps))
}

/** Rows of one run of a sync are of one moment. */
function latestOf(rows: readonly HeldRow[]): Date {
  return rows.reduce((latest, { refusedAt }) => (refusedAt > latest ? refusedAt : latest), new Date(0))
}

async function replay<T>(
  { kind, columns }: RowReading,
  rows: readonly HeldRow[],
  reader: RowReader<T>,
  writer: ImportWriter<T>,
  factsOf: RowFacts<T>,
  { ports, clock, contentSalt, quality, syncedRows }: ReplayDependencies,
): Promise<ReplayedRow[]> {
  const answers: ReplayedRow[] = []
  const gate = quality?.gate() ?? NO_GATE
  const seen = new KeyCounter()
  for (const { id, line, content, row, refusedAt } of rows) {
    if (row !== undefined && (await syncedRows.stateOf(row, refusedAt)) !== 'open') {
      answers.push({ id, outcome: 'refused', refusal: ROW_OF_SYNC })
      continue
    }
    const [read] = [...reader.push(line, cellsOf(columns, content)), ...reader.end()]
    if (read === undefined) throw new Error('A row was read without an answer.')
    const { result } = read
    if (!result.ok) {
      answers.push({ id, outcome: 'refused', refusal: result.refusal })
      continue
    }
    const { refusal } = judgeFacts(gate, factsOf(result.value, read.cells))
    if (refusal !== null) {
      answers.push({ id, outcome: 'refused', refusal: { reason: 'quality-rule', ...refusal } })
      continue
    }
    const base = lineKey(contentSalt, kind, result.content, row?.rowKey)
    const copy = seen.add(base)
    answers.push({ id, ...(await store(writer, { value: result.value, line, key: copyKey(base, copy), copy }, ports, clock)) })
  }
  return answers
}

async function store<T>(
  writer: ImportWriter<T>,
  record: KeyedRecord<T>,
  ports: ImportPorts,
  clock: Clock,
): Promise<Omit<ReplayedRow, 'id'>> {
  try {
    const { stored, nobodys } = await writer.write([record], `replay/${newId(clock.now())}`)
    if (nobodys?.has(record.line) === true) return { outcome: 'refused', refusal: NOBODYS }
    return { outcome: stored === 1 ? 'stored' : 'duplicate', refusal: null }
  } catch (error) {
    if (!ports.isAboutData(error)) throw error
    return { outcome: 'refused', refusal: refuse('store-refused', '', 'The databases refuse this row as it is.').refusal }
  }
}
