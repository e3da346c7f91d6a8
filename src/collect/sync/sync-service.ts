import { AppError } from '#kernel/app-error.ts'
import { newId } from '#kernel/id.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { ImportKind } from '../import/import-fields.ts'
import { sweepRowFiles } from './row-file.ts'
import { type RunParts, runSync, type SyncWork } from './run-sync.ts'
import { lookAt, type NewSync, planSync, type SetUpParts, withoutGuess } from './set-up-sync.ts'
import type { DatabaseLogin, Sync, SyncCadence, SyncChange, SyncRun, TableLook, TableName } from './sync.ts'

export interface SyncParts extends RunParts, SetUpParts {
  /** The latest instant at which a cadence was due. */
  readonly latestSlot: (cadence: SyncCadence, now: Date, timeZone: string) => Date
}

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
  look(login: DatabaseLogin, table: TableName): Promise<{ readonly look: TableLook; readonly lines: readonly string[] }> {
    return lookAt(this.#parts, login, table)
  }

  /** The corrections with what the database knows and a file would have to be asked: how decimals are written, and that rows with keys of their own are no copies. */
  withoutGuess(
    file: string,
    look: Pick<TableLook, 'columns' | 'key'>,
    said: { readonly kind?: ImportKind; readonly corrections: Corrections },
  ): Promise<Corrections> {
    return withoutGuess(this.#parts, file, look, said)
  }

  /** @throws AppError `sync-…` for what cannot be synced, `questions-open` for a table that leaves a question open. */
  async create(input: NewSync, by: string): Promise<Sync> {
    const { store, clock } = this.#parts
    const plan = await planSync(this.#parts, input)
    const id = newId(clock.now())
    await store.create({ id, plan, password: input.login.password, by, at: clock.now() })
    return await this.find(id)
  }

  /** False where there is none. */
  async remove(id: string): Promise<boolean> {
    return await this.#parts.store.remove(id)
  }

  /** Reads what is new or changed and stores it. What was read before a failure is stored, and read again next time. @throws what ended it. */
  async run(id: string, work: SyncWork): Promise<SyncRun> {
    return await runSync(await this.find(id), this.#parts, work)
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

  /** Removes the files that an earlier process left. */
  async sweep(): Promise<void> {
    await sweepRowFiles(this.#parts.folder, '')
  }
}
