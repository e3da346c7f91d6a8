import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { CustomerZones } from '../policy/customer-moment.ts'
import type { Signal } from '../signal.ts'
import type { PlannedContact } from '../send-store.ts'
import type { NewTask } from '../task-service.ts'
import type { JourneyDefinition, JourneyStep } from './journey.ts'
import { arrivalAfter, MOST_STEPS, nextMove } from './next-step.ts'
import type { EffectStep, Move } from './next-step.ts'
import { ContentGone } from './plan-journey-sends.ts'
import type { SendAsk } from './plan-journey-sends.ts'
import type { ClaimedRun, JourneyBook, MeetsOf, RunLedger, RunResult } from './run-ports.ts'

const HELD_MS = 60_000
const BLOCK = 200
/** Waits after try 1, 2, 3 …; after the last one the run has failed. */
const WAITS_MS = [5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS] as const
const AWAY_MS = 10_000

export interface JourneyWorkerPorts {
  readonly book: JourneyBook
  readonly ledger: RunLedger
  readonly whoMeets: MeetsOf
  readonly planSends: (asks: readonly SendAsk[], now: Date) => Promise<readonly PlannedContact[]>
  /** Says a value of an attribute of a customer, once however often. */
  readonly sayAttribute: (
    customerId: string,
    attribute: string,
    value: string | number | boolean | null,
    said: { readonly journeyId: string; readonly at: Date },
  ) => Promise<void>
  readonly zones: CustomerZones
  readonly clock: Clock
  readonly onFailure: (failure: {
    readonly run: string
    readonly step: string | null
    readonly isLast: boolean
    readonly error: unknown
  }) => void
  /** Told where messages were planned, so that senders need not wait. */
  readonly onPlanned?: () => void
}

/** A run as it goes on in memory. */
interface Going {
  readonly run: ClaimedRun
  /** Null: its journey has ended. */
  readonly definition: JourneyDefinition | null
  readonly isPaused: boolean
  stepId: string | null
  visit: number
  arrivedAt: Date
  waitsSince: Date | null
  readonly steps: RunResult['steps'][number][]
  readonly sends: SendAsk[]
  readonly tasks: NewTask[]
  readonly signals: Signal[]
  readonly attributes: Extract<EffectStep, { kind: 'attribute' }>[]
  then: RunResult['then'] | null
}

/** Takes runs on from step to step: what is due, a block at a time. Several may work at once, also in other processes. */
export class JourneyWorker {
  readonly #ports: JourneyWorkerPorts

  constructor(ports: JourneyWorkerPorts) {
    this.#ports = ports
  }

  /** Does one block of what is due; true when there may be more. */
  async work(): Promise<boolean> {
    const { ledger, book, clock, onPlanned } = this.#ports
    const now = clock.now()
    const owner = newId(now)
    const runs = await ledger.claim(owner, { now, heldUntil: new Date(now.getTime() + HELD_MS), limit: BLOCK })
    if (runs.length === 0) return false
    const journeys = new Map((await book.running()).map((one) => [one.id, one]))
    const going = runs.map((run): Going => ({
      run,
      definition: journeys.get(run.journeyId)?.versions.get(run.version) ?? null,
      isPaused: journeys.get(run.journeyId)?.isPaused === true,
      stepId: run.stepId,
      visit: run.visit,
      arrivedAt: run.arrivedAt,
      waitsSince: run.waitsSince,
      steps: [],
      sends: [],
      tasks: [],
      signals: [],
      attributes: [],
      then: null,
    }))
    let hasPlanned = false
    try {
      await this.#walk(going, now)
      hasPlanned = await this.#finish(owner, going)
    } catch (error) {
      await this.#putBack(owner, going, error)
    }
    if (hasPlanned) onPlanned?.()
    return runs.length === BLOCK
  }

