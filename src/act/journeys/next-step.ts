import { hashUnit } from '#kernel/rng.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { instantsOfLocalTime } from '#kernel/local-time.ts'
import { minutesOf } from '../policy/contact-rules.ts'
import { durationMs } from './check-journey.ts'
import type { BranchCase, JourneyDefinition, JourneyStep, JourneyWait, NextStep, SplitArm } from './journey.ts'

/** Where a run is. */
export interface RunPlace {
  readonly enrolmentId: string
  readonly stepId: string | null
  /** Since when it is at the step as far as what happened counts: what the customer did after it is seen. */
  readonly arrivedAt: Date
  /** Since when it waits at its step; null: the step has not begun. */
  readonly waitsSince: Date | null
}

export interface StepFacts {
  readonly now: Date
  /** Of the customer; one that there is. */
  readonly timeZone: string
  /** The condition of the exits is met. */
  readonly isOut: boolean
  /** Ids of the cases of the step that the customer meets. */
  readonly met: ReadonlySet<string>
  /** When the event of the step last happened, as far as it was seen; null: it was not. */
  readonly happenedAt: Date | null
}

/** Steps that do something to the outside. */
export type EffectStep = Extract<JourneyStep, { kind: 'send' | 'task' | 'webhook' | 'tag' | 'attribute' }>

export type Move =
  /** The run ends: it left before its next step, reached the end, or its definition lacks the step. */
  | { readonly kind: 'end'; readonly state: 'done' | 'left' | 'failed'; readonly reason: 'exit_condition' | 'reached_end' | 'step_gone' }
  /** Looked at again then. */
  | { readonly kind: 'wait'; readonly since: Date; readonly dueAt: Date }
  | {
      readonly kind: 'done'
      readonly step: JourneyStep
      /** Which way it took: `waited`, `happened`, `late`, the id of a case or an arm, `otherwise`, or `done`. */
      readonly outcome: string
      /** Of a way that was drawn. */
      readonly probability: number | null
      /** What is to be done in the same commit; null: nothing. */
      readonly effect: EffectStep | null
      readonly next: NextStep
    }

/** Steps that a run does in one go: a circle without a wait is refused before it is published, and one that slipped through must not hold the others up. */
export const MOST_STEPS = 60
/** Days that are looked through for one that a wait is for. */
const MOST_DAYS = 9

/** What follows for a run. The same place and facts give the same answer. */
export function nextMove(place: RunPlace, { steps }: Pick<JourneyDefinition, 'steps'>, facts: StepFacts): Move {
  if (facts.isOut) return { kind: 'end', state: 'left', reason: 'exit_condition' }
  if (place.stepId === null) return { kind: 'end', state: 'done', reason: 'reached_end' }
  const step = steps.find(({ id }) => id === place.stepId)
  if (step === undefined) return { kind: 'end', state: 'failed', reason: 'step_gone' }
  const done = (outcome: string, next: NextStep, more: { probability?: number; effect?: EffectStep } = {}): Move => ({
    kind: 'done',
    step,
    outcome,
    probability: more.probability ?? null,
    effect: more.effect ?? null,
    next,
  })
  const since = place.waitsSince ?? facts.now
  switch (step.kind) {
    case 'wait': {
      const dueAt = waitEnd(step.wait, since, facts.timeZone)
      return dueAt <= facts.now ? done('waited', step.next) : { kind: 'wait', since, dueAt }
    }
    case 'wait_event': {
      if (facts.happenedAt !== null && facts.happenedAt >= place.arrivedAt) return done('happened', step.next)
      const dueAt = new Date(since.getTime() + durationMs(step.timeout))
      return dueAt <= facts.now ? done('late', step.late) : { kind: 'wait', since, dueAt }
    }
    case 'branch': {
      const found = step.cases.find((one: BranchCase) => facts.met.has(one.id))
      return found === undefined ? done('otherwise', step.next) : done(found.id, found.next)
    }
    case 'split': {
      const arm = armOf(step.arms, place.enrolmentId, step.id)
      return arm === null ? { kind: 'end', state: 'failed', reason: 'step_gone' } : done(arm.id, arm.next, { probability: arm.share })
    }
    case 'send':
    case 'task':
    case 'webhook':
    case 'tag':
    case 'attribute':
      return done('done', step.next, { effect: step })
  }
}

/**
 * Since when what the customer does counts at the step behind one that is done. What they did while nobody looked counts for a wait that should have begun already; an event
 * that was waited for is used up.
 */
export function arrivalAfter(
  step: JourneyStep,
  place: Pick<RunPlace, 'arrivedAt' | 'waitsSince'>,
  { now, timeZone, happenedAt }: Pick<StepFacts, 'now' | 'timeZone' | 'happenedAt'>,
): Date {
  if (step.kind === 'wait' && place.waitsSince !== null) return waitEnd(step.wait, place.waitsSince, timeZone)
  if (step.kind === 'wait_event') return new Date((happenedAt ?? now).getTime() + 1)
  return place.arrivedAt
}

/** When a wait that began then is over. Of an hour: its first instant of a day, so that an hour that comes twice is one, and one that a day lacks is when its clock was set forward. */
export function waitEnd(wait: JourneyWait, since: Date, timeZone: string): Date {
  if (wait.kind === 'for') return new Date(since.getTime() + durationMs(wait.duration))
  const today = localDay(since, timeZone)
  for (let days = 0; days <= MOST_DAYS; days += 1) {
    const day = addDays(today, days)
    if (wait.days.length > 0 && !wait.days.includes(weekdayOf(day))) continue
    const [at] = instantsOfLocalTime(day, minutesOf(wait.at), timeZone)
    if (at !== undefined && at > since) return at
  }
  return since
}

/** Monday is 1. */
function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
}

/** The arm of a run, the same however often it is asked; shares that add up to less than 1 leave the rest to the last. */
export function armOf(arms: readonly SplitArm[], enrolmentId: string, stepId: string): SplitArm | null {
  const drawn = hashUnit(`${enrolmentId}/${stepId}`)
  let passed = 0
  for (const arm of arms) {
    passed += arm.share
    if (drawn < passed) return arm
  }
  return arms.at(-1) ?? null
}
