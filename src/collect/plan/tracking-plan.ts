import { AppError } from '#kernel/app-error.ts'
import { charactersIn, isStorableText } from '#kernel/cut-text.ts'
import { PLAN_LIMITS, type PlanMode, type PlannedType, type PropertyType } from './plan-words.ts'

export interface PlannedProperty {
  readonly name: string
  readonly type: PropertyType
  readonly required: boolean
  /** Allowed values of a text, a number or the items of a list; absent or empty: any. */
  readonly values?: readonly string[]
  /** Of a number, both ends included. */
  readonly min?: number
  readonly max?: number
  readonly description: string
}

export interface PlannedEvent {
  readonly type: PlannedType
  readonly name: string
  readonly description: string
  /** Who answers for it: a person or a team. */
  readonly owner: string
  readonly properties: readonly PlannedProperty[]
}

/** What a source is expected to send. */
export interface TrackingPlan {
  /** Of track events that the plan does not name. */
  readonly unplannedEvents: PlanMode
  /** Of properties that a planned event does not name. */
  readonly unplannedProperties: PlanMode
  /** Of required properties that are missing or empty. */
  readonly missingProperties: PlanMode
  /** Of properties of another type, or with a value that is not allowed. */
  readonly wrongProperties: PlanMode
  readonly events: readonly PlannedEvent[]
}

/** Scope of the plan for sources that have none of their own; all others are ids of sources. */
export const ALL_SOURCES = 'all'

const NAMELESS: ReadonlySet<PlannedType> = new Set(['identify', 'group'])
const NUMBERS: ReadonlySet<PropertyType> = new Set(['number', 'integer'])
const LISTED: ReadonlySet<PropertyType> = new Set(['text', 'number', 'integer', 'list'])

/** Checks a plan that somebody wants to save. @throws AppError invalid-input `tracking-plan-wrong`, which names the place */
export function checkPlan(plan: TrackingPlan): TrackingPlan {
  if (plan.events.length > PLAN_LIMITS.events) throw wrong('events', 'too-many', `there are more than ${PLAN_LIMITS.events} events`)
  const seen = new Set<string>()
  const events = plan.events.map((event, i): PlannedEvent => {
    const at = `events[${i}]`
    const name = event.name.trim()
    if (NAMELESS.has(event.type) && name !== '') throw wrong(`${at}.name`, 'nameless', `a message of type ${event.type} has no name`)
    if (event.type === 'track' && name === '') throw wrong(`${at}.name`, 'name', 'a track event needs a name')
    text(`${at}.name`, name, PLAN_LIMITS.name)
    text(`${at}.description`, event.description, PLAN_LIMITS.text)
    text(`${at}.owner`, event.owner, PLAN_LIMITS.name)
    const key = eventKey(event.type, name)
    if (seen.has(key)) throw wrong(`${at}.name`, 'twice', 'the same event stands in the plan twice')
    seen.add(key)
    if (event.properties.length > PLAN_LIMITS.properties) {
      throw wrong(`${at}.properties`, 'too-many', `there are more than ${PLAN_LIMITS.properties} properties`)
    }
    const names = new Set<string>()
    return { ...event, name, properties: event.properties.map((one, j) => checked(one, `${at}.properties[${j}]`, names)) }
  })
  return { ...plan, events }
}

function checked(property: PlannedProperty, at: string, names: Set<string>): PlannedProperty {
  const { type, values = [], min, max } = property
  const name = property.name.trim()
  if (name === '') throw wrong(`${at}.name`, 'name', 'a property needs a name')
  text(`${at}.name`, name, PLAN_LIMITS.name)
  text(`${at}.description`, property.description, PLAN_LIMITS.text)
  if (names.has(name)) throw wrong(`${at}.name`, 'twice', 'the same property stands in the event twice')
  names.add(name)
  if (values.length > 0 && !LISTED.has(type)) throw wrong(`${at}.values`, 'values', `a property of type ${type} has no list of values`)
  if (values.length > PLAN_LIMITS.values) throw wrong(`${at}.values`, 'too-many', `there are more than ${PLAN_LIMITS.values} values`)
  for (const [k, value] of values.entries()) text(`${at}.values[${k}]`, value, PLAN_LIMITS.text)
  const unfit = NUMBERS.has(type) ? values.findIndex((value) => !isNumber(value)) : -1
  if (unfit >= 0) throw wrong(`${at}.values[${unfit}]`, 'values', 'an allowed value of a number must be a number')
  if ((min !== undefined || max !== undefined) && !NUMBERS.has(type)) {
    throw wrong(`${at}.min`, 'range', `a property of type ${type} has no range`)
  }
  if (min !== undefined && max !== undefined && min > max) throw wrong(`${at}.min`, 'range', 'the least value is above the greatest')
  return { ...property, name }
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value))
}

function text(place: string, value: string, most: number): void {
  if (!isStorableText(value)) throw wrong(place, 'text', 'the text is broken: half of a character or a NUL')
  if (charactersIn(value) > most) throw wrong(place, 'long', `the text has more than ${most} characters`)
}

/** What names an event of a plan. */
export function eventKey(type: string, name: string): string {
  return type === 'track' ? name : `${type}\u0000${name}`
}

function wrong(place: string, reason: string, what: string): AppError {
  return new AppError('invalid-input', 'tracking-plan-wrong', `The tracking plan is not saved: in ${place}, ${what}.`, {
    details: { place, reason },
  })
}
