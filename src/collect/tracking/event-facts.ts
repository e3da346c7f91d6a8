import { groupCallOf } from '../accounts/event-accounts.ts'
import type { ReadFact, RecordFact } from '../quality-gate.ts'
import { measuresOfEvent } from '../records/event-measures.ts'
import { accountFacts, measureFact, subscriptionFactOf } from '../records/record-facts.ts'
import { subscriptionOfEvent } from '../subscriptions/event-subscriptions.ts'
import { FORMER_ID, type TrackedEvent } from './tracked-event.ts'

const PROPERTY = 'properties.'

/** What an event says to rules of quality: as an event, and as the value of a measure or the word of an account that it tells. */
export function eventFacts(event: TrackedEvent): RecordFact[] {
  const facts: RecordFact[] = [{ kind: 'events', read: factOf(event) }]
  for (const told of measuresOfEvent(event))
    facts.push({ kind: 'measures', read: (field) => (field === 'measuredAt' ? event.occurredAt : measureFact(told, field)) })
  const subscription = subscriptionOfEvent(event)
  if (subscription !== undefined) facts.push({ kind: 'subscriptions', read: (field) => subscriptionFactOf(subscription, field) })
  const call = groupCallOf(event)
  if (call !== undefined) {
    const hasPerson = personOf(event) !== null
    facts.push(...accountFacts({ ...call, accountId: call.accountKey, since: undefined, until: undefined, hasPerson }))
  }
  return facts
}

/** Whoever is named by more than a device. */
function personOf({ identifiers }: TrackedEvent): string | null {
  return identifiers.find(({ kind }) => kind !== 'device' && kind !== FORMER_ID)?.value ?? null
}

/** What an event says, by the names of fields; `properties.NAME` is a property of it. */
function factOf(event: TrackedEvent): ReadFact {
  return (field) => {
    switch (field) {
      case 'customer':
        return personOf(event)
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
