import type { Page, PageRequest } from '#kernel/page.ts'
import { AppError } from '#kernel/app-error.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { unreadyOf } from './channel-readiness.ts'
import { chooseStrategies, pinnedStrategies } from './choose-strategies.ts'
import type { Decision, DecisionPreview, DecisionRequest, DecisionRun, RunOrder, RunSettings, SendCounts } from './decision.ts'
import type {
  DecisionLedger,
  DecisionRunStore,
  PreviewStore,
  ReservationStore,
  RunJob,
  SendPlanner,
  StoredPreview,
} from './decision-ports.ts'
import { draftRun } from './draft-run.ts'
import type { Draft, DraftPorts } from './draft-run.ts'
import { previewChanges, previewMarks } from './preview-marks.ts'
import type { InputMarkReader, PreviewChange } from './preview-marks.ts'
import { previewOutdated } from './preview-outdated.ts'
import { reservationsOf, toSend } from './plan-run.ts'
import { channelsOf } from './strategy.ts'
import type { Strategy } from './strategy.ts'
import type { StrategyStore } from './strategy-service.ts'
import { summariseRun } from './summarise-run.ts'
import type { OutlinedDecision } from './summarise-run.ts'

export interface DecisionServicePorts extends DraftPorts {
  readonly strategies: StrategyStore
  readonly ledger: DecisionLedger
  readonly runs: DecisionRunStore
  readonly previews: PreviewStore
  readonly reservations: ReservationStore
  readonly sends: SendPlanner
  readonly marks: InputMarkReader
  readonly clock: Clock
  /** Source of run ids, which determine the arms; new ones by default. It must never return the same id twice: one run, one draw. */
  readonly newRunId?: (now: Date) => string
}

export interface RunWithSends extends DecisionRun {
  readonly sends: SendCounts
  /** Cost in minor units of the contacts that were sent or still may be; null before the run is decided. */
  readonly costMinor: number | null
}

export interface PreviewWithId extends DecisionPreview {
  readonly previewId: string
  readonly expiresAt: Date
}

/** A run that is about to be stored, with the decisions that were drafted for it. */
interface PreparedRun {
  readonly run: DecisionRun
  readonly strategies: readonly Strategy[]
  readonly draft: Draft
  /** The preview that must be executed as it was shown; null: decides on the customers who are still free. */
  readonly preview: StoredPreview | null
}

export const PREVIEW_MS = HOUR_MS
const WRITE_BLOCK = 20_000
const PLAN_BLOCK = 5_000

/** Chooses a strategy for each customer, holds out a control group, records every choice and plans the contacts. */
export class DecisionService {
  readonly #ports: DecisionServicePorts

  constructor(ports: DecisionServicePorts) {
    this.#ports = ports
  }

  /**
   * What a run would do now, kept for an hour so that exactly this can be executed. With the id of an earlier preview, that preview is repeated on the
   * current data: the same strategies and limits, and the same draw as long as it was not executed.
   */
  async preview(order: RunOrder, asOf: Date, actor: string): Promise<PreviewWithId> {
    const { clock, project, marks, previews, strategies: store } = this.#ports
    await this.#reserveEarlierRuns()
    const now = clock.now()
    const { request, runId } =
      'previewId' in order ? await this.#again(order.previewId, now) : { request: order, runId: await this.#drawOf(order, now) }
    const strategies = await chooseStrategies(store, request)
    const settings = settingsOf(strategies, request)
    const inputs = await marks.read()
    const draft = await this.#draft({ id: runId, asOf, createdAt: now, settings }, strategies)
    refuseUnaskable(draft)
    const summary = summariseRun(draft, draft.decisions.outline(), strategies, project.currency)
    const expiresAt = new Date(now.getTime() + PREVIEW_MS)
    const id = newId(now)
    await previews.add({
      id,
      runId,
      asOf,
      settings,
      marks: previewMarks(inputs, draft, strategies),
      summary,
      createdAt: now,
      createdBy: actor,
      expiresAt,
    })
    return { ...summary, previewId: id, expiresAt }
  }

  /**
   * Refuses what `start` would refuse, without storing anything.
   * @throws AppError `preview-outdated`, `preview-used`, `preview-not-found`, `no-ready-strategy`, `no-active-strategy` or `strategy-not-active`
   */
  async check(order: RunOrder, asOf: Date, actor: string): Promise<void> {
    // An id of its own, so that the next run keeps the one it is due.
    await this.#prepare(order, asOf, actor, newId)
  }

