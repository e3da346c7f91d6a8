import type { ReadFact } from '../quality-gate.ts'
import { FORMER_ID, type TrackedEvent } from './tracked-event.ts'

const PROPERTY = 'properties.'

/** What an event says, by the names of fields of the rules of quality; `properties.NAME` is a property of it. */
export function eventFacts(event: TrackedEvent): ReadFact {
  return (field) => {
    switch (field) {
      case 'customer':
        return event.identifiers.find(({ kind }) => kind !== 'device' && kind !== FORMER_ID)?.value ?? null
      case 'occurredAt':
        return event.occurredAt
      case 'amount':
        return event.amount === 0 ? null : event.amount
      case 'name':
      case 'type':
      case 'channel':
      case 'productId':
      case 'category':
      case 'currency':
        return event[field]
      default:
        return propertyOf(event.properties, field)
    }
  }
}

/** A property that is a text, a number, or a flag as yes or no; null for anything else. */
export function propertyOf(properties: Readonly<Record<string, unknown>>, field: string): string | number | null {
  const name = field.startsWith(PROPERTY) ? field.slice(PROPERTY.length) : ''
  const value = name !== '' && Object.hasOwn(properties, name) ? properties[name] : null
  return typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? (value ? 'yes' : 'no') : null
}
