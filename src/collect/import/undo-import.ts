import { AppError } from '#kernel/app-error.ts'
import { type Clock, DAY_MS } from '#kernel/clock.ts'
import type { ImportPorts } from './import-ports.ts'

export type ImportState = 'running' | 'done' | 'failed' | 'interrupted' | 'undoing' | 'undone'

/** What undoing an import removes, and what stays because something else needs it. */
export interface UndoReport {
  readonly lines: number
  /** Lines that another file also contains, or contained before this one changed them: they stay as in that file. */
  readonly linesStay: number
  readonly tickets: number
  readonly ticketsStay: number
  /** Values of measures, and answers. Absent in reports of before they came by file. */
  readonly measures?: number
  readonly measuresStay?: number
  readonly feedback?: number
  readonly feedbackStay?: number
  /** Dated facts of subscriptions. */
  readonly subscriptions?: number
  readonly subscriptionsStay?: number
  /** Accounts of which it said something. */
  readonly accounts?: number
  /** Customers known only through this import, without other data. */
  readonly customers: number
  /** Customers from this import who stay: another file names them, they were contacted, or a user added something. */
  readonly customersStay: number
  /** Contacts and tasks of customers of this import: they happened, and stay. */
  readonly contactsStay: number
  readonly consents: number
  /** Customers whose attributes are restored. Absent in reports that predate attributes. */
  readonly attributes?: number
  /** Page views of a log, and those of them that a later log also has. Absent in reports from before logs. */
  readonly events?: number
  readonly eventsStay?: number
  readonly coupons: number
  /** Refused rows that leave the quarantine. */
  readonly refused: number
}

/** One run over a file, as far as undoing is concerned. */
export interface UndoRun {
  readonly id: string
  readonly fileName: string
  readonly state: ImportState
  readonly startedAt: Date
  /** Whether what it changed was noted. */
  readonly noted: boolean
  readonly originId: string
  readonly undo: UndoReport | null
}

export interface UndoPorts extends Pick<ImportPorts, 'lock' | 'markInterrupted' | 'repairMerges'> {
  run(id: string): Promise<UndoRun | null>
  /** The runs over the same file in the same reading, oldest first. */
  runsOf(originId: string): Promise<readonly UndoRun[]>
  survey(ids: readonly string[], originId: string): Promise<UndoReport>
  /** From here until `finishUndo` the runs count as partly undone. */
  beginUndo(ids: readonly string[], report: UndoReport, by: string): Promise<void>
  /** Each of these can be repeated after a crash and then completes the rest. */
  takeBackLines(ids: readonly string[], now: Date): Promise<void>
  takeBackTickets(ids: readonly string[], now: Date): Promise<void>
  takeBackMeasures(ids: readonly string[], now: Date): Promise<void>
  takeBackFeedback(ids: readonly string[], now: Date): Promise<void>
  takeBackSubscriptions(ids: readonly string[], now: Date): Promise<void>
  takeBackEvents(ids: readonly string[]): Promise<void>
  takeBackAccounts(ids: readonly string[]): Promise<void>
  takeBackCoupons(ids: readonly string[]): Promise<void>
  takeBackConsents(ids: readonly string[], now: Date): Promise<void>
  takeBackAttributes(ids: readonly string[], now: Date, signal: AbortSignal | undefined): Promise<void>
  takeBackRefused(ids: readonly string[], originId: string): Promise<void>
  /** Returns how many customers were removed. */
  takeBackCustomers(ids: readonly string[], signal: AbortSignal | undefined): Promise<number>
  finishUndo(ids: readonly string[], report: UndoReport, now: Date): Promise<void>
}