  /** Makes the decisions and plans the contacts; the sender does the rest. A job makes one run. @throws AppError as `check` does */
  async start(order: RunOrder, asOf: Date, actor: string, jobId: string | null = null): Promise<RunWithSends> {
    const prepared = await this.#prepare(order, asOf, actor, (now) => this.#newRunId(now))
    const { run, strategies, draft, preview } = prepared
    const reserved = await this.#ports.runs.open(
      { ...run, inputs: draft.inputs },
      reservationsOf(draft.decisions.reserving(), strategies, draft.follows),
      {
        onlyAll: preview !== null,
        jobId,
      },
    )
    if (reserved === null) throw previewUsed(run.id)
    if (preview !== null && reserved.size < draft.decisions.size) throw await this.#outdated(preview, ['runs'])
    return this.#complete(run, strategies, draft, { drafted: draft.decisions, total: draft.decisions.size }, reserved)
  }

  /** Finishes the runs that a crash left half-written. Returns how many. */
  async resumeUnfinished(): Promise<number> {
    await this.#reserveEarlierRuns()
    const { reservations } = this.#ports
    const runs = await this.#ports.runs.unfinished()
    for (const run of runs) {
      const strategies = await pinnedStrategies(this.#ports.strategies, run.settings)
      const draft = await this.#draft(run, strategies)
      const kept = await this.#ports.ledger.ofRun(run.id)
      const decided = new Set(kept.map(({ customerId }) => customerId))
      // Decisions already in the ledger stay as they are, so that a restart never moves a customer to another strategy.
      const decisions = [...kept, ...Array.from(draft.decisions).filter(({ customerId }) => !decided.has(customerId))]
      const reserved = await reservations.reserve(reservationsOf(decisions, strategies, draft.follows))
      const standing = new Set([...reserved, ...kept.map(({ decisionId }) => decisionId)])
      await reservations.keepOnly(run.id, standing)
      await this.#complete(run, strategies, draft, { drafted: decisions, total: decisions.length }, standing)
    }
    return runs.length
  }

  /** The run that a job has made, finished where a crash had left it half-written; null when there is none. */
  async runOf(job: RunJob): Promise<RunWithSends | null> {
    await this.resumeUnfinished()
    const run = await this.#ports.runs.ofJob(job)
    return run === null ? null : await this.get(run.id)
  }

  async list({ cursor = null, limit = 50 }: Partial<PageRequest> = {}): Promise<Page<RunWithSends>> {
    const page = await this.#ports.runs.list({ cursor, limit })
    return { ...page, items: await this.#withSends(page.items) }
  }

  async get(runId: string): Promise<RunWithSends> {
    const run = await this.#ports.runs.get(runId)
    const [found] = run === null ? [] : await this.#withSends([run])
    if (found === undefined)
      throw new AppError('not-found', 'run-not-found', `There is no decision run ${runId}. List the runs to see those that exist.`)
    return found
  }

  async #prepare(order: RunOrder, asOf: Date, actor: string, runIdAt: (now: Date) => string): Promise<PreparedRun> {
    await this.#reserveEarlierRuns()
    const prepared =
      'previewId' in order ? await this.#fromPreview(order.previewId, actor) : await this.#fromRequest(order, asOf, actor, runIdAt)
    const { strategies, draft } = prepared
    refuseUnaskable(draft)
    if (strategies.every(({ definition }) => unreadyOf(definition, draft.unready) !== null)) {
      const unready = new Set(strategies.flatMap(({ definition }) => channelsOf(definition)))
      throw new AppError(
        'conflict',
        'no-ready-strategy',
        `Nothing can be sent: the channel of every chosen strategy is not set up (${[...unready].join(', ')}). Set it up, or choose a strategy of another channel.`,
        { details: { channels: [...unready].join(', ') } },
      )
    }
    return prepared
  }

  async #fromRequest(request: DecisionRequest, asOf: Date, actor: string, runIdAt: (now: Date) => string): Promise<PreparedRun> {
    const strategies = await chooseStrategies(this.#ports.strategies, request)
    const now = this.#ports.clock.now()
    const run = newRun(await this.#drawOf(request, now, runIdAt), asOf, settingsOf(strategies, request), now, actor)
    return { run, strategies, draft: await this.#draft(run, strategies), preview: null }
  }

  async #fromPreview(previewId: string, actor: string): Promise<PreparedRun> {
    const { clock, marks, runs, strategies: store } = this.#ports
    const preview = await this.#storedPreview(previewId)
    if ((await runs.get(preview.runId)) !== null) throw previewUsed(preview.runId)
    const now = clock.now()
    const strategies = await pinnedStrategies(store, preview.settings)
    const run = newRun(preview.runId, preview.asOf, preview.settings, now, actor)
    const draft = await this.#draft(run, strategies)
    const active = (await store.current()).filter(({ state }) => state === 'active')
    const same = strategies.filter(({ id, version }) => active.some((one) => one.id === id && one.version === version))
    const changes: PreviewChange[] = [
      ...(now >= preview.expiresAt ? (['expired'] as const) : []),
      ...previewChanges(preview.marks, previewMarks(await marks.read(), draft, same)),
    ]
    if (changes.length > 0) throw await this.#outdated(preview, changes)
    return { run, strategies, draft, preview }
  }

  /** The same request with the same draw on the current data, together with what the preview showed. */
  async #outdated(preview: StoredPreview, changes: readonly PreviewChange[]): Promise<AppError> {
    const now = this.#ports.clock.now()
    const current = (await this.#ports.strategies.current()).filter(({ state }) => state === 'active')
    const strategies = current.filter(({ id }) => preview.settings.strategies.some((one) => one.id === id))
    const draft = await this.#draft({ ...preview, asOf: now, createdAt: now, id: preview.runId }, strategies)
    return previewOutdated(
      preview.summary,
      summariseRun(draft, draft.decisions.outline(), strategies, this.#ports.project.currency),
      changes,
    )
  }

  /** The request of a preview without strategies that are no longer active, and its draw unless a run has used it. */
  async #again(previewId: string, now: Date): Promise<{ request: DecisionRequest; runId: string }> {
    const { settings, runId } = await this.#storedPreview(previewId)
    const active = new Set((await this.#ports.strategies.current()).flatMap(({ id, state }) => (state === 'active' ? [id] : [])))
    const strategyIds = settings.strategies.map(({ id }) => id).filter((id) => active.has(id))
    const isFree = (await this.#ports.runs.get(runId)) === null
    const request: DecisionRequest = {
      strategyIds,
      ...(settings.maxContacts === null ? {} : { maxContacts: settings.maxContacts }),
      ...(settings.customerIds === undefined ? {} : { customerIds: settings.customerIds }),
    }
    return {
      request,
      runId: isFree ? runId : await this.#drawOf(request, now),
    }
  }

  async #storedPreview(id: string): Promise<StoredPreview> {
    const preview = await this.#ports.previews.get(id)
    if (preview === null) throw new AppError('not-found', 'preview-not-found', 'This preview no longer exists. Make a new one.')
    return preview
  }

  #draft(run: Pick<DecisionRun, 'id' | 'asOf' | 'createdAt' | 'settings' | 'inputs'>, strategies: readonly Strategy[]): Promise<Draft> {
    return draftRun(this.#ports, {
      runId: run.id,
      asOf: run.asOf,
      decidedAt: run.createdAt,
      strategies,
      maxContacts: run.settings.maxContacts,
      ...(run.inputs === undefined ? {} : { exploration: run.inputs.exploration }),
      ...(run.settings.customerIds === undefined ? {} : { customerIds: run.settings.customerIds }),
    })
  }

  /**
   * The run id, which determines the arms. For hand-picked customers it stays the same until it is executed: repeated previews give the same draw, so
   * that users cannot repeat the draw until a particular customer is in the contact group.
   */
  async #drawOf({ customerIds }: DecisionRequest, now: Date, runIdAt = (at: Date) => this.#newRunId(at)): Promise<string> {
    if (customerIds === undefined) return runIdAt(now)
    const group = [...new Set(customerIds)].toSorted().join(' ')
    for (let turn = 0; ; turn += 1) {
      const id = stableId('run-of-chosen', group, String(turn))
      if ((await this.#ports.runs.get(id)) === null) return id
    }
  }

  /** Decisions are made only for customers with a reservation. The ledger is written before anything can be sent. */
  async #complete(
    run: DecisionRun,
    strategies: readonly Strategy[],
    draft: Draft,
    { drafted, total }: { readonly drafted: Iterable<Decision>; readonly total: number },
    reserved: ReadonlySet<string>,
  ): Promise<RunWithSends> {
    const { ledger, runs, sends, clock, project } = this.#ports
    const outline: OutlinedDecision[] = []
    for (const block of blocksOf(drafted, reserved, WRITE_BLOCK)) {
      await ledger.write(block)
      for (const { customerId, strategyId, channel, arm, drawUnit, costMinor, riskProbability } of block)
        outline.push({ customerId, strategyId, channel, arm, drawUnit, costMinor, riskProbability })
    }
    for (const block of inBlocks(draft.decisions.skipped(), WRITE_BLOCK)) await ledger.writeSkipped(run.id, block, run.createdAt)
    for (const block of blocksOf(drafted, reserved, PLAN_BLOCK)) await sends.plan(block.filter(({ arm }) => arm === 'treated').map(toSend))
    const lost = total - outline.length
    const skipped = new Map(draft.skipped)
    if (lost > 0) skipped.set('in_another_run', lost)
    await runs.finish(run.id, summariseRun({ ...draft, skipped }, outline, strategies, project.currency), clock.now())
    return this.get(run.id)
  }

  /** Gives runs that predate reservations their reservations. */
  async #reserveEarlierRuns(): Promise<void> {
    const { runs, reservations, ledger, strategies } = this.#ports
    for (const run of await runs.unreserved()) {
      await reservations.reserve(reservationsOf(await ledger.ofRun(run.id), await pinnedStrategies(strategies, run.settings)))
      await reservations.settleRun(run.id)
    }
  }

  async #withSends(runs: readonly DecisionRun[]): Promise<RunWithSends[]> {
    const ids = runs.map(({ id }) => id)
    const [counts, costs] = await Promise.all([this.#ports.sends.countsByRun(ids), this.#ports.sends.costByRun(ids)])
    return runs.map((run) => ({
      ...run,
      sends: counts.get(run.id) ?? NO_SENDS,
      costMinor: run.summary === null ? null : (costs.get(run.id) ?? run.summary.cost.minor),
    }))
  }

  #newRunId(now: Date): string {
    return (this.#ports.newRunId ?? newId)(now)
  }
}

/** Decisions in blocks, without those that have no reservation. */
function blocksOf(decisions: Iterable<Decision>, reserved: ReadonlySet<string>, size: number): Generator<Decision[]> {
  return inBlocks(
    Iterator.from(decisions).filter(({ decisionId }) => reserved.has(decisionId)),
    size,
  )
}

function* inBlocks<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let block: T[] = []
  for (const one of all) {
    if (block.push(one) < size) continue
    yield block
    block = []
  }
  if (block.length > 0) yield block
}

