import { distinctNames } from '#collect/import/distinct-names.ts'
import { type ReplayDependencies, type ReplayedRow, replayRows } from '#collect/import/replay-rows.ts'
import { recordFields, type RecordKind } from '#collect/records/record-fields.ts'
import type { RecordService } from '#collect/records/record-service.ts'
import type { Refusal } from '#collect/import/row-step.ts'
import { AppError } from '#kernel/app-error.ts'
import { correctedCells, type Correction } from './correct-rows.ts'
import { maskRow, type RowCell } from './mask-row.ts'
import type { OpenedRecord, RecordContent, QuarantinedRecord, QuarantineFilter, QuarantineStore, RefusingImport } from './quarantine.ts'

/** A refused record with its cells: masked, or in clear for users with the permission. */
export interface RecordView {
  readonly entry: QuarantinedRecord
  /** Empty for a message of the tracking API that is masked. */
  readonly cells: readonly RowCell[]
  /** Whether it can be corrected and retried here. */
  readonly replayable: boolean
}

export interface ReplayTotals {
  readonly tried: number
  readonly stored: number
  readonly duplicates: number
  readonly refused: number
}

export type Changes = Readonly<Record<string, string>>

/** What is changed in many rows: columns that all of them get, then corrections. */
export interface ManyChanges {
  readonly changes: Changes
  readonly corrections: readonly Correction[]
}

/** Corrects, retries and dismisses refused records. */
export class QuarantineService {
  readonly #store: QuarantineStore
  readonly #imports: ReplayDependencies
  readonly #records: Pick<RecordService, 'replay'>

  constructor(parts: {
    readonly store: QuarantineStore
    readonly imports: ReplayDependencies
    readonly records: Pick<RecordService, 'replay'>
  }) {
    this.#records = parts.records
    this.#store = parts.store
    this.#imports = parts.imports
  }

  /** @throws AppError `record-not-found` */
  async view(id: string, opened: boolean): Promise<RecordView> {
    const { entry, content } = await this.#read(id)
    const source = entry.origin === 'import' ? await this.#store.refusingImport(entry.originId) : null
    if (entry.origin === 'import') {
      const names = source === null ? Object.keys(content) : distinctNames(source.reading.columns)
      return {
        entry,
        cells: maskRow(content, names, source?.reading.mapping ?? {}, opened),
        replayable: entry.state === 'open' && source !== null,
      }
    }
    if (entry.recordKind !== null) {
      const names = recordFields(entry.recordKind).flatMap(({ name }) => (Object.hasOwn(content, name) ? [name] : []))
      return {
        entry,
        cells: maskRow(content, names, Object.fromEntries(Object.keys(content).map((name) => [name, name])), opened),
        replayable: entry.state === 'open',
      }
    }
    const cells = opened ? [{ column: '', field: '', value: JSON.stringify(content, null, 2), masked: false }] : []
    return { entry, cells, replayable: false }
  }

  /**
   * Retries one row with the changed columns. A row that is refused again stays as it is.
   *
   * @throws AppError `record-not-found`, `record-closed`, `not-replayable`, `unknown-record-column`, `import-running`
   */
  async replay(id: string, changes: Changes, actor: string): Promise<ReplayedRow> {
    const record = await this.#read(id)
    const { entry } = record
    if (entry.state !== 'open') {
      throw new AppError('conflict', 'record-closed', 'This record has already been stored or dismissed. Reload the list.')
    }
    if (entry.recordKind !== null) return await this.#replayRecord(record, entry.recordKind, changes, actor)
    const source = entry.origin === 'import' ? await this.#store.refusingImport(entry.originId) : null
    if (source === null) throw notReplayable()
    checkChanges(changes, source, record)
    const [answer] = await this.#underLock(() => this.#replayBlock(source, [record], () => changes, actor))
    if (answer === undefined) throw notReplayable()
    return answer
  }

