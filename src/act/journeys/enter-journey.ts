import { assignArm, assignmentProbability } from '#decide/assign-arm.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { JourneyDefinition } from './journey.ts'

export const ENTRY_REFUSALS = ['paused', 'already_inside', 'entered_before', 'too_soon', 'not_in_audience', 'held_back', 'missed'] as const
export type EntryRefusal = (typeof ENTRY_REFUSALS)[number]

export interface EntryQuestion {
  readonly journeyId: string
  readonly definition: Pick<JourneyDefinition, 'rule' | 'holdout'>
  readonly customerId: string
  readonly isPaused: boolean
  readonly isInAudience: boolean
  /** The run of the same key that goes on. */
  readonly inside: string | null
  /** The last run of the customer in this journey, whatever its key. */
  readonly last: { readonly id: string; readonly enteredAt: Date } | null
  readonly now: Date
}

export type EntryVerdict =
  /** `probability`: of this arm. */
  | { readonly kind: 'enter'; readonly isHeldOut: boolean; readonly probability: number }
  /** `runId`: the run that stands in the way. */
  | { readonly kind: 'refuse'; readonly reason: EntryRefusal; readonly runId: string | null }

/** Whether a cause lets a customer in. Who is held out enters too, and goes through no step: they are compared with the others. */
export function judgeEntry(question: EntryQuestion): EntryVerdict {
  const { definition, isPaused, isInAudience, inside, last, now, journeyId, customerId } = question
  const refuse = (reason: EntryRefusal, runId: string | null = null): EntryVerdict => ({ kind: 'refuse', reason, runId })
  if (isPaused) return refuse('paused')
  if (inside !== null) return refuse('already_inside', inside)
  if (last !== null) {
    if (definition.rule.kind === 'once') return refuse('entered_before', last.id)
    // A time ahead of the clock, which was set back since, is no reason to let somebody in early.
    if (definition.rule.kind === 'days' && now.getTime() < last.enteredAt.getTime() + definition.rule.days * DAY_MS) {
      return refuse('too_soon', last.id)
    }
  }
  if (!isInAudience) return refuse('not_in_audience')
  const arm = armOfCustomer(journeyId, customerId, definition.holdout)
  return { kind: 'enter', isHeldOut: arm === 'control', probability: assignmentProbability(arm, definition.holdout) }
}

/** Of a customer in a journey: the same each time that they enter. */
export function armOfCustomer(journeyId: string, customerId: string, holdout: number) {
  return assignArm('journey', journeyId, customerId, holdout)
}
