import type { Channel } from '#decide/strategy.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { planBlock } from '../../broadcasts/plan-block.ts'
import type { Recipient } from '../../broadcasts/plan-block.ts'
import type { MessageContent } from '../../content/message-content.ts'
import type { ContactRules } from '../../policy/contact-rules.ts'
import type { CustomerZones } from '../../policy/customer-moment.ts'
import type { EarlierContact } from '../../policy/judge-contact.ts'
import type { CustomerHours } from '../../send-time/hour-model.ts'
import type { PlannedContact } from '../../send-store.ts'
import type { JourneyDefinition } from '../journey.ts'
import { keyOfEvent, matchesEvent } from '../match-event.ts'
import type { SeenEvent } from '../match-event.ts'
import { arrivalAfter, MOST_STEPS, nextMove } from '../next-step.ts'
import { contactOfAsk, orderOfStep } from '../plan-journey-sends.ts'
import type { SendAsk, SendStep } from '../plan-journey-sends.ts'
import { reactTo } from '../react-to-signals.ts'
import type { PossibleEntry } from '../react-to-signals.ts'
import type { NewRun, Run, RunChanges, RunningJourney } from '../run-ports.ts'

/** What holds for all customers of a dry run. */
export interface ReplayOrder {
  readonly journeyId: string
  readonly version: number
  readonly definition: JourneyDefinition
  readonly until: Date
  /** Of the project. */
  readonly timeZone: string
  readonly zones: CustomerZones
  readonly rules: ContactRules
  readonly unready: ReadonlySet<Channel>
  /** By id of the step that sends it. */
  readonly contents: ReadonlyMap<string, MessageContent>
}

/** Something that happened: an event that some pattern names, or something else that lets the customer in. */
export interface PastHappening {
  readonly id: string
  readonly at: Date
  /** Null: it is no event, and lets the customer in. */
  readonly event: SeenEvent | null
}

export interface PastCustomer {
  /** As of today; `earlier` reaches back to nine days before the first day. */
  readonly recipient: Recipient
  /** In the order of time. */
  readonly happenings: readonly PastHappening[]
  readonly orders: readonly { readonly at: Date; readonly amountMinor: number }[]
  /** As of today. */
  readonly meets: (condition: Condition) => boolean
  /** By the channel that a message prefers. */
  readonly hours: ReadonlyMap<Channel, CustomerHours>
}

/** A run as it would have gone. */
export interface ReplayedRun {
  readonly enteredAt: Date
  readonly isHeldOut: boolean
  readonly hasReachedGoal: boolean
  /** Null: it would still go on. */
  readonly ended: string | null
  /** Where it is at the end; null: nowhere. */
  readonly stepId: string | null
}

/** What would have become of one customer. */
export interface Replayed {
  readonly runs: readonly ReplayedRun[]
  readonly refused: readonly RunChanges['refused'][number]['reason'][]
  readonly came: readonly string[]
  readonly outcomes: readonly { readonly stepId: string; readonly outcome: string }[]
  readonly sends: readonly { readonly at: Date; readonly channel: Channel; readonly costMinor: number | null }[]
  readonly unsent: readonly string[]
  readonly waited: readonly string[]
  readonly open: number
  readonly orders: number
  readonly amountMinor: number
}

interface Going extends Omit<NewRun, 'stepId' | 'arrivedAt'> {
  stepId: string | null
  arrivedAt: Date
  visit: number
  waitsSince: Date | null
  goalAt: Date | null
  dueAt: Date | null
  ended: string | null
  readonly seen: Map<string, Date>
}

interface Waiting {
  readonly ask: SendAsk
  readonly contact: PlannedContact
}

/** Takes one customer through a journey along what really happened, by a clock that goes from one happening to what is due next. The same history gives the same answer. */
export function replayCustomer(past: PastCustomer, order: ReplayOrder): Replayed {
  const replay = new Replay(past, order)
  for (const happening of past.happenings) replay.happen(happening)
  return replay.end()
}

class Replay {
  readonly #past: PastCustomer
  readonly #order: ReplayOrder
  readonly #journeys: ReadonlyMap<string, RunningJourney>
  readonly #timeZone: string
  readonly #runs: Going[] = []
  readonly #refused: Replayed['refused'][number][] = []
  readonly #came: string[] = []
  readonly #outcomes: Replayed['outcomes'][number][] = []
  readonly #sends: Replayed['sends'][number][] = []
  readonly #earlier: EarlierContact[] = []
  readonly #unsent: string[] = []
  readonly #waited: string[] = []
  #waiting: Waiting[] = []

  constructor(past: PastCustomer, order: ReplayOrder) {
    this.#past = past
    this.#order = order
    const { journeyId, version, definition } = order
    this.#timeZone = order.zones.zoneOf(past.recipient.timeZone).timeZone
    const journey = {
      id: journeyId,
      isPaused: false,
      liveVersion: version,
      liveSince: new Date(0),
      versions: new Map([[version, definition]]),
    }
    this.#journeys = new Map([[journeyId, journey]])
  }

