import { calendarValue } from '#segment/conditions/act-calendar.ts'
import { OWN_PROPERTY } from '#segment/conditions/act-catalogue.ts'
import type { Act, FieldValue } from '#segment/conditions/dossier.ts'
import { propertyType } from '#segment/conditions/property-type.ts'
import { valueMeets } from '#segment/conditions/value-meets.ts'
import type { EventPattern } from './journey.ts'

/** An event of a customer as it came in. */
export interface SeenEvent {
  readonly name: string
  /** With its properties; null: nobody asked for them. */
  readonly act: Pick<Act, 'at' | 'properties'> | null
}

const MOST_KEY = 200

/** Whether an event is one that a pattern means: the tests of its properties mean what they mean in conditions. */
export function matchesEvent(
  { name, where }: EventPattern,
  { name: seen, act }: SeenEvent,
  asked: { readonly now: Date; readonly timeZone: string },
): boolean {
  if (seen !== name) return false
  return where.every((test) => {
    if (act === null) return false
    const type = propertyType('event', test)
    const given = calendarValue(test.property, act.at, asked.timeZone) ?? act.properties[test.property]
    const value = test.op === 'set' ? given : ofType(given, type)
    return valueMeets(test, value, type, asked) === (test.not === undefined)
  })
}

/** A property of its own counts only where it has the type that it is tested by. */
function ofType(value: FieldValue | undefined, type: string): FieldValue | undefined {
  const wanted = type === 'flag' ? 'boolean' : type === 'text' || type === 'choice' ? 'string' : 'number'
  return typeof value === wanted ? value : undefined
}

/** The value of the property that tells one cause from the next; empty: the event has none. */
export function keyOfEvent(key: string, { act }: SeenEvent): string {
  const value = act?.properties[key] ?? act?.properties[`${OWN_PROPERTY}${key}`]
  return value === undefined ? '' : String(value).slice(0, MOST_KEY)
}
