import type { RequestOrigin } from './request-origin.ts'
import { cleanStep } from './steps/clean-step.ts'
import { clockStep } from './steps/clock-step.ts'
import { consentStep, saidConsent } from './steps/consent-step.ts'
import type { ParsedMessage } from './steps/parse-step.ts'
import { parseStep } from './steps/parse-step.ts'
import type { Dropped } from './steps/step-result.ts'
import { Quarantined } from './steps/step-result.ts'
import { planStep } from './steps/plan-step.ts'
import { validateStep } from './steps/validate-step.ts'
import type { TrackedEvent } from './tracked-event.ts'

/** The steps that look at one message alone. Pure; `position` is its place in the inbox row. */
export function normaliseMessage(
  raw: unknown,
  origin: RequestOrigin,
  position: number,
): TrackedEvent | Quarantined | Dropped<'no_consent'> {
  const parsed = parseStep(raw)
  if (parsed instanceof Quarantined) return parsed
  const { consent } = origin
  if (consent === undefined) return toEvent(parsed, null, origin, position)
  const said = saidConsent(parsed.context, consent)
  // Only the ledger can still say yes where the message says nothing; it is asked about whole blocks.
  const refused = consentStep(said, null, { required: false })
  if (refused !== null) return refused
  const event = toEvent(parsed, said, origin, position)
  // What cannot be stored is not kept in quarantine either without the yes that it needs.
  return (event instanceof Quarantined ? consentStep(said, null, consent) : null) ?? event
}

function toEvent(parsed: ParsedMessage, consent: boolean | null, origin: RequestOrigin, position: number): TrackedEvent | Quarantined {
  const time = clockStep(parsed, origin)
  if (time instanceof Quarantined) return time
  const valid = validateStep(parsed, origin)
  if (valid instanceof Quarantined) return valid
  const violations = planStep(valid, origin)
  if (violations instanceof Quarantined) return violations
  const event = cleanStep(valid, time, consent, origin, position)
  return violations === null || event instanceof Quarantined ? event : { ...event, violations }
}
