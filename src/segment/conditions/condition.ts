/*
 * The one language that describes customers (ADR 0038), and accounts (ADR 0043): segments, the customer list, audiences, tags and exports mean by it the same people. A condition is JSON, documented in
 * docs/guide/conditions.md. Every test is true or false of a customer: what is not known fails a test, and `not` is the exact complement among customers.
 */

/** Customers who meet it; where it is of the grain of accounts, accounts. */
export type Condition = GroupCondition | TestCondition

export type GroupCondition =
  /** All must hold; of none: everybody. */
  | { readonly all: readonly Condition[] }
  /** At least one must hold. */
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** As it was at an earlier time, from what was known then. */
  | { readonly asOf: PastPoint; readonly condition: Condition }

export type TestCondition = FieldTest | ActTest | SequenceTest | ConsentTest | SegmentTest | AccountTest | PeopleTest

/** What a condition is about. Of accounts, acts are those of their people, and measures their own. */
export const GRAINS = ['customers', 'accounts'] as const
export type Grain = (typeof GRAINS)[number]

/** A value of the customer, by its name in the catalogue of fields. */
export type FieldTest = { readonly field: string } & ValueTest

/** What the customer did, or what happened to them. Without a value test: at least once. */
export type ActTest = { readonly did: ActKind } & ActSelection & { readonly calculate?: Calculation } & ValueTest

/** Which acts count. */
export interface ActSelection {
  /** Of events: which one. */
  readonly name?: string
  /** Properties that all must hold. */
  readonly where?: readonly PropertyTest[]
  /** When; without: ever. */
  readonly window?: Window
}

/** A property of an act. */
export type PropertyTest = { readonly property: string; readonly not?: true } & ValueTest

/** One after the other: each step at the time of the one before or later, all within a span after the first. */
export interface SequenceTest {
  readonly sequence: readonly SequenceStep[]
  readonly within: Span
  /** When the first step happened. */
  readonly window?: Window
}

export interface SequenceStep {
  readonly did: ActKind
  readonly name?: string
  readonly where?: readonly PropertyTest[]
  /** Only the last: it did not follow, and the time for it is over. */
  readonly missing?: true
}

/** What the customer said about being contacted. Nothing said is neither. */
export interface ConsentTest {
  readonly consent: { readonly purpose: string; readonly channel: string }
  readonly is: 'granted' | 'withdrawn'
}

/** Who is in another segment. */
export interface SegmentTest {
  readonly segment: string
}

/** Of a customer: they are a member now of an account that meets a condition, in one of these roles; without roles in any. */
export interface AccountTest {
  readonly account: Condition
  readonly roles?: readonly string[]
}

/** Of an account: how many of its people now meet a condition; with `share`, what part of them, from 0 to 1. Only those in one of these roles are looked at. */
export type PeopleTest = { readonly people: Condition; readonly roles?: readonly string[]; readonly share?: true } & NumberTest

export const ACT_KINDS = ['event', 'order', 'item', 'return', 'ticket', 'feedback', 'message', 'measure'] as const
export type ActKind = (typeof ACT_KINDS)[number]

/**
 * What is worked out of the acts that count. `count`, `days` (different days in the project's time zone) and `sum` are 0 without acts; the others are
 * unknown. `first` and `last` are times; `latest` and `earliest` are the property of that act, `change` the latest less the earliest, and `growth` the change as a share of
 * the earliest: both need two acts, and growth an earliest that is not 0.
 */
export type Calculation =
  | { readonly fn: 'count' | 'days' | 'first' | 'last' }
  | { readonly fn: 'sum' | 'average' | 'least' | 'most' | 'latest' | 'earliest' | 'change' | 'growth'; readonly of: string }

export const SPAN_UNITS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type SpanUnit = (typeof SPAN_UNITS)[number]

/** Minutes to weeks are of fixed length (a day is 24 hours); months and years go by the calendar of the project's time zone. */
export interface Span {
  readonly n: number
  readonly unit: SpanUnit
}

export const CALENDAR_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const
/** By the project's time zone; a week begins on Monday (ISO 8601). */
export type CalendarUnit = (typeof CALENDAR_UNITS)[number]

export type Window =
  /** From so long ago until now. */
  | { readonly last: Span }
  /** So long ago or longer. */
  | { readonly earlier: Span }
  /** From so long ago until so long ago. */
  | { readonly from: Span; readonly to: Span }
  /** Days, both of them included. */
  | { readonly since: string; readonly until?: string }
  | { readonly until: string }
  | { readonly this: CalendarUnit }
  | { readonly previous: CalendarUnit }
  /** So long from a date of the customer on, and so long before it. */
  | { readonly after: string; readonly within: Span }
  | { readonly before: string; readonly within: Span }

/** So long ago, or the end of a day (YYYY-MM-DD). */
export type PastPoint = { readonly ago: Span } | { readonly day: string }

export type ValueTest = TextTest | NumberTest | FlagTest | DateTest | { readonly op: 'set' }

export type TextTest =
  | { readonly op: 'in'; readonly values: readonly string[] }
  | { readonly op: 'contains' | 'starts'; readonly value: string }

export const NUMBER_OPS = ['eq', 'gt', 'gte', 'lt', 'lte'] as const
export type NumberTest =
  | { readonly op: (typeof NUMBER_OPS)[number]; readonly value: number }
  /** Both ends included. */
  | { readonly op: 'between'; readonly from: number; readonly to: number }

export interface FlagTest {
  readonly op: 'yes' | 'no'
}

export type DateTest =
  /** Days in the project's time zone; `on` is that day. */
  | { readonly op: 'before' | 'on' | 'after'; readonly day: string }
  | { readonly op: 'last' | 'next' | 'earlier'; readonly span: Span }
  /** The day comes round, from so many days ahead (negative: ago) to so many, both included. */
  | { readonly op: 'anniversary'; readonly from: number; readonly to: number }

export const EVERYBODY: Condition = { all: [] }

/** Which kind a condition is, for one switch over all of them. */
export function kindOf(
  condition: Condition,
): 'all' | 'any' | 'not' | 'asOf' | 'field' | 'did' | 'sequence' | 'consent' | 'account' | 'people' | 'segment' {
  if ('all' in condition) return 'all'
  if ('any' in condition) return 'any'
  if ('not' in condition) return 'not'
  if ('asOf' in condition) return 'asOf'
  if ('field' in condition) return 'field'
  if ('did' in condition) return 'did'
  if ('sequence' in condition) return 'sequence'
  if ('consent' in condition) return 'consent'
  if ('account' in condition) return 'account'
  if ('people' in condition) return 'people'
  return 'segment'
}

/** The calculation of a test, `count` where it names none. */
export function calculationOf(test: Pick<ActTest, 'calculate'>): Calculation {
  return test.calculate ?? { fn: 'count' }
}
