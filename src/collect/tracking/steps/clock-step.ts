import type { CorrectedTime } from '../correct-time.ts'
import { correctTime } from '../correct-time.ts'
import { readInstant } from '../read-instant.ts'
import type { RequestOrigin } from '../request-origin.ts'
import type { ParsedMessage } from './parse-step.ts'
import type { StepResult } from './step-result.ts'
import { Quarantined } from './step-result.ts'

/** Clock: when it happened on our clock. What the request says of its sending goes before what the message says. */
export function clockStep(
  { original, sentAt, historical }: Pick<ParsedMessage, 'original' | 'sentAt' | 'historical'>,
  origin: Pick<RequestOrigin, 'sentAt' | 'receivedAt' | 'toUtc'>,
): StepResult<CorrectedTime> {
  const { receivedAt, toUtc } = origin
  const time = correctTime({ original, sentAt: origin.sentAt ?? readInstant(sentAt, toUtc), receivedAt, historical, toUtc })
  if (typeof time === 'object') return time
  return new Quarantined(
    'clock',
    time,
    'timestamp',
    time === 'bad_timestamp'
      ? 'The timestamp must be an ISO 8601 date and time, or seconds or milliseconds since 1970.'
      : 'The time, corrected by the clock of the device, lies before 1970, after 2200 or more than five years back; of history say "context": {"historical": true}.',
  )
}
