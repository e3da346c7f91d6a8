import { PLAN_VIOLATIONS, PLAN_LIMITS, PLAN_MODES, PLANNED_TYPES, PROPERTY_TYPES } from '#collect/plan/plan-words.ts'
import Type from 'typebox'

import { LARGEST_VERSION, BilingualText, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const oneOf = <T extends string>(values: readonly T[], description = '') =>
  Type.Unsafe<T>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
  )

const PlanMode = oneOf(PLAN_MODES, 'allow: stored and counted; flag: also shown with an example; quarantine: kept out until it is replayed')
const PropertyType = oneOf(PROPERTY_TYPES, 'time is ISO 8601 or a count since 1970; any is not looked at')
export const PlanViolationKind = oneOf(PLAN_VIOLATIONS)
const text = Type.String({ maxLength: PLAN_LIMITS.text * 2 })

const PlannedProperty = Type.Object({
  name: text,
  type: PropertyType,
  required: Type.Boolean(),
  values: Type.Optional(Type.Array(text, { maxItems: PLAN_LIMITS.values, description: 'Allowed values; absent: any' })),
  min: Type.Optional(Type.Number({ description: 'Least value of a number' })),
  max: Type.Optional(Type.Number({ description: 'Greatest value of a number' })),
  description: text,
})

const PlannedEvent = Type.Object({
  type: oneOf(PLANNED_TYPES, 'identify and group are planned by their traits, without a name'),
  name: text,
  description: text,
  owner: text,
  properties: Type.Array(PlannedProperty, { maxItems: PLAN_LIMITS.properties }),
})

export const TrackingPlan = Type.Object({
  unplannedEvents: PlanMode,
  unplannedProperties: PlanMode,
  missingProperties: PlanMode,
  wrongProperties: PlanMode,
  events: Type.Array(PlannedEvent, { maxItems: PLAN_LIMITS.events }),
})
export type TrackingPlan = Static<typeof TrackingPlan>

export const PlanScope = Type.Object({
  scope: Type.String({
    pattern: '^(all|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$',
    description: 'all, or the id of a source that has a plan of its own',
  }),
})
export const PlanVersionParams = Type.Object({ ...PlanScope.properties, version: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }) })

const saved = { version: Type.Integer(), author: Type.String(), note: Type.String(), savedAt: Instant }

export const PlanList = Type.Object({
  items: Type.Array(Type.Object({ scope: Type.String(), sourceName: Type.String(), events: Type.Integer(), ...saved })),
})
export type PlanList = Static<typeof PlanList>

export const PlanState = Type.Object({
  scope: Type.String(),
  version: Type.Integer({ description: '0 where none was ever saved' }),
  plan: Nullable(TrackingPlan),
  inherits: Type.Boolean({ description: 'The source has no plan of its own, so that of all sources holds' }),
  versions: Type.Array(Type.Object({ ...saved })),
})
export type PlanState = Static<typeof PlanState>

export const PlanVersion = Type.Object({ scope: Type.String(), plan: Nullable(TrackingPlan), ...saved })
export type PlanVersion = Static<typeof PlanVersion>

export const PlanChange = Type.Object({
  base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION, description: 'The version that the change was made from' }),
  note: Type.Optional(Type.String({ maxLength: 300 })),
  plan: Nullable(TrackingPlan),
  sure: Type.Optional(Type.Boolean({ description: 'Save it although it would hold a large part of what comes in' })),
})

const days = Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 }))
export const DaysQuery = Type.Object({ days })

const SeenEvent = Type.Object({
  type: Type.String(),
  name: Type.String(),
  count: Type.Integer(),
  properties: Type.Array(
    Type.Object({
      name: Type.String(),
      present: Type.Integer({ description: 'Events in which it is there and not empty' }),
      types: Type.Record(Type.String(), Type.Integer()),
      values: Type.Array(Type.String(), { description: 'Different values where they are few; otherwise empty' }),
    }),
  ),
})

export const PlanProposal = Type.Object({
  total: Type.Integer({ description: 'Events of these days' }),
  looked: Type.Integer({ description: 'Events that the counts are of' }),
  plan: TrackingPlan,
  seen: Type.Array(SeenEvent),
})
export type PlanProposal = Static<typeof PlanProposal>

export const PlanTrial = Type.Object({ plan: TrackingPlan, days })
export const PlanPreview = Type.Object({
  events: Type.Integer({ description: 'Newest stored events that the plan was held against' }),
  asPlanned: Type.Integer(),
  kept: Type.Integer({ description: 'Not as planned and stored all the same' }),
  quarantined: Type.Integer(),
  byKind: Type.Object(
    Object.fromEntries(PLAN_VIOLATIONS.map((kind) => [kind, Type.Integer()])) as Record<
      (typeof PLAN_VIOLATIONS)[number],
      ReturnType<typeof Type.Integer>
    >,
  ),
  violations: Type.Array(
    Type.Object({ kind: PlanViolationKind, type: Type.String(), event: Type.String(), property: Type.String(), count: Type.Integer() }),
  ),
})
export type PlanPreview = Static<typeof PlanPreview>

export const ViolationQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })),
  source: Type.Optional(Type.String({ format: 'uuid' })),
  kind: Type.Optional(PlanViolationKind),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
})
export const ViolationList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      source: Type.String(),
      sourceName: Type.String(),
      kind: PlanViolationKind,
      type: Type.String(),
      event: Type.String({ description: 'Empty for what is beyond the number of kinds that are kept apart' }),
      property: Type.String(),
      count: Type.Integer(),
      quarantined: Type.Integer(),
      lastDay: Type.String({ description: 'UTC' }),
      hasExample: Type.Boolean(),
    }),
  ),
})
export type ViolationList = Static<typeof ViolationList>
export const ViolationExample = Type.Object({
  example: Type.Unknown({ description: 'A message as it came, masked; null where none was kept' }),
})
export type ViolationExample = Static<typeof ViolationExample>

export const ReplayHeldBody = Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 500 })) })
export const ReplayHeldAnswer = Type.Object({
  tried: Type.Integer(),
  putBack: Type.Integer({ description: 'On their way in' }),
  still: Type.Integer({ description: 'Kept out by the plan or the rules of today as well' }),
  nextCursor: Nullable(Type.String()),
})
export type ReplayHeldAnswer = Static<typeof ReplayHeldAnswer>

export const PlanLibrary = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String(), title: BilingualText, plans: Type.Object({ zh: TrackingPlan, en: TrackingPlan }) })),
})
export type PlanLibrary = Static<typeof PlanLibrary>
