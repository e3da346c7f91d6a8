/** Bounds of one condition: what a person can still read, and what a query answers in time. */
export const CONDITION_LIMITS = {
  /** Groups in groups. */
  depth: 12,
  /** Tests and steps of one condition, with those of the segments that it names. */
  tests: 120,
  /** Properties of one test. */
  properties: 10,
  steps: 5,
  /** Values of one list. */
  values: 10_000,
  /** Roles of one test. */
  roles: 50,
  /** Characters of one text. */
  text: 500,
  /** Characters of the whole as JSON: what an address of the engine takes. */
  characters: 300_000,
  /** Days of the longest span. */
  spanDays: 3_660,
} as const
