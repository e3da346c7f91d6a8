import { DAY_MS } from '#kernel/clock.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { judgeEntry } from './enter-journey.ts'
import type { EventPattern, JourneyDefinition, JourneyStep } from './journey.ts'
import { keyOfEvent, matchesEvent } from './match-event.ts'
import type { SeenEvent } from './match-event.ts'
import type { KnownRuns, NewRun, RefusedEntry, Run, RunChanges, RunningJourney } from './run-ports.ts'

/** Something that happened to a customer, as far as journeys are concerned. */
export interface Happening {
  /** Of the cause: done once, however often it is read. */
  readonly id: string
  readonly customerId: string
  /** What a run says it came from. */
  readonly origin: string
  /** Null: it is no event. */
  readonly event: SeenEvent | null
  /** Journeys that it lets the customer into, with the key and the condition of each. */
  readonly entries: readonly PossibleEntry[]
}

export interface PossibleEntry {
  readonly journeyId: string
  readonly key: string
  /** The audience, and what else must hold of the customer. */
  readonly condition: Condition
}

export interface ReactParts {
  readonly journeys: ReadonlyMap<string, RunningJourney>
  readonly meets: (condition: Condition, customerId: string) => boolean
  readonly timeZone: string
  readonly now: Date
  /** Of a run that begins. */
  readonly newId: (now: Date) => string
}

/** A run as it changes while the signals of a batch are gone through. */
type Draft = { -readonly [Key in keyof Run]: Run[Key] } & { isOver: boolean }

/**
 * What follows of things that happened, in their order: who is taken out, goes on, has reached the goal or enters. Who enters by one of them is known to those behind it. The same
 * facts give the same answer but for the ids of new runs.
 */
export function reactTo(happenings: readonly Happening[], known: KnownRuns, parts: ReactParts): RunChanges {
  const { journeys, now } = parts
  const drafts = known.runs.map((run): Draft => ({ ...run, isOver: false }))
  const last = new Map(known.last)
  const changes = {
    causes: [] as string[],
    entered: [] as NewRun[],
    refused: [] as RefusedEntry[],
    moved: [] as { run: Run; stepId: string; outcome: string; next: string | null }[],
    seen: [] as { runId: string; stepId: string; at: Date }[],
    goals: [] as string[],
    lateGoals: [] as { customerId: string; journeyId: string }[],
    ended: [] as { runId: string; state: 'done' | 'left'; reason: string }[],
    silenced: [] as { customerId: string; journeyId: string }[],
  }
  const byCustomer = Map.groupBy(drafts, ({ customerId }) => customerId)
  for (const happening of happenings) {
    if (known.done.has(happening.id)) continue
    const before = countOf(changes)
    const own = byCustomer.get(happening.customerId) ?? []
    if (happening.event !== null) onEvent(happening, happening.event, own)
    for (const entry of happening.entries) enter(happening, entry, own)
    byCustomer.set(happening.customerId, own)
    if (countOf(changes) > before) changes.causes.push(happening.id)
  }
  return changes

  function onEvent({ customerId }: Happening, event: SeenEvent, own: readonly Draft[]): void {
    const matches = (pattern: EventPattern) => matchesEvent(pattern, event, parts)
    for (const journey of journeys.values()) {
      const runs = own.filter((run) => run.journeyId === journey.id && !run.isOver)
      const live = journey.versions.get(journey.liveVersion)
      for (const run of runs) {
        const definition = journey.versions.get(run.version)
        if (definition !== undefined) onEventInRun(run, definition, event, matches)
      }
      if (live === undefined) continue
      // A run that is over may have a message that still waits, and its goal still counts.
      if (live.exits.events.some(matches)) changes.silenced.push({ customerId, journeyId: journey.id })
      if (live.goal !== null && matches(live.goal.event)) changes.lateGoals.push({ customerId, journeyId: journey.id })
    }
  }

  function onEventInRun(run: Draft, definition: JourneyDefinition, event: SeenEvent, matches: (pattern: EventPattern) => boolean): void {
    if (definition.goal !== null && run.goalAt === null && now <= run.windowEndsAt && matches(definition.goal.event)) {
      run.goalAt = now
      changes.goals.push(run.id)
      if (definition.goal.ends && !run.isHeldOut) return end(run, 'done', 'goal')
    }
    if (run.isHeldOut) return
    if (definition.exits.events.some(matches)) return end(run, 'left', 'exit_event')
    for (const step of definition.steps) {
      if (step.kind !== 'wait_event' || !matches(step.event) || !isOfKey(run, definition, event)) continue
      if (step.id === run.stepId && run.waitsSince !== null) return goOn(run, step)
      // Another node may have let them in by a later look at the clock than that of this batch, whose signals come behind all the same.
      changes.seen.push({ runId: run.id, stepId: step.id, at: laterOf(run.arrivedAt, now) })
    }
  }

  function goOn(run: Draft, step: Extract<JourneyStep, { kind: 'wait_event' }>): void {
    changes.moved.push({ run: { ...run }, stepId: step.id, outcome: 'happened', next: step.next })
    run.stepId = step.next
    run.visit += 1
    run.waitsSince = null
    run.arrivedAt = laterOf(run.arrivedAt, now)
  }

  function end(run: Draft, state: 'done' | 'left', reason: string): void {
    run.isOver = true
    changes.ended.push({ runId: run.id, state, reason })
    changes.silenced.push({ customerId: run.customerId, journeyId: run.journeyId })
  }

  function enter({ customerId, origin }: Happening, { journeyId, key, condition }: PossibleEntry, own: Draft[]): void {
    const journey = journeys.get(journeyId)
    const definition = journey?.versions.get(journey.liveVersion)
    if (journey === undefined || definition === undefined) return
    const inside = own.find((run) => run.journeyId === journeyId && run.entryKey === key && !run.isOver)
    const place = `${customerId} ${journeyId}`
    const verdict = judgeEntry({
      journeyId,
      definition,
      customerId,
      isPaused: journey.isPaused,
      isInAudience: parts.meets(condition, customerId),
      inside: inside?.id ?? null,
      last: last.get(place) ?? null,
      now,
    })
    if (verdict.kind === 'refuse') {
      changes.refused.push({ journeyId, customerId, origin, reason: verdict.reason, runId: verdict.runId })
      return
    }
    const run: NewRun = {
      id: parts.newId(now),
      journeyId,
      version: journey.liveVersion,
      customerId,
      entryKey: key,
      isHeldOut: verdict.isHeldOut,
      probability: verdict.probability,
      enteredAt: now,
      origin,
      stepId: definition.first,
      arrivedAt: now,
      windowEndsAt: new Date(now.getTime() + definition.windowDays * DAY_MS),
    }
    changes.entered.push(run)
    last.set(place, { id: run.id, enteredAt: now })
    own.push({ ...run, visit: 0, waitsSince: null, goalAt: null, isTaken: false, isOver: false })
  }
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b
}

/** With an entry key, an event that has the property is of the same cause only. */
function isOfKey(run: Draft, { entry }: JourneyDefinition, event: SeenEvent): boolean {
  if (run.entryKey === '' || entry.kind !== 'event' || entry.key === null) return true
  const key = keyOfEvent(entry.key, event)
  return key === '' || key === run.entryKey
}

function countOf(changes: Readonly<Record<string, readonly unknown[]>>): number {
  return Object.values(changes).reduce((sum, list) => sum + list.length, 0)
}
