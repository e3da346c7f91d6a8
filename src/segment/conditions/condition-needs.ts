import type { ActKind, ActSelection, Condition } from './condition.ts'
import type { AskedAt } from './condition-window.ts'
import { pastInstant } from './condition-window.ts'
import type { SegmentMeanings } from './evaluate-condition.ts'

/** What a condition asks for, with the segments that it names, and those that these name. */
export interface ConditionNeeds {
  readonly fields: ReadonlySet<string>
  readonly kinds: ReadonlySet<ActKind>
  /** Instants of the past, in milliseconds. */
  readonly past: ReadonlySet<number>
  readonly asksConsent: boolean
  readonly segments: ReadonlySet<string>
}

/** Circles of segments end where they close. */
export function needsOf(conditions: readonly Condition[], segments: SegmentMeanings, asked: AskedAt): ConditionNeeds {
  const needs = {
    fields: new Set<string>(),
    kinds: new Set<ActKind>(),
    past: new Set<number>(),
    asksConsent: false,
    segments: new Set<string>(),
  }
  const lookAtWindow = (window: ActSelection['window']) => {
    if (window !== undefined && 'after' in window) needs.fields.add(window.after)
    if (window !== undefined && 'before' in window) needs.fields.add(window.before)
  }
  const look = (part: Condition): void => {
    if ('all' in part) part.all.forEach(look)
    else if ('any' in part) part.any.forEach(look)
    else if ('not' in part) look(part.not)
    else if ('asOf' in part) {
      needs.past.add(pastInstant(part.asOf, asked).getTime())
      look(part.condition)
    } else if ('field' in part) needs.fields.add(part.field)
    else if ('did' in part) {
      needs.kinds.add(part.did)
      lookAtWindow(part.window)
    } else if ('sequence' in part) for (const { did } of part.sequence) needs.kinds.add(did)
    else if ('consent' in part) needs.asksConsent = true
    else if (!needs.segments.has(part.segment)) {
      needs.segments.add(part.segment)
      const meaning = segments.get(part.segment)
      if (meaning !== undefined && meaning !== 'snapshot') look(meaning)
    }
  }
  conditions.forEach(look)
  return needs
}
