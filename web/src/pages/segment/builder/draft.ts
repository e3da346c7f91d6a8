import type { CalendarUnit, Condition, ConditionLanguage, SpanUnit } from '#http/segment/condition-schemas.ts'

/*
 * A condition while somebody edits it: rows that have an id, can be incomplete and carry what stands before them (not, as of) instead of being wrapped in it.
 */

export type ActKind = ConditionLanguage['acts'][number]['kind']

export interface SpanDraft {
  readonly n: number | null
  readonly unit: SpanUnit
}

export type PastDraft = { readonly kind: 'ago'; readonly span: SpanDraft } | { readonly kind: 'day'; readonly day: string }

/** What stands before a row: its opposite, or an earlier time. */
export type Wrap = 'not' | PastDraft

export interface DraftNode {
  readonly id: number
  readonly wraps: readonly Wrap[]
  readonly base: GroupDraft | OthersDraft | TestDraft
}

export interface GroupDraft {
  readonly kind: 'group'
  readonly join: 'all' | 'any'
  readonly parts: readonly DraftNode[]
}

/** What is asked of the accounts of a customer, or of the people of an account: rows of the other grain. */
export type OthersDraft = AccountDraft | PeopleDraft

export interface AccountDraft extends Omit<GroupDraft, 'kind'> {
  readonly kind: 'account'
  /** Of none: any role. */
  readonly roles: readonly string[]
}

export interface PeopleDraft extends Omit<GroupDraft, 'kind'> {
  readonly kind: 'people'
  readonly roles: readonly string[]
  readonly isShare: boolean
  /** How many, or what share from 0 to 1. */
  readonly value: ValueDraft
}

/** The test of a value; which of the others count depends on `op`. */
export interface ValueDraft {
  readonly op: string
  readonly value?: string | number | null
  readonly values?: readonly string[]
  readonly from?: number | null
  readonly to?: number | null
  readonly day?: string
  readonly span?: SpanDraft
}

export const WINDOW_KINDS = ['ever', 'last', 'earlier', 'fromTo', 'days', 'this', 'previous', 'after', 'before'] as const

export interface WindowDraft {
  readonly kind: (typeof WINDOW_KINDS)[number]
  readonly span: SpanDraft
  readonly toSpan: SpanDraft
  readonly since: string
  readonly until: string
  readonly unit: CalendarUnit
  readonly field: string
}

export interface PropertyDraft {
  readonly id: number
  readonly property: string
  readonly not: boolean
  readonly value: ValueDraft
}

export interface SelectionDraft {
  readonly did: ActKind
  readonly name: string
  readonly where: readonly PropertyDraft[]
}

export interface StepDraft extends SelectionDraft {
  readonly id: number
  readonly missing: boolean
}

/** `once`: at least once. */
export type CalculationName =
  | 'once'
  | 'count'
  | 'days'
  | 'first'
  | 'last'
  | 'sum'
  | 'average'
  | 'least'
  | 'most'
  | 'earliest'
  | 'latest'
  | 'change'
  | 'growth'

export interface ActDraft extends SelectionDraft {
  readonly kind: 'did'
  readonly window: WindowDraft
  readonly fn: CalculationName
  readonly of: string
  readonly value: ValueDraft
}

export interface SequenceDraft {
  readonly kind: 'sequence'
  readonly steps: readonly StepDraft[]
  readonly within: SpanDraft
  readonly window: WindowDraft
}

export type TestDraft =
  | { readonly kind: 'empty' }
  | { readonly kind: 'field'; readonly field: string; readonly value: ValueDraft }
  | ActDraft
  | SequenceDraft
  | { readonly kind: 'consent'; readonly purpose: string; readonly channel: string; readonly is: 'granted' | 'withdrawn' }
  | { readonly kind: 'segment'; readonly segment: string }

let last = 0
/** Ids tell rows apart while a page is open; they are in no condition. */
export function freshId(): number {
  last += 1
  return last
}

export const isGroup = (base: DraftNode['base']): base is GroupDraft => base.kind === 'group'
/** Rows are in it. */
export const hasParts = (base: DraftNode['base']): base is GroupDraft | OthersDraft => 'parts' in base
export const isOfOthers = (base: DraftNode['base']): base is OthersDraft => base.kind === 'account' || base.kind === 'people'

export const emptyRow = (): DraftNode => ({ id: freshId(), wraps: [], base: { kind: 'empty' } })

const MONTH: SpanDraft = { n: 30, unit: 'day' }
export const EVER: WindowDraft = { kind: 'ever', span: MONTH, toSpan: MONTH, since: '', until: '', unit: 'month', field: '' }

