import type { EventPattern, JourneyDefinition } from '#act/journeys/journey.ts'
import type { Condition, PropertyTest } from '#segment/conditions/condition.ts'

/** A definition as it travels, conditions not yet read. */
type Given = { readonly [Key in keyof JourneyDefinition]?: unknown }

/**
 * A journey from JSON of the schema with its conditions read.
 *
 * @throws AppError of conditions
 */
export function readJourney(given: Given, read: (condition: unknown) => Condition): JourneyDefinition {
  const journey = given as unknown as JourneyDefinition
  const event = (pattern: EventPattern): EventPattern => ({ name: pattern.name, where: whereOf(pattern, read) })
  const { entry, exits, goal } = journey
  return {
    ...journey,
    entry: entry.kind === 'event' ? { ...entry, event: event(entry.event) } : entry,
    audience: read(journey.audience),
    steps: journey.steps.map((step) => {
      if (step.kind === 'wait_event') return { ...step, event: event(step.event) }
      if (step.kind === 'branch') return { ...step, cases: step.cases.map((one) => ({ ...one, condition: read(one.condition) })) }
      return step
    }),
    exits: { events: exits.events.map(event), condition: exits.condition === null ? null : read(exits.condition) },
    goal: goal === null ? null : { ...goal, event: event(goal.event) },
  }
}

/** Tests of properties mean what they mean in conditions. */
function whereOf({ where }: EventPattern, read: (condition: unknown) => Condition): readonly PropertyTest[] {
  if (where.length === 0) return []
  const condition = read({ did: 'event', name: 'any', where, op: 'gte', value: 1 })
  return 'did' in condition ? (condition.where ?? []) : []
}
