import { PLAN_LIMITS, PLANNED_TYPES, type PropertyType } from './plan-words.ts'
import { eventKey, type PlannedEvent, type PlannedProperty, type TrackingPlan } from './tracking-plan.ts'

/** A property as stored events have it. The counts of types add up to `present`. */
export interface SeenProperty {
  readonly name: string
  /** Events in which it is there and not empty. */
  readonly present: number
  readonly types: Readonly<Partial<Record<PropertyType, number>>>
  /** Different values, where there are few and none is long; otherwise empty. */
  readonly values: readonly string[]
}

export interface SeenEvent {
  readonly type: string
  readonly name: string
  readonly count: number
  readonly properties: readonly SeenProperty[]
}

export const NO_PLAN: TrackingPlan = {
  unplannedEvents: 'allow',
  unplannedProperties: 'allow',
  missingProperties: 'allow',
  wrongProperties: 'allow',
  events: [],
}

/** Of an event that came less often, nothing is proposed as required. */
export const REQUIRED_FROM = 50
/** What intake itself adds to events of carts, so that its presence says nothing about the sender. */
export const ADDED: ReadonlySet<string> = new Set(['cart_id', 'cart_value'])

/**
 * A plan that names what came, to be edited: what the present plan says stays as it is, and what it does not name is added. A property is proposed as required where
 * every one of at least 50 events has it. Allowed values and ranges are not guessed: what has not come yet is not wrong. Pure.
 */
export function learnPlan(seen: readonly SeenEvent[], present: TrackingPlan = NO_PLAN): TrackingPlan {
  const events = new Map(present.events.map((event) => [eventKey(event.type, event.name), event]))
  for (const one of seen) {
    const type = PLANNED_TYPES.find((known) => known === one.type)
    if (type === undefined || (type === 'track' && one.name === '') || one.name.length > PLAN_LIMITS.name) continue
    const name = type === 'identify' || type === 'group' ? '' : one.name
    const key = eventKey(type, name)
    const planned = events.get(key)
    if (planned === undefined && events.size >= PLAN_LIMITS.events) continue
    events.set(key, withSeen(planned ?? { type, name, description: '', owner: '', properties: [] }, one, planned === undefined))
  }
  return { ...present, events: [...events.values()] }
}

function withSeen(event: PlannedEvent, seen: SeenEvent, isNew: boolean): PlannedEvent {
  const names = new Set(event.properties.map(({ name }) => name))
  const added = seen.properties
    .filter(({ name }) => !names.has(name) && name.trim() === name && name !== '' && name.length <= PLAN_LIMITS.name)
    .map((property): PlannedProperty => ({
      name: property.name,
      type: property.name === 'cart_value' ? 'any' : typeOf(property),
      required: isNew && !ADDED.has(property.name) && seen.count >= REQUIRED_FROM && property.present === seen.count,
      description: '',
    }))
  return { ...event, properties: [...event.properties, ...added].slice(0, PLAN_LIMITS.properties) }
}

/** The one type that all of its values have; a number where some are whole; `any` where they differ. */
function typeOf({ types, present }: SeenProperty): PropertyType {
  const of = (...names: readonly PropertyType[]): number => names.reduce((sum, name) => sum + (types[name] ?? 0), 0)
  const fits: readonly (readonly [PropertyType, number])[] = [
    ['integer', of('integer')],
    ['number', of('integer', 'number')],
    ['time', of('time')],
    ['text', of('text', 'time')],
    ['boolean', of('boolean')],
    ['list', of('list')],
    ['object', of('object')],
  ]
  return fits.find(([, count]) => count === present)?.[0] ?? 'any'
}