const NO_SENDS: SendCounts = Object.freeze({
  planned: 0,
  claimed: 0,
  handed: 0,
  accepted: 0,
  delivered: 0,
  failed: 0,
  uncertain: 0,
  suppressed: 0,
})

function previewUsed(runId: string): AppError {
  return new AppError('conflict', 'preview-used', `This preview was executed already, as run ${runId}. Make a new one to run again.`, {
    details: { runId },
  })
}

function settingsOf(strategies: readonly Strategy[], request: DecisionRequest): RunSettings {
  return {
    strategies: strategies.map(({ id, version }) => ({ id, version })),
    maxContacts: request.maxContacts ?? null,
    ...(request.customerIds === undefined ? {} : { customerIds: [...new Set(request.customerIds)] }),
  }
}

function newRun(id: string, asOf: Date, settings: RunSettings, createdAt: Date, createdBy: string): DecisionRun {
  return { id, asOf, state: 'deciding', settings, summary: null, createdAt, createdBy, finishedAt: null }
}

/** Nobody would be in such an audience, and the run would look as if there were no such customers. */
function refuseUnaskable({ unaskable }: Draft): void {
  if (unaskable.length === 0) return
  const names = unaskable.map(({ definition }) => definition.name.en || definition.name.zh).join(', ')
  throw new AppError(
    'conflict',
    'audience-not-askable',
    `The audience of these strategies names something that is gone, such as an attribute, a tag or a segment: ${names}. Change their audience, or leave them out.`,
    { details: { names } },
  )
}
