import { NO_CUSTOMER } from '#kernel/id.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import { measuredValue } from '../import/measure-row-step.ts'
import type { StoredMeasure } from './stored-measure.ts'

/** The event that tells a value of a customer. */
export const MEASURE_EVENT = 'Measure Recorded'

/** Values that events tell of known customers, by `measure`, `value` and `unit`; what has no such name or number tells none and stays an event. Tests and bots tell none. */
export function eventMeasures(events: readonly StoredEvent[]): StoredMeasure[] {
  return events.flatMap(({ type, name, properties, isBot, isTest, customerId, occurredAt, receivedAt, availableAt }) => {
    if (type !== 'track' || name !== MEASURE_EVENT || isBot || isTest || customerId === NO_CUSTOMER) return []
    const { measure, unit } = properties
    const value = measuredValue(properties['value'])
    if (typeof measure !== 'string' || measure.trim() === '' || value === undefined) return []
    return [
      {
        // A device is nobody's for good: the value is the customer's.
        originId: customerId,
        customerId,
        measure: withoutPersonal(measure.trim()),
        unit: typeof unit === 'string' ? withoutPersonal(unit.trim()) : '',
        measuredAt: occurredAt,
        value,
        receivedAt,
        availableAt,
        importId: '',
      },
    ]
  })
}