  happen({ id, at, event }: PastHappening): void {
    this.#goOn(at)
    const { journeyId, timeZone } = this.#order
    const { customerId } = this.#past.recipient
    const last = this.#runs.at(-1)
    const changes = reactTo(
      [{ id, customerId, origin: id, event, entries: this.#entries(event, at) }],
      {
        runs: this.#runs.filter(({ ended }) => ended === null).map((run): Run => ({ ...run, isTaken: false })),
        last: new Map(last === undefined ? [] : [[`${customerId} ${journeyId}`, last]]),
        done: new Set(),
      },
      {
        journeys: this.#journeys,
        meets: (condition) => this.#past.meets(condition),
        timeZone,
        now: at,
        newId: () => `${journeyId}/${customerId}/${this.#runs.length}`,
      },
    )
    this.#apply(changes, at)
  }

  end(): Replayed {
    const { until, definition } = this.#order
    this.#goOn(until)
    const runs = this.#runs.map(({ enteredAt, isHeldOut, goalAt, windowEndsAt, ended, stepId }): ReplayedRun => ({
      enteredAt,
      isHeldOut,
      hasReachedGoal:
        definition.goal === null
          ? this.#past.orders.some(({ at }) => at > enteredAt && at <= windowEndsAt && at <= until)
          : goalAt !== null,
      ended,
      stepId: ended === null && !isHeldOut ? stepId : null,
    }))
    const after = this.#past.orders.filter(
      ({ at }) => at <= until && this.#runs.some(({ enteredAt, windowEndsAt }) => at > enteredAt && at <= windowEndsAt),
    )
    return {
      runs,
      refused: this.#refused,
      came: this.#came,
      outcomes: this.#outcomes,
      sends: this.#sends,
      unsent: this.#unsent,
      waited: this.#waited,
      open: this.#waiting.length,
      orders: after.length,
      amountMinor: after.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    }
  }

  #entries(event: SeenEvent | null, at: Date): PossibleEntry[] {
    const { definition, journeyId, timeZone } = this.#order
    const { entry, audience } = definition
    const into = (key: string): PossibleEntry[] => [{ journeyId, key, condition: audience }]
    if (event === null) return into('')
    if (entry.kind !== 'event' || !matchesEvent(entry.event, event, { now: at, timeZone })) return []
    return into(entry.key === null ? '' : keyOfEvent(entry.key, event))
  }

  #apply(changes: RunChanges, at: Date): void {
    const byId = new Map(this.#runs.map((run) => [run.id, run]))
    for (const { reason } of changes.refused) this.#refused.push(reason)
    for (const { runId, stepId, at: seenAt } of changes.seen) byId.get(runId)?.seen.set(stepId, seenAt)
    for (const runId of changes.goals) {
      const run = byId.get(runId)
      if (run !== undefined) run.goalAt = at
    }
    if (changes.lateGoals.length > 0) {
      for (const run of this.#runs) if (run.ended !== null && run.goalAt === null && at <= run.windowEndsAt) run.goalAt = at
    }
    for (const { runId, reason } of changes.ended) {
      const run = byId.get(runId)
      if (run !== undefined) this.#over(run, reason)
    }
    if (changes.silenced.length > 0) {
      this.#unsent.push(...this.#waiting.map(() => 'journey_left'))
      this.#waiting = []
    }
    for (const { run: moved, stepId, outcome, next } of changes.moved) {
      const run = byId.get(moved.id)
      if (run === undefined || run.ended !== null) continue
      this.#outcomes.push({ stepId, outcome })
      run.visit += 1
      run.waitsSince = null
      run.arrivedAt = run.arrivedAt > at ? run.arrivedAt : at
      this.#arrive(run, next)
      this.#walk(run, at)
    }
    for (const run of changes.entered) {
      const going: Going = {
        ...run,
        visit: 0,
        waitsSince: null,
        goalAt: null,
        dueAt: run.isHeldOut ? run.windowEndsAt : at,
        ended: null,
        seen: new Map(),
      }
      this.#runs.push(going)
      if (going.isHeldOut) continue
      this.#arrive(going, going.stepId)
      this.#walk(going, at)
    }
  }

  /** Does what is due until then, the earliest first. */
  #goOn(until: Date): void {
    for (;;) {
      const run = earliest(
        this.#runs.filter(({ ended }) => ended === null),
        ({ dueAt }) => dueAt,
      )
      const send = earliest(this.#waiting, ({ contact }) => contact.notBefore)
      const runAt = run?.dueAt ?? null
      if (run !== null && runAt !== null && runAt <= until && (send === null || runAt <= send.contact.notBefore)) {
        if (run.isHeldOut) this.#over(run, 'held_out')
        else this.#walk(run, runAt)
      } else if (send !== null && send.contact.notBefore <= until) {
        this.#waiting = this.#waiting.filter((one) => one !== send)
        this.#leave(send, send.contact.notBefore)
      } else return
    }
  }

  #walk(run: Going, now: Date): void {
    const { definition } = this.#order
    const { condition } = definition.exits
    const timeZone = this.#timeZone
    for (let round = 0; round < MOST_STEPS; round += 1) {
      const step = definition.steps.find(({ id }) => id === run.stepId)
      const happenedAt = step === undefined ? null : (run.seen.get(step.id) ?? null)
      const move = nextMove({ ...run, enrolmentId: run.id }, definition, {
        now,
        timeZone,
        isOut: condition !== null && this.#past.meets(condition),
        met: new Set(step?.kind === 'branch' ? step.cases.filter((each) => this.#past.meets(each.condition)).map(({ id }) => id) : []),
        happenedAt,
      })
      if (move.kind === 'end') return this.#over(run, move.reason)
      if (move.kind === 'wait') {
        run.waitsSince = move.since
        run.dueAt = move.dueAt
        return
      }
      this.#outcomes.push({ stepId: move.step.id, outcome: move.outcome })
      if (move.effect?.kind === 'send') this.#plan(run, move.effect, now)
      run.arrivedAt = arrivalAfter(move.step, run, { now, timeZone, happenedAt })
      run.visit += 1
      run.waitsSince = null
      this.#arrive(run, move.next)
    }
    this.#over(run, 'too_many_steps')
  }

  #arrive(run: Going, stepId: string | null): void {
    run.stepId = stepId
    if (stepId !== null) this.#came.push(stepId)
  }

  #over(run: Going, reason: string): void {
    run.ended = reason
    run.dueAt = null
  }

  #plan(run: Going, step: SendStep, now: Date): void {
    const { definition } = this.#order
    const [channel] = step.channels
    const hours = step.time === 'best_hour' && channel !== undefined ? (this.#past.hours.get(channel) ?? null) : null
    const ask: SendAsk = { run, definition, step, visit: run.visit }
    const { contact, waits } = this.#judge(ask, now, hours)
    if (contact.suppressed === null && contact.notBefore > now) this.#waited.push(waits ?? 'best_hour')
    this.#settle({ ask, contact }, now)
  }

  /** Judged again when its time has come, over the channels that are left. */
  #leave({ ask, contact }: Waiting, now: Date): void {
    const { condition } = this.#order.definition.exits
    if (condition !== null && this.#past.meets(condition)) {
      this.#unsent.push('journey_left')
      return
    }
    const step: SendStep = {
      ...ask.step,
      channels: [contact.channel, ...contact.nextChannels],
      expiresHours: ((contact.expiresAt ?? now).getTime() - now.getTime()) / HOUR_MS,
      time: 'now',
    }
    const again: SendAsk = { ...ask, step }
    this.#settle({ ask: again, contact: this.#judge(again, now, null).contact }, now)
  }

  #settle(one: Waiting, now: Date): void {
    const { contact } = one
    if (contact.suppressed !== null) this.#unsent.push(contact.suppressed)
    else if (contact.notBefore > now) this.#waiting.push(one)
    else {
      this.#sends.push({ at: now, channel: contact.channel, costMinor: contact.costMinor })
      this.#earlier.push({ channel: contact.channel, purpose: contact.purpose, at: now })
    }
  }

  #judge(ask: SendAsk, now: Date, hours: CustomerHours | null): { readonly contact: PlannedContact; readonly waits: string | null } {
    const { rules, zones, unready, contents } = this.#order
    const content = contents.get(ask.step.id)
    if (content === undefined) throw new TypeError(`The content of step ${ask.step.id} was not read.`)
    const order = orderOfStep(ask, content, { rules, zones, unready, now })
    const { recipient } = this.#past
    // What left later is not known yet; what is on its way today was not then.
    const then: Recipient = {
      ...recipient,
      earlier: [...recipient.earlier.filter(({ at }) => at <= now), ...this.#earlier],
      otherPriority: null,
    }
    const [planned] = planBlock(order, [then])
    if (planned === undefined) throw new TypeError('A customer of a block was not planned.')
    return { contact: contactOfAsk(planned.contact, ask, then, order, hours), waits: planned.waits }
  }
}

/** The first of those whose time is earliest; those without a time are left out. */
function earliest<T>(items: readonly T[], timeOf: (item: T) => Date | null): T | null {
  let found: { readonly item: T; readonly at: Date } | null = null
  for (const item of items) {
    const at = timeOf(item)
    if (at !== null && (found === null || at < found.at)) found = { item, at }
  }
  return found?.item ?? null
}
