import type { RequestOrigin } from './request-origin.ts'
import { cleanStep } from './steps/clean-step.ts'
import { clockStep } from './steps/clock-step.ts'
import { parseStep } from './steps/parse-step.ts'
import { Quarantined } from './steps/step-result.ts'
import { validateStep } from './steps/validate-step.ts'
import type { TrackedEvent } from './tracked-event.ts'

/** The steps that look at one message alone. Pure; `position` is its place in the inbox row. */
export function normaliseMessage(raw: unknown, origin: RequestOrigin, position: number): TrackedEvent | Quarantined {
  const parsed = parseStep(raw)
  if (parsed instanceof Quarantined) return parsed
  const time = clockStep(parsed, origin)
  if (time instanceof Quarantined) return time
  const valid = validateStep(parsed, origin)
  if (valid instanceof Quarantined) return valid
  return cleanStep(valid, time, origin, position)
}
