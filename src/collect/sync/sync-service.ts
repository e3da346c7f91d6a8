import { randomUUID } from 'node:crypto'
import { open, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { checkMapping } from '../import/guess-mapping.ts'
import type { ImportOptions } from '../import/import-pass.ts'
import type { ImportResult, ImportService } from '../import/import-service.ts'
import { cursorReached, cursorStart } from './cursor-start.ts'
import { isDrift, schemaDrift } from './schema-drift.ts'
import { isPassing, syncProblem } from './sync-problem.ts'
import { RowLines } from './row-lines.ts'
import { settleReading, usedColumns, withPoint, withRowKey } from './settle-reading.ts'
import type {
  DatabaseLogin,
  ForeignTable,
  OpenForeignTable,
  Sync,
  SyncCadence,
  SyncChange,
  SyncCounts,
  SyncPlan,
  SyncReading,
  SyncRun,
  SyncStore,
  TableLook,
  TableName,
} from './sync.ts'
import { syncedRows } from './synced-rows.ts'
import { isCursor, type TableColumn } from './table-column.ts'
import { refuseSeveralRows } from './whole-orders.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { ImportKind } from '../import/import-fields.ts'

export interface SyncParts {
  readonly store: SyncStore
  readonly open: OpenForeignTable
  readonly imports: Pick<ImportService, 'previewImport'>
  readonly clock: Clock
  /** Secret of the installation. */
  readonly salt: string
  /** For rows on their way, in clear, readable by the server's user alone. */
  readonly folder: string
  /** The latest instant at which a cadence was due. */
  readonly latestSlot: (cadence: SyncCadence, now: Date, timeZone: string) => Date
}

export interface NewSync {
  readonly name: string
  readonly login: DatabaseLogin
  readonly table: TableName
  readonly keyColumns: readonly string[]
  readonly cursorColumn: string | null
  readonly cadence: SyncCadence
  readonly kind: ImportKind
  readonly corrections: Corrections
}

/** What the job of a run gives it. */
export interface SyncWork {
  readonly importFile: (options: ImportOptions & { readonly moreToCome: boolean }) => Promise<ImportResult>
  readonly signal: AbortSignal
  readonly onRead: (rows: number) => void
  readonly fromStart?: boolean
}

/** Rows that are looked at to understand a table. */
export const LOOK_ROWS = 2_000
/** Rows of one import; more follow in further ones. */
const BATCH_ROWS = 200_000
const BATCH_CHARACTERS = 256 * 1024 ** 2
/** So many rows of one value of the cursor: it does not tell new rows from old ones. */
const MOST_TIES = 1_000_000
const RUN = 'run-'
const LOOK = 'look-'
const NOTHING: SyncCounts = { read: 0, rows: 0, stored: 0, duplicates: 0, quarantined: 0 }

/** Tables of a shop's own database that are read again and again: each run is an import of the rows that are new or changed, and can be undone like one. */
export class SyncService {
  readonly #parts: SyncParts

  constructor(parts: SyncParts) {
    this.#parts = parts
  }

  list(): Promise<readonly Sync[]> {
    return this.#parts.store.list()
  }

  /** @throws AppError `sync-not-found`. */
  async find(id: string): Promise<Sync> {
    const sync = await this.#parts.store.find(id)
    if (sync === null) throw new AppError('not-found', 'sync-not-found', 'There is no such sync: reload the list.')
    return sync
  }

  async runs(id: string, limit: number): Promise<readonly SyncRun[]> {
    await this.find(id)
    return await this.#parts.store.runs(id, limit)
  }

  /** What a table looks like, and its first rows as lines of JSON, for a preview. @throws AppError `sync-…`, `no-rows`. */
  async look(login: DatabaseLogin, table: TableName): Promise<{ readonly look: TableLook; readonly lines: readonly string[] }> {
    const foreign = await this.#parts.open(login, table)
    try {
      const look = await foreign.look()
      const columns = look.columns.filter((column) => column.class !== 'binary')
      const lines = new RowLines(login.kind, columns, [], this.#parts.salt)
      const text: string[] = []
      for await (const block of foreign.rows({ columns, cursor: null, from: null, limit: LOOK_ROWS }))
        text.push(...block.map((row) => lines.line(row)))
      if (text.length === 0)
        throw new AppError(
          'invalid-input',
          'sync-table-empty',
          `${table.schema}.${table.name} has no rows yet: set the sync up when it has some.`,
          {
            details: { table: `${table.schema}.${table.name}` },
          },
        )
      return { look, lines: text }
    } finally {
      await foreign.close()
    }
  }

  /** The corrections with what the database knows and a file would have to be asked: how decimals are written, and that rows with keys of their own are no copies. */
  async withoutGuess(
    file: string,
    look: Pick<TableLook, 'columns' | 'key'>,
    said: { readonly kind?: ImportKind; readonly corrections: Corrections },
  ): Promise<Corrections> {
    const { kind, mapping } = await this.#parts.imports.previewImport({ file, fileName: 'table', ...said })
    const all = kind === 'orders' ? withRowKey(look.key, mapping, said.corrections) : said.corrections
    return withPoint(look.columns, mapping, all) ?? all
  }

  /** @throws AppError `sync-…` for what cannot be synced, `questions-open` for a table that leaves a question open. */
  async create(input: NewSync, by: string): Promise<Sync> {
    const { store, clock } = this.#parts
    const { look, lines } = await this.look(input.login, input.table)
    const columns = new Map(look.columns.map((column) => [column.name, column]))
    for (const name of [...input.keyColumns, ...(input.cursorColumn === null ? [] : [input.cursorColumn])]) {
      if (!columns.has(name)) throw columnGone([name])
    }
    const cursor = input.cursorColumn === null ? undefined : columns.get(input.cursorColumn)
    if (cursor !== undefined && !isCursor(cursor))
      throw new AppError(
        'invalid-input',
        'sync-cursor-refused',
        `${cursor.name} has no order that new rows follow: choose a number, a time or a date.`,
        {
          details: { column: cursor.name },
        },
      )
    const reading = await this.#reading(input, look, lines)
    const foreign = await this.#parts.open(input.login, input.table)
    try {
      await refuseSeveralRows(foreign, look, input.keyColumns, reading, { cursor: null, from: null })
    } finally {
      await foreign.close()
    }
    const { password, ...address } = input.login
    const others = [...input.keyColumns, ...(cursor === undefined ? [] : [cursor.name])]
    const plan: SyncPlan = {
      name: input.name,
      address,
      table: input.table,
      keyColumns: input.keyColumns,
      cursorColumn: input.cursorColumn,
      cadence: input.cadence,
      reading,
      columns: look.columns,
      used: usedColumns(look.columns, reading, others).map(({ name }) => name),
    }
    const id = newId(clock.now())
    await store.create({ id, plan, password, by, at: clock.now() })
    return await this.find(id)
  }

  async #reading({ kind, corrections, table, keyColumns }: NewSync, look: TableLook, lines: readonly string[]): Promise<SyncReading> {
    if (kind === 'orders' && keyColumns.length === 0)
      throw new AppError(
        'invalid-input',
        'sync-key-missing',
        'Orders change: say which columns name a row, such as the primary key of the table.',
      )
    const file = await this.#file(LOOK)
    try {
      await file.write(lines.join(''))
      await file.close()
      const fileName = `${table.schema}.${table.name}`
      const all = await this.withoutGuess(file.path, { columns: look.columns, key: keyColumns }, { kind, corrections })
      const preview = await this.#parts.imports.previewImport({ file: file.path, fileName, kind, corrections: all })
      checkMapping(preview.kind, preview.mapping, preview.missing, { columns: preview.columns, file: { name: fileName } })
      return settleReading(preview)
    } finally {
      await file.remove()
    }
  }

  /** False where there is none. */
  async remove(id: string): Promise<boolean> {
    return await this.#parts.store.remove(id)
  }

  /** Reads what is new or changed and stores it. What was read before a failure is stored, and read again next time. @throws what ended it. */
  async run(id: string, work: SyncWork): Promise<SyncRun> {
    const { store, clock } = this.#parts
    const sync = await this.find(id)
    const password = (await store.password(id)) ?? ''
    const runId = newId(clock.now())
    const cursorFrom = work.fromStart === true ? null : sync.cursorValue
    const startedAt = clock.now()
    await this.sweep()
    await store.beginRun({ id: runId, syncId: id, cursorFrom, at: startedAt })
    let run: SyncRun = {
      ...NOTHING,
      id: runId,
      syncId: id,
      state: 'running',
      importIds: [],
      cursorFrom,
      cursorTo: cursorFrom,
      drift: null,
      problem: null,
      startedAt,
      finishedAt: null,
    }
    const save = async (more: Partial<SyncRun>): Promise<void> => {
      run = { ...run, ...more }
      await store.saveRun(run)
    }
    try {
      const foreign = await this.#parts.open({ ...sync.plan.address, password }, sync.plan.table, work.signal)
      try {
        await this.#read(sync, foreign, () => run, save, work)
      } finally {
        await foreign.close()
      }
      await save({ state: 'done', finishedAt: clock.now() })
      if (sync.stopped !== null) await store.change(id, { stopped: null })
      return run
    } catch (error) {
      const state = work.signal.aborted ? 'interrupted' : 'failed'
      await save({ state, problem: syncProblem(error), finishedAt: clock.now() }).catch(() => undefined)
      if (state === 'failed' && !isPassing(error)) await store.change(id, { stopped: syncProblem(error) }).catch(() => undefined)
      throw error
    }
  }

  async #read(
    sync: Sync,
    foreign: ForeignTable,
    run: () => SyncRun,
    save: (more: Partial<SyncRun>) => Promise<void>,
    work: SyncWork,
  ): Promise<void> {
    const { plan } = sync
    const look = await foreign.look()
    const { columns } = look
    const drift = schemaDrift(plan.columns, columns, new Set(plan.used))
    if (isDrift(drift)) await save({ drift })
    if (drift.missing.length > 0) throw columnGone(drift.missing)
    if (drift.altered.length > 0)
      throw new AppError(
        'conflict',
        'sync-column-changed',
        `The values of ${drift.altered.join(', ')} are of another kind now, and could be read wrongly: set the sync up again.`,
        { details: { columns: drift.altered.join(', ') } },
      )
    const used = columns.filter(({ name }) => plan.used.includes(name))
    const cursor = used.find(({ name }) => name === plan.cursorColumn) ?? null
    const from = cursor === null ? null : cursorStart(plan.address.kind, cursor, run().cursorFrom)
    await refuseSeveralRows(foreign, look, plan.keyColumns, plan.reading, { cursor, from })
    const blocks = foreign.rows({ columns: used, cursor, from })[Symbol.asyncIterator]()
    for (let rest: Rest = { rows: [], done: false }; !rest.done || rest.rows.length > 0;) {
      const batch = await this.#batch(plan, used, cursor, blocks, rest, work)
      rest = batch.rest
      await this.#store(sync, batch, run, save, work)
    }
  }

  /** Writes rows to a file until there are enough and the value of the cursor changes, so that rows of one value come together. */
  async #batch(
    plan: SyncPlan,
    used: readonly TableColumn[],
    cursor: TableColumn | null,
    blocks: AsyncIterator<readonly (readonly (string | null)[])[]>,
    before: Rest,
    { signal, onRead }: SyncWork,
  ): Promise<Batch> {
    const file = await this.#file(RUN)
    const lines = new RowLines(plan.address.kind, used, plan.keyColumns, this.#parts.salt)
    const at = cursor === null ? -1 : used.indexOf(cursor)
    let [characters, ties, last] = [0, 0, null as string | null]
    let waiting = before.rows
    let done = before.done
    try {
      for (;;) {
        const text: string[] = []
        for (const [i, row] of waiting.entries()) {
          const value = at < 0 ? null : (row[at] ?? null)
          const isFull = lines.rows >= BATCH_ROWS || characters >= BATCH_CHARACTERS
          if (isFull && value !== last) {
            await file.write(text.join(''))
            await file.close()
            return { file, lines, last, rest: { rows: waiting.slice(i), done } }
          }
          ties = value === last ? ties + 1 : 0
          if (ties > MOST_TIES)
            throw new AppError(
              'invalid-input',
              'sync-too-many-ties',
              `More than ${MOST_TIES} rows have one value of the cursor, or there is none: choose a column that tells new rows from old ones.`,
            )
          last = value
          const line = lines.line(row)
          characters += line.length
          text.push(line)
        }
        await file.write(text.join(''))
        onRead(lines.rows)
        signal.throwIfAborted()
        if (done) break
        const next = await blocks.next()
        done = next.done === true
        waiting = next.done === true ? [] : next.value
      }
      await file.close()
      return { file, lines, last, rest: { rows: [], done: true } }
    } catch (error) {
      await file.remove()
      throw error
    }
  }

  async #store(
    { id, plan }: Sync,
    { file, lines, last, rest }: Batch,
    run: () => SyncRun,
    save: (more: Partial<SyncRun>) => Promise<void>,
    { importFile, signal }: SyncWork,
  ): Promise<void> {
    const { store } = this.#parts
    try {
      if (lines.rows === 0) return
      const { kind, preset, corrections, money } = plan.reading
      // Rows of earlier runs are there, of course: they are told apart by their key.
      const known = run().importIds.length > 0 || (await store.hasStored(id)) ? ['orders-there'] : []
      const result = await importFile({
        file: file.path,
        fileName: `${plan.name} (${plan.table.schema}.${plan.table.name})`,
        kind,
        preset,
        corrections: { ...corrections, accept: [...(corrections.accept ?? []), ...known] },
        forget: true,
        signal,
        moreToCome: rest.rows.length > 0,
        ...(money === null ? {} : { money }),
        ...(kind === 'orders' ? { syncedRows: syncedRows(store, id, (line) => lines.keyOf(line)) } : {}),
      })
      const { read, rows, stored, duplicates, quarantined, importIds, startedAt } = run()
      const cursor = plan.columns.find(({ name }) => name === plan.cursorColumn)
      const reached = last === null || cursor === undefined ? null : cursorReached(plan.address.kind, cursor, last, startedAt)
      await save({
        read: read + lines.rows,
        rows: rows + result.rows,
        stored: stored + result.stored,
        duplicates: duplicates + result.duplicates,
        quarantined: quarantined + result.quarantined,
        importIds: [...importIds, result.importId],
        ...(reached === null ? {} : { cursorTo: reached }),
      })
      if (reached !== null) await store.change(id, { cursorValue: reached })
    } finally {
      await file.remove()
    }
  }

  /** Takes the slots that have come, of syncs that run by themselves. The time is that of the calendar of `timeZone`. */
  async takeDue(now: Date, timeZone: string): Promise<readonly { readonly id: string; readonly slot: Date }[]> {
    const due: { id: string; slot: Date }[] = []
    for (const { id, plan, pausedAt, stopped, slot, createdAt } of await this.#parts.store.list()) {
      if (pausedAt !== null || stopped !== null) continue
      const next = this.#parts.latestSlot(plan.cadence, now, timeZone)
      if (next.getTime() <= Math.max(slot?.getTime() ?? 0, createdAt.getTime())) continue
      if (await this.#parts.store.change(id, { slot: next })) due.push({ id, slot: next })
    }
    return due
  }

  async change(id: string, change: SyncChange): Promise<Sync> {
    await this.find(id)
    await this.#parts.store.change(id, change)
    return await this.find(id)
  }

  /** Removes what an earlier process left. Only one run reads at a time; tables are looked at besides. */
  async sweep(prefix = RUN): Promise<void> {
    const { folder } = this.#parts
    for (const name of await readdir(folder).catch(() => [])) if (name.startsWith(prefix)) await rm(join(folder, name), { force: true })
  }

  async #file(prefix: string): Promise<RowFile> {
    const { folder } = this.#parts
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, `${prefix}${randomUUID()}`)
    const handle = await open(path, 'wx', 0o600)
    let isOpen = true
    const close = async (): Promise<void> => {
      if (isOpen) await handle.close()
      isOpen = false
    }
    return {
      path,
      write: async (text) => {
        if (text !== '') await handle.appendFile(text)
      },
      close,
      remove: async () => {
        await close().catch(() => undefined)
        await rm(path, { force: true })
      },
    }
  }
}

interface RowFile {
  readonly path: string
  write(text: string): Promise<void>
  close(): Promise<void>
  remove(): Promise<void>
}

/** Rows that were read already and belong to the next batch. */
interface Rest {
  readonly rows: readonly (readonly (string | null)[])[]
  readonly done: boolean
}

interface Batch {
  readonly file: RowFile
  readonly lines: RowLines
  /** The last value of the cursor. */
  readonly last: string | null
  readonly rest: Rest
}

function columnGone(columns: readonly string[]): AppError {
  const names = columns.join(', ')
  return new AppError(
    'conflict',
    'sync-column-gone',
    `The table no longer has ${names}, which the sync reads. Nothing was stored: set the sync up again.`,
    {
      details: { columns: names },
    },
  )
}
