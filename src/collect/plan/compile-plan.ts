import { isPersonalKey } from '#privacy/personal-key.ts'
import { readInstant, type ToUtc } from '../tracking/read-instant.ts'
import { isObject, type JsonObject } from '../tracking/tracking-message.ts'
import type { PlanMode, PlanViolationKind, PropertyType } from './plan-words.ts'
import { eventKey, type PlannedEvent, type PlannedProperty, type TrackingPlan } from './tracking-plan.ts'

export interface PlanViolation {
  readonly kind: PlanViolationKind
  /** Name of the property as it came; '' for the event as a whole. */
  readonly property: string
  readonly mode: PlanMode
}

/** What of a message a plan looks at. */
export interface JudgedMessage {
  readonly type: string
  readonly name: string
  readonly properties: JsonObject
  readonly traits: JsonObject
}

/** A plan made ready for many messages. */
export interface CompiledPlan {
  readonly version: number
  /** Everything in which a message is not what the plan says, or null. Looks at nothing but the message. */
  judge(message: JudgedMessage, toUtc: ToUtc): readonly PlanViolation[] | null
}

interface CompiledProperty {
  readonly name: string
  readonly required: boolean
  readonly missing: PlanViolation
  readonly wrong: PlanViolation
  readonly unallowed: PlanViolation
  readonly fits: ((value: unknown, toUtc: ToUtc) => boolean) | null
  readonly allows: ((value: unknown) => boolean) | null
}

interface CompiledEvent {
  readonly properties: readonly CompiledProperty[]
  readonly names: ReadonlySet<string>
}

/** One message tells at most this many violations: a message of thousands of properties is counted once too. */
const MOST_OF_MESSAGE = 50

/** Done once for each version of a plan; judging costs a look-up by name and a check for each planned property. */
export function compilePlan(plan: TrackingPlan, version: number): CompiledPlan {
  const events = new Map(plan.events.map((event) => [eventKey(event.type, event.name), compileEvent(event, plan)]))
  const unplanned: readonly PlanViolation[] = [{ kind: 'unplanned_event', property: '', mode: plan.unplannedEvents }]
  const mode = plan.unplannedProperties
  return {
    version,
    judge(message, toUtc) {
      const { type, name } = message
      const isTrack = type === 'track'
      const event = events.get(isTrack ? name : eventKey(type, type === 'page' || type === 'screen' ? name : ''))
      if (event === undefined) {
        if (isTrack) return unplanned
        const any = type === 'page' || type === 'screen' ? events.get(eventKey(type, '')) : undefined
        return any === undefined ? null : judgeFields(any, message.properties, mode, toUtc)
      }
      return judgeFields(event, type === 'identify' || type === 'group' ? message.traits : message.properties, mode, toUtc)
    },
  }
}

function judgeFields(
  { properties, names }: CompiledEvent,
  fields: JsonObject,
  unplanned: PlanMode,
  toUtc: ToUtc,
): readonly PlanViolation[] | null {
  let found: PlanViolation[] | null = null
  let isHeld = false
  const tell = (violation: PlanViolation): void => {
    found ??= []
    const holds = violation.mode === 'quarantine' && !isHeld
    if (found.length < MOST_OF_MESSAGE) found.push(violation)
    // What keeps the message out is told in any case.
    else if (holds) found[MOST_OF_MESSAGE - 1] = violation
    isHeld ||= holds
  }
  for (const property of properties) {
    const value = Object.hasOwn(fields, property.name) ? fields[property.name] : undefined
    if (value === undefined || value === null || value === '') {
      if (property.required) tell(property.missing)
    } else if (property.fits !== null && !property.fits(value, toUtc)) tell(property.wrong)
    else if (property.allows !== null && !property.allows(value)) tell(property.unallowed)
  }
  for (const name of Object.keys(fields)) {
    // A personal value is not kept with the event at all, so a plan need not name it.
    if (!names.has(name) && !isPersonalKey(name)) tell({ kind: 'unplanned_property', property: name, mode: unplanned })
  }
  return found
}

function compileEvent({ properties }: PlannedEvent, plan: TrackingPlan): CompiledEvent {
  return {
    properties: properties.map((property) => ({
      name: property.name,
      required: property.required,
      missing: { kind: 'missing_property', property: property.name, mode: plan.missingProperties },
      wrong: { kind: 'wrong_type', property: property.name, mode: plan.wrongProperties },
      unallowed: { kind: 'value_not_allowed', property: property.name, mode: plan.wrongProperties },
      fits: FITS[property.type],
      allows: allowed(property),
    })),
    names: new Set(properties.map(({ name }) => name)),
  }
}

const FITS: Readonly<Record<PropertyType, CompiledProperty['fits']>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  time: (value, toUtc) => readInstant(value, toUtc) !== null,
  list: (value) => Array.isArray(value),
  object: isObject,
  any: null,
}

function allowed({ type, values = [], min, max }: PlannedProperty): CompiledProperty['allows'] {
  if (type === 'number' || type === 'integer') {
    const numbers = new Set(values.map(Number))
    if (numbers.size === 0 && min === undefined && max === undefined) return null
    return (value) =>
      typeof value === 'number' &&
      (numbers.size === 0 || numbers.has(value)) &&
      (min === undefined || value >= min) &&
      (max === undefined || value <= max)
  }
  if (values.length === 0) return null
  const texts = new Set(values)
  if (type !== 'list') return (value) => typeof value === 'string' && texts.has(value)
  return (value) =>
    Array.isArray(value) && value.every((item) => (typeof item === 'string' || typeof item === 'number') && texts.has(String(item)))
}
