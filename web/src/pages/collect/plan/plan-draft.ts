import type { TrackingPlan } from '#http/collect/plan-schemas.ts'

export type Planned = TrackingPlan['events'][number]
export type PlannedProperty = Planned['properties'][number]

export function keyOf({ type, name }: { readonly type: string; readonly name: string }): string {
  return `${type} ${name}`
}

/** The plan with these events: one that it has already gets the properties that it lacks, and is left as it is otherwise. */
export function withEvents(plan: TrackingPlan, added: readonly Planned[]): TrackingPlan {
  const more = new Map(added.map((event) => [keyOf(event), event]))
  const merged = plan.events.map((event): Planned => {
    const found = more.get(keyOf(event))
    more.delete(keyOf(event))
    const names = new Set(event.properties.map(({ name }) => name))
    const lacking = found?.properties.filter(({ name }) => !names.has(name)) ?? []
    return lacking.length === 0 ? event : { ...event, properties: [...event.properties, ...lacking] }
  })
  return { ...plan, events: [...merged, ...more.values()] }
}

/** The plan of a JSON file, by itself or under `plan`; null for anything else. Whether its parts are right is checked when it is saved. */
export function readPlanText(text: string): TrackingPlan | null {
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''))
    const plan: unknown = isObject(content) && 'plan' in content ? content['plan'] : content
    if (!isObject(plan) || !Array.isArray(plan['events']) || !plan['events'].every(isEvent)) return null
    return plan as unknown as TrackingPlan
  } catch {
    return null
  }
}

function isEvent(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['type'] === 'string' &&
    Array.isArray(value['properties']) &&
    value['properties'].every((one) => isObject(one) && typeof one['name'] === 'string')
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
