import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ImportOptions } from '../import/import-pass.ts'
import type { ImportResult } from '../import/import-service.ts'
import { columnGone } from './column-gone.ts'
import { cursorReached, cursorStart } from './cursor-start.ts'
import { nextBatch, type Rest, type RowBatch, RUN } from './row-batch.ts'
import { sweepRowFiles } from './row-file.ts'
import { isDrift, schemaDrift } from './schema-drift.ts'
import type { ForeignTable, OpenForeignTable, Sync, SyncCounts, SyncRun, SyncStore } from './sync.ts'
import { isPassing, syncProblem } from './sync-problem.ts'
import { syncedRows } from './synced-rows.ts'
import { refuseSeveralRows } from './whole-orders.ts'

export interface RunParts {
  readonly store: SyncStore
  readonly open: OpenForeignTable
  readonly clock: Clock
  readonly salt: string
  readonly folder: string
}

/** What the job of a run gives it. */
export interface SyncWork {
  readonly importFile: (options: ImportOptions & { readonly moreToCome: boolean }) => Promise<ImportResult>
  readonly signal: AbortSignal
  readonly onRead: (rows: number) => void
  readonly fromStart?: boolean
}

interface Running {
  readonly parts: RunParts
  readonly sync: Sync
  readonly run: () => SyncRun
  readonly save: (more: Partial<SyncRun>) => Promise<void>
  readonly work: SyncWork
}

const NOTHING: SyncCounts = { read: 0, rows: 0, stored: 0, duplicates: 0, quarantined: 0 }

/** Reads what is new or changed and stores it. What was read before a failure is stored, and read again next time. @throws what ended it. */
export async function runSync(sync: Sync, parts: RunParts, work: SyncWork): Promise<SyncRun> {
  const { store, clock, folder, open } = parts
  const { id } = sync
  const password = (await store.password(id)) ?? ''
  const runId = newId(clock.now())
  const cursorFrom = work.fromStart === true ? null : sync.cursorValue
  const startedAt = clock.now()
  await sweepRowFiles(folder, RUN)
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
    const foreign = await open({ ...sync.plan.address, password }, sync.plan.table, work.signal)
    try {
      await readRows({ parts, sync, run: () => run, save, work }, foreign)
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

async function readRows(running: Running, foreign: ForeignTable): Promise<void> {
  const { parts, sync, run, save, work } = running
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
    const batch = await nextBatch(
      { plan, used, cursor, blocks, folder: parts.folder, salt: parts.salt, signal: work.signal, onRead: work.onRead },
      rest,
    )
    rest = batch.rest
    await storeBatch(running, batch)
  }
}

async function storeBatch(
  { parts: { store }, sync: { id, plan }, run, save, work: { importFile, signal } }: Running,
  { file, lines, last, rest }: RowBatch,
): Promise<void> {
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