/** A new test of an act: at least once, ever. */
export const newAct = (did: ActKind): ActDraft => ({
  kind: 'did',
  did,
  name: '',
  where: [],
  window: { ...EVER, kind: 'last' },
  fn: 'once',
  of: '',
  value: { op: 'gte', value: 1 },
})

export const newStep = (did: ActKind): StepDraft => ({ id: freshId(), did, name: '', where: [], missing: false })

/** The root is a group without anything before it, so that rows can be added to it. */
export function draftOf(condition: Condition): DraftNode {
  const node = nodeOf(condition)
  if (node.wraps.length === 0 && isGroup(node.base)) return node
  return { id: freshId(), wraps: [], base: { kind: 'group', join: 'all', parts: [node] } }
}

function nodeOf(condition: Condition): DraftNode {
  if ('not' in condition) return before('not', nodeOf(condition.not))
  if ('asOf' in condition) {
    const { asOf } = condition
    return before('day' in asOf ? { kind: 'day', day: asOf.day } : { kind: 'ago', span: asOf.ago }, nodeOf(condition.condition))
  }
  return { id: freshId(), wraps: [], base: baseOf(condition) }
}

const before = (wrap: Wrap, node: DraftNode): DraftNode => ({ ...node, wraps: [wrap, ...node.wraps] })

function baseOf(condition: Exclude<Condition, { not: unknown } | { asOf: unknown }>): DraftNode['base'] {
  if ('all' in condition) return { kind: 'group', join: 'all', parts: condition.all.map(nodeOf) }
  if ('any' in condition) return { kind: 'group', join: 'any', parts: condition.any.map(nodeOf) }
  if ('field' in condition) {
    const { field, ...value } = condition
    return { kind: 'field', field, value }
  }
  if ('consent' in condition) return { kind: 'consent', ...condition.consent, is: condition.is }
  if ('segment' in condition) return { kind: 'segment', segment: condition.segment }
  if ('account' in condition) return { kind: 'account', roles: condition.roles ?? [], ...rowsOf(condition.account) }
  if ('people' in condition) {
    const { people, roles = [], share, ...value } = condition
    return { kind: 'people', roles, isShare: share === true, value, ...rowsOf(people) }
  }
  if ('sequence' in condition) {
    const { sequence, within, window } = condition
    return {
      kind: 'sequence',
      steps: sequence.map(({ missing, ...step }) => ({ ...selectionOf(step), id: freshId(), missing: missing === true })),
      within,
      window: windowDraftOf(window),
    }
  }
  const { did, name, where, window, calculate, ...value } = condition
  const isOnce = calculate === undefined && value.op === 'gte' && value.value === 1
  return {
    kind: 'did',
    ...selectionOf({ did, name, where }),
    window: windowDraftOf(window),
    fn: isOnce ? 'once' : (calculate?.fn ?? 'count'),
    of: calculate !== undefined && 'of' in calculate ? calculate.of : '',
    value,
  }
}

/** A group of one row is a row of its own, so that it stays one. */
function rowsOf(condition: Condition): Omit<GroupDraft, 'kind'> {
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : null
  if (parts === null || parts.length === 1) return { join: 'all', parts: [nodeOf(condition)] }
  return { join: 'all' in condition ? 'all' : 'any', parts: parts.map(nodeOf) }
}

type Selected = Extract<Condition, { did: unknown }>

function selectionOf({
  did,
  name,
  where = [],
}: {
  did: ActKind
  name?: string | undefined
  where?: Selected['where'] | undefined
}): SelectionDraft {
  return {
    did,
    name: name ?? '',
    where: where.map(({ property, not, ...value }) => ({ id: freshId(), property, not: not === true, value })),
  }
}

function windowDraftOf(window: Selected['window']): WindowDraft {
  if (window === undefined) return EVER
  if ('last' in window) return { ...EVER, kind: 'last', span: window.last }
  if ('earlier' in window) return { ...EVER, kind: 'earlier', span: window.earlier }
  if ('from' in window) return { ...EVER, kind: 'fromTo', span: window.from, toSpan: window.to }
  if ('this' in window) return { ...EVER, kind: 'this', unit: window.this }
  if ('previous' in window) return { ...EVER, kind: 'previous', unit: window.previous }
  if ('after' in window) return { ...EVER, kind: 'after', field: window.after, span: window.within }
  if ('before' in window) return { ...EVER, kind: 'before', field: window.before, span: window.within }
  return { ...EVER, kind: 'days', since: 'since' in window ? window.since : '', until: window.until ?? '' }
}