export interface UndoOptions {
  /** The actor, as named in the audit log. */
  readonly by: string
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export interface UndoService {
  /** What an undo would do now. @throws AppError as `undo` */
  survey(id: string): Promise<UndoReport>
  /**
   * Undoes an import, with the unfinished runs that it completed and later runs over the same file. If killed in the middle, the next
   * call does the rest.
   *
   * @throws AppError `import-not-found`, `import-undone`, `undo-too-old`, `import-running`, `undo-cancelled`
   */
  undo(id: string, options: UndoOptions): Promise<UndoReport>
}

/** How long the overlap with other imports is kept. */
export const UNDO_DAYS = 90
const STEPS = 11

export function createUndoService({ ports, clock }: { readonly ports: UndoPorts; readonly clock: Clock }): UndoService {
  async function target(id: string): Promise<UndoRun> {
    const run = await ports.run(id)
    if (run === null) throw new AppError('not-found', 'import-not-found', 'There is no such import: reload the list.')
    checkUndo(run, clock.now())
    return run
  }

  return {
    async survey(id) {
      const run = await target(id)
      if (run.undo !== null) return run.undo
      return await ports.survey(runsTakenBack(run, await ports.runsOf(run.originId)), run.originId)
    },
    async undo(id, { by, onProgress, signal }) {
      const place = await ports.lock()
      try {
        await ports.markInterrupted(clock.now())
        await ports.repairMerges()
        const run = await target(id)
        const ids = runsTakenBack(run, await ports.runsOf(run.originId))
        // After a crash the counts of the first attempt apply, because part of the data is already gone.
        const report = run.undo ?? (await ports.survey(ids, run.originId))
        await ports.beginUndo(ids, report, by)
        let customers = 0
        const steps: readonly (() => Promise<void>)[] = [
          () => ports.takeBackLines(ids, clock.now()),
          () => ports.takeBackTickets(ids, clock.now()),
          () => ports.takeBackMeasures(ids, clock.now()),
          () => ports.takeBackFeedback(ids, clock.now()),
          () => ports.takeBackSubscriptions(ids, clock.now()),
          () => ports.takeBackEvents(ids),
          () => ports.takeBackAccounts(ids),
          async () => {
            // A restored line may belong to a customer merged since then.
            await ports.repairMerges()
            await ports.takeBackCoupons(ids)
          },
          () => ports.takeBackConsents(ids, clock.now()),
          () => ports.takeBackAttributes(ids, clock.now(), signal),
          () => ports.takeBackRefused(ids, run.originId),
          async () => {
            customers = await ports.takeBackCustomers(ids, signal)
          },
        ]
        for (const [i, step] of steps.entries()) {
          onProgress?.(i, STEPS)
          refuseCancelled(run, signal)
          await step()
        }
        onProgress?.(STEPS, STEPS)
        const final =
          run.undo === null ? { ...report, customers, customersStay: report.customers + report.customersStay - customers } : report
        await ports.finishUndo(ids, final, clock.now())
        return final
      } finally {
        await place.release()
      }
    },
  }
}

function checkUndo({ state, fileName, noted, startedAt }: UndoRun, now: Date): void {
  if (state === 'undone')
    throw new AppError('conflict', 'import-undone', `The import of ${fileName} has already been undone.`, { details: { file: fileName } })
  if (!noted || now.getTime() - startedAt.getTime() > UNDO_DAYS * DAY_MS) {
    throw new AppError(
      'conflict',
      'undo-too-old',
      `The import of ${fileName} can no longer be undone. Imports can be undone for ${UNDO_DAYS} days.`,
      { details: { file: fileName, days: UNDO_DAYS } },
    )
  }
}

function refuseCancelled({ fileName }: UndoRun, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new AppError('conflict', 'undo-cancelled', `The undo of ${fileName} was stopped before it finished. Undo it again to finish.`, {
    details: { file: fileName },
  })
}

/**
 * The runs to undo together: the given one, earlier unfinished ones that it completed, and later ones over the same file read the same way,
 * which only added what it had left out. Partly undone runs continue together.
 *
 * @param runs Of the same file and reading, oldest first.
 */
export function runsTakenBack(run: UndoRun, runs: readonly UndoRun[]): string[] {
  const open = runs.filter(({ state }) => state !== 'undone')
  const at = open.findIndex(({ id }) => id === run.id)
  let from = at
  while (from > 0 && open[from - 1]?.state !== 'done') from -= 1
  return open.slice(Math.max(from, 0)).map(({ id }) => id)
}