  /** Each round asks the conditions of all runs at once and takes each run one step on, until all of them wait or are over. */
  async #walk(going: readonly Going[], now: Date): Promise<void> {
    for (const one of going) {
      if (one.definition === null) one.then = { kind: 'end', visit: one.visit, state: 'left', reason: 'stopped' }
      else if (one.run.isHeldOut) one.then = { kind: 'end', visit: one.visit, state: 'done', reason: 'held_out' }
      // Put aside with the next claim.
      else if (one.isPaused) one.then = { kind: 'later', dueAt: now, counts: false, reason: '' }
      else if (one.run.attempts > WAITS_MS.length + 1) one.then = { kind: 'end', visit: one.visit, state: 'failed', reason: 'worker_ended' }
    }
    for (let round = 0; round < MOST_STEPS; round += 1) {
      const open = going.filter(({ then }) => then === null)
      if (open.length === 0) return
      const meets = await this.#meets(open)
      for (const one of open) this.#step(one, meets, now)
    }
    for (const one of going) one.then ??= { kind: 'end', visit: one.visit, state: 'failed', reason: 'too_many_steps' }
  }

  #step(one: Going, meets: (condition: Condition, customerId: string) => boolean, now: Date): void {
    const { run, definition } = one
    if (definition === null) return
    const step = stepOf(one)
    const { condition } = definition.exits
    const move: Move = nextMove(
      { enrolmentId: run.id, stepId: one.stepId, arrivedAt: one.arrivedAt, waitsSince: one.waitsSince },
      definition,
      {
        now,
        timeZone: this.#ports.zones.zoneOf(run.timeZone).timeZone,
        isOut: condition !== null && meets(condition, run.customerId),
        met: new Set(step?.kind === 'branch' ? step.cases.filter((each) => meets(each.condition, run.customerId)).map(({ id }) => id) : []),
        happenedAt: step === undefined ? null : (run.seen.get(step.id) ?? null),
      },
    )
    if (move.kind === 'end') one.then = { kind: 'end', visit: one.visit, state: move.state, reason: move.reason }
    else if (move.kind === 'wait') {
      one.then = {
        kind: 'at',
        stepId: one.stepId ?? '',
        visit: one.visit,
        arrivedAt: one.arrivedAt,
        waitsSince: move.since,
        dueAt: move.dueAt,
      }
    } else {
      this.#do(one, move, now)
    }
  }

  #do(one: Going, { step, outcome, probability, effect, next }: Extract<Move, { kind: 'done' }>, now: Date): void {
    const { run, definition } = one
    one.steps.push({ visit: one.visit, stepId: step.id, outcome, probability })
    if (effect?.kind === 'send' && definition !== null) one.sends.push({ run, definition, step: effect, visit: one.visit })
    if (effect?.kind === 'task') {
      const { title, script, slaHours } = effect
      one.tasks.push({
        id: stableId('journey-task', run.id, String(one.visit)),
        sendKey: null,
        customerId: run.customerId,
        strategyId: null,
        title,
        script,
        priority: slaHours <= 24 ? 1 : 2,
        dueAt: new Date(now.getTime() + slaHours * HOUR_MS),
        createdAt: now,
        offer: null,
      })
    }
    if (effect?.kind === 'webhook') {
      one.signals.push({
        kind: 'journey-step',
        customerId: run.customerId,
        occurredAt: now,
        origin: `journey:${run.journeyId}`,
        historical: false,
        payload: { journeyId: run.journeyId, version: run.version, runId: run.id, stepId: step.id, note: effect.note },
      })
    }
    if (effect?.kind === 'attribute') one.attributes.push(effect)
    one.arrivedAt = arrivalAfter(step, one, {
      now,
      timeZone: this.#ports.zones.zoneOf(run.timeZone).timeZone,
      happenedAt: run.seen.get(step.id) ?? null,
    })
    one.stepId = next
    one.visit += 1
    one.waitsSince = null
  }

  async #meets(open: readonly Going[]): Promise<(condition: Condition, customerId: string) => boolean> {
    const conditions = new Map<string, Condition>()
    const customers = new Set<string>()
    for (const one of open) {
      const step = stepOf(one)
      const out = one.definition?.exits.condition ?? null
      const asked = [...(out === null ? [] : [out]), ...(step?.kind === 'branch' ? step.cases.map(({ condition }) => condition) : [])]
      for (const condition of asked) conditions.set(JSON.stringify(condition), condition)
      if (asked.length > 0) customers.add(one.run.customerId)
    }
    if (customers.size === 0) return () => false
    const met = await this.#ports.whoMeets([...customers], [...conditions.values()])
    const byText = new Map([...conditions.keys()].map((text, i) => [text, met[i] ?? null]))
    return (condition, customerId) => byText.get(JSON.stringify(condition))?.has(customerId) ?? false
  }

  /** Plans the messages and writes everything in one commit; true where something is to be sent. Where one run spoils it for all, each is written for itself. */
  async #finish(owner: string, going: readonly Going[]): Promise<boolean> {
    try {
      return await this.#write(owner, going)
    } catch (error) {
      if (isAway(error) || going.length === 1) throw error
      let hasPlanned = false
      for (const one of going) {
        try {
          hasPlanned = (await this.#write(owner, [one])) || hasPlanned
        } catch (failure) {
          await this.#putBack(owner, [one], failure)
        }
      }
      return hasPlanned
    }
  }

  async #write(owner: string, going: readonly Going[]): Promise<boolean> {
    const { ledger, planSends, sayAttribute, clock } = this.#ports
    const now = clock.now()
    const asks = going.flatMap(({ sends }) => sends)
    const contacts = Map.groupBy(await planSends(asks, now), ({ runId }) => runId)
    // Said before the commit that notes it: saying it again says nothing new.
    for (const { run, attributes } of going) {
      for (const { attribute, value } of attributes) {
        await sayAttribute(run.customerId, attribute, value, { journeyId: run.journeyId, at: now })
      }
    }
    const results = going.flatMap((one): RunResult[] =>
      one.then === null
        ? []
        : [
            {
              runId: one.run.id,
              journeyId: one.run.journeyId,
              steps: one.steps,
              contacts: contacts.get(one.run.id) ?? [],
              tasks: one.tasks,
              signals: one.signals,
              then: one.then,
            },
          ],
    )
    const held = await ledger.commit(owner, results, now)
    return results.some(({ runId, contacts: planned }) => held.has(runId) && planned.length > 0)
  }

  /** Tried again later; what failed for the last time is over, so that somebody sees it. */
  async #putBack(owner: string, going: readonly Going[], error: unknown): Promise<void> {
    const { ledger, clock, onFailure } = this.#ports
    const now = clock.now()
    const away = isAway(error)
    const results = going.map(({ run }): RunResult => {
      const wait = WAITS_MS[run.attempts - 1]
      const nothing = { runId: run.id, journeyId: run.journeyId, steps: [], contacts: [], tasks: [], signals: [] }
      if (away) {
        return { ...nothing, then: { kind: 'later', dueAt: new Date(now.getTime() + AWAY_MS), counts: false, reason: '' } }
      }
      onFailure({ run: run.id, step: run.stepId, isLast: wait === undefined, error })
      return wait === undefined
        ? { ...nothing, then: { kind: 'end', visit: run.visit, state: 'failed', reason: reasonOf(error) } }
        : { ...nothing, then: { kind: 'later', dueAt: new Date(now.getTime() + wait), counts: true, reason: reasonOf(error) } }
    })
    await ledger.commit(owner, results, now)
    // Whoever calls rests longer while an engine is away.
    if (away) throw error
  }
}

function stepOf({ definition, stepId }: Going): JourneyStep | undefined {
  return definition?.steps.find(({ id }) => id === stepId)
}

/** An engine does not answer: that is no fault of the run. */
function isAway(error: unknown): boolean {
  return error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'too-slow')
}

/** A code, never what a message of an engine says: that may name values. */
function reasonOf(error: unknown): string {
  if (error instanceof ContentGone) return 'content_gone'
  return error instanceof AppError ? error.code : 'step_failed'
}
