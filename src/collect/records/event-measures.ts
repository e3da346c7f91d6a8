import { NO_CUSTOMER } from '#kernel/id.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { StoredEvent, TrackedEvent } from '../tracking/tracked-event.ts'
import { type MeasuredValue, measuredValue } from '../import/measure-row-step.ts'
import type { StoredMeasure } from './stored-measure.ts'

/** The event that tells a value of a customer. */
export const MEASURE_EVENT = 'Measure Recorded'

/** Values that events tell of known customers, by `measure`, `value` and `unit`; what has no such name or number tells none and stays an event. Tests and bots tell none. */
export function eventMeasures(events: readonly StoredEvent[]): StoredMeasure[] {
  return events.flatMap((event) => {
    const { customerId, occurredAt, receivedAt, availableAt } = event
    const told = customerId === NO_CUSTOMER ? undefined : measureOfEvent(event)
    if (told === undefined) return []
    return [
      {
        // A device is nobody's for good: the value is the customer's.
        originId: customerId,
        customerId,
        measure: withoutPersonal(told.measure),
        unit: withoutPersonal(told.unit),
        measuredAt: occurredAt,
        value: told.value,
        receivedAt,
        availableAt,
        importId: '',
      },
    ]
  })
}

/** What an event tells of a measure, whoever's it is; undefined where it tells none. */
export function measureOfEvent({ type, name, properties, isBot, isTest }: TrackedEvent): MeasuredValue | undefined {
  if (type !== 'track' || name !== MEASURE_EVENT || isBot || isTest) return undefined
  const { measure, unit } = properties
  const value = measuredValue(properties['value'])
  if (typeof measure !== 'string' || measure.trim() === '' || value === undefined) return undefined
  return { measure: measure.trim(), unit: typeof unit === 'string' ? unit.trim() : '', value }
}
