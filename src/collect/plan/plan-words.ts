/** What is done with a message that the plan does not expect. `allow`: stored and counted. `flag`: also shown with an example. `quarantine`: kept out until it is replayed. */
export const PLAN_MODES = ['allow', 'flag', 'quarantine'] as const
export type PlanMode = (typeof PLAN_MODES)[number]

/** `time` is ISO 8601 or a count since 1970, as the tracking API reads it; `any` is not looked at. */
export const PROPERTY_TYPES = ['text', 'number', 'integer', 'boolean', 'time', 'list', 'object', 'any'] as const
export type PropertyType = (typeof PROPERTY_TYPES)[number]

/** Messages that can be planned. identify and group are planned by their traits, without a name; a page or screen without a name stands for all of them. */
export const PLANNED_TYPES = ['track', 'page', 'screen', 'identify', 'group'] as const
export type PlannedType = (typeof PLANNED_TYPES)[number]

/** In which way a message is not what the plan says. Part of the API; those of quarantined messages are their reasons. */
export const PLAN_VIOLATIONS = ['unplanned_event', 'unplanned_property', 'missing_property', 'wrong_type', 'value_not_allowed'] as const
export type PlanViolationKind = (typeof PLAN_VIOLATIONS)[number]

export const PLAN_LIMITS = { events: 500, properties: 200, values: 200, name: 200, text: 500 } as const
