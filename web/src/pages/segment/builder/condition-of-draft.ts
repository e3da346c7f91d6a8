import type { Condition } from '#http/segment/condition-schemas.ts'
import { isGroup, isOfOthers } from './draft.ts'
import type { ActDraft, DraftNode, OthersDraft, PastDraft, SelectionDraft, SpanDraft, TestDraft, ValueDraft, WindowDraft } from './draft.ts'

/** Where the parts of a draft stand in the condition, and which of them lack something. */
export interface ConditionOfDraft {
  /** Null while a part lacks something. */
  readonly condition: Condition | null
  /** Ids of rows, properties and steps that are not complete. */
  readonly gaps: readonly number[]
  /** From the outside in. */
  readonly places: readonly { readonly path: string; readonly id: number }[]
}

interface Walk {
  readonly gaps: number[]
  readonly places: { path: string; id: number }[]
}

type Json = Readonly<Record<string, unknown>>

/** The condition that a draft says, as the server reads it. A group of one is its part. */
export function conditionOfDraft(root: DraftNode): ConditionOfDraft {
  const walk: Walk = { gaps: [], places: [] }
  const [only] = isGroup(root.base) ? root.base.parts : []
  const isAlone = isGroup(root.base) && root.base.parts.length === 1 && root.wraps.length === 0
  const condition = nodeJson(isAlone && only !== undefined ? only : root, '$', walk)
  return { ...walk, condition: walk.gaps.length > 0 ? null : (condition as Condition) }
}

/** The row, property or step that a path of the server is in. @example placeAt(places, '$.all[2].values') */
export function placeAt(places: ConditionOfDraft['places'], path: string): number | undefined {
  const inside = places.filter((place) => path === place.path || path.startsWith(`${place.path}.`) || path.startsWith(`${place.path}[`))
  return inside.toSorted((a, b) => b.path.length - a.path.length)[0]?.id
}

function nodeJson({ id, wraps, base }: DraftNode, path: string, walk: Walk): Json {
  walk.places.push({ path, id })
  const inner = wraps.reduce((at, wrap) => `${at}${wrap === 'not' ? '.not' : '.condition'}`, path)
  const json = isOfOthers(base)
    ? othersJson(id, base, inner, walk)
    : isGroup(base)
      ? { [base.join]: base.parts.map((part, i) => nodeJson(part, `${inner}.${base.join}[${i}]`, walk)) }
      : testJson(id, base, inner, walk)
  if (isGroup(base) && base.join === 'any' && base.parts.length === 0) walk.gaps.push(id)
  return wraps.reduceRight<Json>((inside, wrap) => {
    if (wrap === 'not') return { not: inside }
    return { asOf: orGap(id, pastJson(wrap), walk), condition: inside }
  }, json)
}

/** Null becomes a gap of the row. */
function orGap<T>(id: number, value: T | null, walk: Walk): T | null {
  if (value === null) walk.gaps.push(id)
  return value
}

function othersJson(id: number, base: OthersDraft, path: string, walk: Walk): Json {
  const at = `${path}.${base.kind}`
  const [only] = base.parts
  const within =
    base.parts.length === 1 && only !== undefined
      ? nodeJson(only, at, walk)
      : base.parts.length === 0
        ? { all: [] }
        : { [base.join]: base.parts.map((part, i) => nodeJson(part, `${at}.${base.join}[${i}]`, walk)) }
  const roles = base.roles.length === 0 ? {} : { roles: base.roles }
  if (base.kind === 'account') return { account: within, ...roles }
  return { people: within, ...roles, ...(base.isShare ? { share: true } : {}), ...orGap(id, valueJson(base.value), walk) }
}

function pastJson(past: PastDraft): Json | null {
  if (past.kind === 'day') return past.day === '' ? null : { day: past.day }
  const ago = spanJson(past.span)
  return ago === null ? null : { ago }
}

