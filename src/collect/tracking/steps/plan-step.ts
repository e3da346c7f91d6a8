import { cutText } from '#kernel/cut-text.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { JudgedMessage, PlanViolation } from '../../plan/compile-plan.ts'
import type { RequestOrigin } from '../request-origin.ts'
import { Quarantined } from './step-result.ts'

const NAME_CHARACTERS = 200

/**
 * The part of validate that asks the tracking plan of the source. Null where everything is as planned, or there is no plan; otherwise what is not,
 * and a quarantine where the plan wants one for any of it.
 */
export function planStep(
  message: JudgedMessage,
  { plan, toUtc }: Pick<RequestOrigin, 'plan' | 'toUtc'>,
): readonly PlanViolation[] | Quarantined | null {
  if (plan === undefined) return null
  const violations = plan.judge(message, toUtc)
  const held = violations?.find(({ mode }) => mode === 'quarantine')
  if (violations === null || held === undefined) return violations
  const { kind, property } = held
  const place = message.type === 'identify' || message.type === 'group' ? 'traits' : 'properties'
  // Names are the sender's too: one may be as long as the message, or somebody's address.
  const field = property === '' ? 'event' : `${place}.${withoutPersonal(cutText(property, NAME_CHARACTERS))}`
  return new Quarantined('validate', kind, field, SAID[kind], violations)
}

const SAID: Readonly<Record<PlanViolation['kind'], string>> = {
  unplanned_event: 'The tracking plan of the source does not name this event.',
  unplanned_property: 'The tracking plan does not name this property of the event.',
  missing_property: 'The tracking plan requires this property, and it is missing or empty.',
  wrong_type: 'The property is of another type than the tracking plan says.',
  value_not_allowed: 'The value of the property is none of those that the tracking plan allows.',
}
