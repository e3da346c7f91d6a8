import type { ActKind, Condition } from '#segment/conditions/condition.ts'

/** Data that an audience asks for and that a project may not have: without it nobody is in the audience. */
export interface DataNeed {
  readonly kind:
    | 'scores'
    | 'orders'
    | 'event'
    | 'measure'
    | 'tickets'
    | 'feedback'
    | 'messages'
    | 'contracts'
    | 'registered'
    | 'region'
    | 'members'
  /** Of events and measures: which one; otherwise empty. */
  readonly name: string
}

const OF_ACTS: Readonly<Record<ActKind, DataNeed['kind']>> = {
  event: 'event',
  measure: 'measure',
  order: 'orders',
  item: 'orders',
  return: 'orders',
  ticket: 'tickets',
  feedback: 'feedback',
  message: 'messages',
}

const OF_FIELDS: readonly (readonly [start: string, kind: DataNeed['kind']])[] = [
  ['churn.', 'scores'],
  ['profile.', 'orders'],
  ['contract.', 'contracts'],
  ['customer.registered_at', 'registered'],
  ['customer.region', 'region'],
  ['customer.member_level', 'members'],
]

/** What a condition over customers needs, each once, in the order in which it is asked for. What must not have happened is needed too: without such data it never happened. */
export function dataNeeds(condition: Condition): DataNeed[] {
  const needs = new Map<string, DataNeed>()
  const add = (kind: DataNeed['kind'], name = ''): void => void needs.set(`${kind}/${name}`, { kind, name })
  const look = (part: Condition): void => {
    if ('all' in part) part.all.forEach(look)
    else if ('any' in part) part.any.forEach(look)
    else if ('not' in part) look(part.not)
    else if ('asOf' in part) look(part.condition)
    else if ('sequence' in part) for (const { did, name } of part.sequence) add(OF_ACTS[did], name ?? '')
    else if ('did' in part) add(OF_ACTS[part.did], part.did === 'event' || part.did === 'measure' ? (part.name ?? '') : '')
    else if ('field' in part) {
      const found = OF_FIELDS.find(([start]) => part.field.startsWith(start))
      if (found !== undefined) add(found[1])
    }
  }
  look(condition)
  return [...needs.values()]
}
