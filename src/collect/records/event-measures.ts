import { NO_CUSTOMER } from '#kernel/id.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { StoredEvent, TrackedEvent } from '../tracking/tracked-event.ts'
import { type MeasuredValue, measuredValue } from '../import/measure-row-step.ts'
import type { StoredMeasure } from './stored-measure.ts'

/** The event that tells a value of a customer. */
export const MEASURE_EVENT = 'Measure Recorded'

/**
 * Values that events tell of known customers: `Measure Recorded` by `measure`, `value` and `unit`, identify calls by the traits that their source declares. What has no such name or
 * number tells none and stays an event. Tests and bots tell none.
 */
export function eventMeasures(events: readonly StoredEvent[]): StoredMeasure[] {
  return events.flatMap((event) => {
    const { customerId, occurredAt, receivedAt, availableAt } = event
    if (customerId === NO_CUSTOMER) return []
    return measuresOfEvent(event).map(({ measure, unit, value }) => ({
      // A device is nobody's for good: the value is the customer's.
      originId: customerId,
      customerId,
      measure: withoutPersonal(measure),
      unit: withoutPersonal(unit),
      measuredAt: occurredAt,
      value,
      receivedAt,
      availableAt,
      importId: '',
    }))
  })
}

/** What an event tells of measures, whoever's they are. */
export function measuresOfEvent({ type, name, properties, isBot, isTest, measures = [] }: TrackedEvent): readonly MeasuredValue[] {
  if (isBot || isTest) return []
  if (type !== 'track' || name !== MEASURE_EVENT) return measures
  const { measure, unit } = properties
  const value = measuredValue(properties['value'])
  if (typeof measure !== 'string' || measure.trim() === '' || value === undefined) return []
  return [{ measure: measure.trim(), unit: typeof unit === 'string' ? unit.trim() : '', value }]
}
