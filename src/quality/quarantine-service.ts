import { distinctNames } from '#collect/import/distinct-names.ts'
import { type ReplayDependencies, type ReplayedRow, replayRows } from '#collect/import/replay-rows.ts'
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

  constructor(parts: { readonly store: QuarantineStore; readonly imports: ReplayDependencies }) {
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
    const source = entry.origin === 'import' ? await this.#store.refusingImport(entry.originId) : null
    if (source === null) throw notReplayable()
    checkChanges(changes, source, record)
    const [answer] = await this.#underLock(() => this.#replayBlock(source, [record], () => changes, actor))
    if (answer === undefined) throw notReplayable()
    return answer
  }

  /** Retries all open import rows that match the filter, with the same corrections in each. Rows that are refused again stay as they came. */
  async replayAll(
    filter: QuarantineFilter,
    { changes, corrections }: ManyChanges,
    actor: string,
    options: { readonly onProgress: (done: number) => void; readonly signal: AbortSignal },
  ): Promise<ReplayTotals> {
    const totals = { tried: 0, stored: 0, duplicates: 0, refused: 0 }
    const sources = new Map<string, RefusingImport | null>()
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
          const all: Correction[] = [
            ...Object.entries(changes).map(([column, to]) => ({ kind: 'set', column, to }) as const),
            ...corrections,
          ]
          const named = Object.fromEntries(all.map(({ column }) => [column, '']))
          for (const record of records) checkChanges(named, source, record)
          for (const { outcome } of await this.#replayBlock(source, records, (content) => correctedCells(all, content), actor)) {
            if (outcome === 'stored') totals.stored += 1
            else if (outcome === 'duplicate') totals.duplicates += 1
            else totals.refused += 1
          }
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
      ...(row === undefined ? {} : { row }),
    }))
    const answers = await replayRows(source.importId, source.reading, rows, this.#imports)
    const done = answers.filter(({ outcome }) => outcome !== 'refused')
    if (done.length === 0) return answers
    await this.#store.settle(done, { actor, now: this.#imports.clock.now() })
    return answers
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
  throw new AppError('invalid-input', 'unknown-record-column', `${source.fileName} has no column "${unknown}". Use one of its columns.`, {
    details: { file: source.fileName, column: unknown.slice(0, 100) },
  })
}

function notReplayable(): AppError {
  return new AppError(
    'conflict',
    'not-replayable',
    'This record cannot be corrected here: download it, correct it and send or import it again, or dismiss it.',
  )
}