function testJson(id: number, test: TestDraft, path: string, walk: Walk): Json {
  switch (test.kind) {
    case 'empty':
      walk.gaps.push(id)
      return {}
    case 'field':
      return { field: test.field, ...orGap(id, valueJson(test.value), walk) }
    case 'did':
      return actJson(id, test, path, walk)
    case 'sequence': {
      const window = windowJson(test.window)
      if (window === null || test.steps.length < 2) walk.gaps.push(id)
      return {
        sequence: test.steps.map((step, i) => {
          walk.places.push({ path: `${path}.sequence[${i}]`, id: step.id })
          const isMissing = step.missing && i === test.steps.length - 1
          return { ...selectionJson(step, `${path}.sequence[${i}]`, walk), ...(isMissing ? { missing: true } : {}) }
        }),
        within: orGap(id, spanJson(test.within), walk),
        ...window,
      }
    }
    case 'consent':
      return { consent: { purpose: test.purpose, channel: test.channel }, is: test.is }
    case 'segment':
      if (test.segment === '') walk.gaps.push(id)
      return { segment: test.segment }
  }
}

function actJson(id: number, test: ActDraft, path: string, walk: Walk): Json {
  const selection = { ...selectionJson(test, path, walk), ...orGap(id, windowJson(test.window), walk) }
  if (test.fn === 'once') return { ...selection, op: 'gte', value: 1 }
  const isOf = !['count', 'days', 'first', 'last'].includes(test.fn)
  if (isOf && test.of === '') walk.gaps.push(id)
  return {
    ...selection,
    ...(test.fn === 'count' ? {} : { calculate: isOf ? { fn: test.fn, of: test.of } : { fn: test.fn } }),
    ...orGap(id, valueJson(test.value), walk),
  }
}

function selectionJson({ did, name, where }: SelectionDraft, path: string, walk: Walk): Json {
  const tests = where.map((test, i) => {
    walk.places.push({ path: `${path}.where[${i}]`, id: test.id })
    if (test.property === '') walk.gaps.push(test.id)
    return { property: test.property, ...(test.not ? { not: true } : {}), ...orGap(test.id, valueJson(test.value), walk) }
  })
  return { did, ...(name.trim() === '' ? {} : { name }), ...(tests.length === 0 ? {} : { where: tests }) }
}

function spanJson({ n, unit }: SpanDraft): SpanDraft | null {
  return n === null ? null : { n, unit }
}

/** Null where the value is not there yet. */
export function valueJson({ op, value, values = [], from, to, day = '', span }: ValueDraft): Json | null {
  switch (op) {
    case '':
      return null
    case 'set':
    case 'yes':
    case 'no':
      return { op }
    case 'in':
      return values.length === 0 ? null : { op, values }
    case 'contains':
    case 'starts':
      return typeof value !== 'string' || value.trim() === '' ? null : { op, value }
    case 'between':
    case 'anniversary':
      return typeof from !== 'number' || typeof to !== 'number' ? null : { op, from, to }
    case 'before':
    case 'on':
    case 'after':
      return day === '' ? null : { op, day }
    case 'last':
    case 'next':
    case 'earlier':
      return span === undefined || spanJson(span) === null ? null : { op, span }
    default:
      return typeof value === 'number' ? { op, value } : null
  }
}

function windowJson(window: WindowDraft): Json | null {
  const { kind, unit, field, since, until } = window
  const span = spanJson(window.span)
  switch (kind) {
    case 'ever':
      return {}
    case 'this':
    case 'previous':
      return { window: { [kind]: unit } }
    case 'days':
      if (since === '' && until === '') return null
      return { window: { ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) } }
    case 'fromTo': {
      const to = spanJson(window.toSpan)
      return span === null || to === null ? null : { window: { from: span, to } }
    }
    case 'after':
    case 'before':
      return span === null || field === '' ? null : { window: { [kind]: field, within: span } }
    default:
      return span === null ? null : { window: { [kind]: span } }
  }
}