  /** Retries all open rows and sent records that match the filter, with the same corrections in each. What is refused again stays as it came. */
  async replayAll(
    filter: QuarantineFilter,
    { changes, corrections }: ManyChanges,
    actor: string,
    options: { readonly onProgress: (done: number) => void; readonly signal: AbortSignal },
  ): Promise<ReplayTotals> {
    const totals = { tried: 0, stored: 0, duplicates: 0, refused: 0 }
    const sources = new Map<string, RefusingImport | null>()
    const all: Correction[] = [...Object.entries(changes).map(([column, to]) => ({ kind: 'set', column, to }) as const), ...corrections]
    const count = ({ outcome }: Pick<ReplayedRow, 'outcome'>): void => {
      if (outcome === 'stored') totals.stored += 1
      else if (outcome === 'duplicate') totals.duplicates += 1
      else totals.refused += 1
    }
    if (filter.origin !== 'import') {
      for await (const block of this.#store.all({ ...filter, origin: 'tracking', state: 'open' })) {
        for (const record of block) {
          const { recordKind } = record.entry
          // A message of the tracking API is put back where its plan is.
          if (recordKind === null) continue
          options.signal.throwIfAborted()
          totals.tried += 1
          count(await this.#replayRecord(record, recordKind, correctedCells(all, record.content), actor))
        }
        options.onProgress(totals.tried)
      }
      if (filter.origin === 'tracking') return totals
    }
    await this.#underLock(async () => {
      for await (const block of this.#store.all({ ...filter, origin: 'import', state: 'open' })) {
        const byOrigin = Map.groupBy(block, ({ entry }) => entry.originId)
        for (const [originId, records] of byOrigin) {
          options.signal.throwIfAborted()
          if (!sources.has(originId)) sources.set(originId, await this.#store.refusingImport(originId))
          const source = sources.get(originId) ?? null
          totals.tried += records.length
          if (source === null) {
            totals.refused += records.length
            continue
          }
          const named = Object.fromEntries(all.map(({ column }) => [column, '']))
          for (const record of records) checkChanges(named, source, record)
          for (const row of await this.#replayBlock(source, records, (content) => correctedCells(all, content), actor)) count(row)
          options.onProgress(totals.tried)
        }
      }
    })
    return totals
  }

  /** How many were dismissed. @throws AppError `record-not-found`, `record-closed` for one that is not open. */
  async dismiss(what: QuarantineFilter & { readonly id?: string }, why: string, actor: string): Promise<number> {
    const count = await this.#store.dismiss(what, why, { actor, now: this.#imports.clock.now() })
    if (count === 0 && what.id !== undefined) {
      await this.#read(what.id)
      throw new AppError('conflict', 'record-closed', 'This record has already been stored or dismissed. Reload the list.')
    }
    return count
  }

  async #replayBlock(
    source: RefusingImport,
    records: readonly OpenedRecord[],
    changesOf: (content: RecordContent) => Changes,
    actor: string,
  ): Promise<ReplayedRow[]> {
    const rows = records.map(({ entry, content, row }) => ({
      id: entry.id,
      line: entry.position,
      content: { ...content, ...changesOf(content) },
      refusedAt: entry.createdAt,
      ...(row === undefined ? {} : { row }),
    }))
    const answers = await replayRows(source.importId, source.reading, rows, this.#imports)
    const done = answers.filter(({ outcome }) => outcome !== 'refused')
    if (done.length === 0) return answers
    await this.#store.settle(done, { actor, now: this.#imports.clock.now() })
    return answers
  }

  /** A changed field is what JSON of it says where it was no text before, as the lines of an order. */
  async #replayRecord({ entry, content }: OpenedRecord, kind: RecordKind, changes: Changes, actor: string): Promise<ReplayedRow> {
    const known = new Set([...Object.keys(content), ...recordFields(kind).map(({ name }) => name)])
    const unknown = Object.keys(changes).find((name) => !known.has(name))
    if (unknown !== undefined) throw unknownColumn(kind, unknown)
    const changed = Object.entries(changes).map(([name, text]): [string, unknown] => [
      name,
      content[name] === undefined || typeof content[name] === 'string' ? text : valueOf(text),
    ])
    const sourceId = entry.originId.split('/')[0] ?? ''
    const replayed = { id: entry.id, actor, receivedAt: entry.createdAt }
    const { outcome, reason, field, message } = await this.#records.replay(
      { kind, sourceId },
      { ...content, ...Object.fromEntries(changed) },
      replayed,
    )
    if (outcome === 'stored' || outcome === 'duplicate') return { id: entry.id, outcome, refusal: null }
    return { id: entry.id, outcome: 'refused', refusal: reason === '' ? NOT_WANTED : { reason, field, message } }
  }

  async #underLock<T>(work: () => Promise<T>): Promise<T> {
    const { ports } = this.#imports
    const place = await ports.lock()
    try {
      const answer = await work()
      await ports.repairMerges()
      return answer
    } finally {
      await place.release()
    }
  }

  async #read(id: string): Promise<OpenedRecord> {
    const record = await this.#store.read(id)
    if (record === null) throw new AppError('not-found', 'record-not-found', 'There is no such record in quarantine: reload the list.')
    return record
  }
}

/** A change must name a column of the file or the row. */
function checkChanges(changes: Changes, source: RefusingImport, { content }: OpenedRecord): void {
  const names = new Set([...distinctNames(source.reading.columns), ...Object.keys(content)])
  const unknown = Object.keys(changes).find((name) => !names.has(name))
  if (unknown === undefined) return
  throw unknownColumn(source.fileName, unknown)
}

function unknownColumn(file: string, column: string): AppError {
  return new AppError('invalid-input', 'unknown-record-column', `${file} has no column "${column}". Use one of its columns.`, {
    details: { file, column: column.slice(0, 100) },
  })
}

const NOT_WANTED: Refusal = {
  reason: 'not-wanted',
  field: '',
  message: 'The person has not agreed to the purpose of the source, so that the record may not be kept: dismiss it.',
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function notReplayable(): AppError {
  return new AppError(
    'conflict',
    'not-replayable',
    'This record cannot be corrected here: download it, correct it and send or import it again, or dismiss it.',
  )
}
