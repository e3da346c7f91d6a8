import { startOfDay } from '#kernel/zoned-day.ts'
import { calendarValue } from './act-calendar.ts'
import { calculate } from './calculate.ts'
import type { AccountTest, ActSelection, ActTest, Condition, PeopleTest, PropertyTest, SequenceTest, Span, Window } from './condition.ts'
import { calculationOf } from './condition.ts'
import type { ConditionCatalogue } from './condition-catalogue.ts'
import type { FieldType } from './condition-field.ts'
import type { AskedAt } from './condition-window.ts'
import { fixedMs, pastInstant, rangeOf } from './condition-window.ts'
import type { Act, Dossier, FieldValue } from './dossier.ts'
import { consentKey } from './dossier.ts'
import { propertyType } from './property-type.ts'
import { valueMeets } from './value-meets.ts'

/** Why a customer meets a condition or not: the same tree, each part with what was found. */
export interface Verdict {
  readonly condition: Condition
  readonly isMet: boolean
  readonly parts: readonly Verdict[]
  /** Of a test of a field or of acts; undefined: nothing is known. */
  readonly value?: FieldValue | undefined
  /** Acts that count, of tests of acts and sequences: how many, the first and the last in milliseconds. */
  readonly acts?: { readonly count: number; readonly first: number | null; readonly last: number | null }
  /** Of the parts of a test of accounts: which account each is about. */
  readonly account?: { readonly id: string; readonly name: string }
}

/** What a segment that a condition names stands for; `snapshot`: its members are a list. */
export type SegmentMeanings = ReadonlyMap<string, Condition | 'snapshot'>

interface Asking extends AskedAt {
  readonly dossier: Dossier
  readonly catalogue: ConditionCatalogue
  readonly segments: SegmentMeanings
  readonly isPast: boolean
}

/** The reference of what conditions mean: the compiled query must name just the customers for whom this is true. */
export function evaluateCondition(
  condition: Condition,
  dossier: Dossier,
  parts: AskedAt & { readonly catalogue: ConditionCatalogue; readonly segments?: SegmentMeanings },
): Verdict {
  return judge(condition, { segments: new Map(), ...parts, dossier, isPast: false })
}

function judge(condition: Condition, asking: Asking): Verdict {
  if ('all' in condition) {
    const parts = condition.all.map((part) => judge(part, asking))
    return { condition, parts, isMet: parts.every(({ isMet }) => isMet) }
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => judge(part, asking))
    return { condition, parts, isMet: parts.some(({ isMet }) => isMet) }
  }
  if ('not' in condition) {
    const part = judge(condition.not, asking)
    return { condition, parts: [part], isMet: !part.isMet }
  }
  if ('asOf' in condition) {
    const part = judge(condition.condition, { ...asking, now: pastInstant(condition.asOf, asking), isPast: true })
    return { condition, parts: [part], isMet: part.isMet }
  }
  if ('field' in condition) {
    const value = fieldsOf(asking).get(condition.field)
    const type = asking.catalogue.fields.get(condition.field)?.type ?? 'text'
    return { condition, parts: [], value, isMet: valueMeets(condition, value, type, asking) }
  }
  if ('consent' in condition) {
    const granted = asking.dossier.consents.get(consentKey(condition.consent))
    return { condition, parts: [], value: granted, isMet: granted === (condition.is === 'granted') }
  }
  if ('account' in condition) return ofAccounts(condition, asking)
  if ('people' in condition) return ofPeople(condition, asking)
  if ('segment' in condition) return ofSegment(condition, asking)
  return 'sequence' in condition ? ofSequence(condition, asking) : ofActs(condition, asking)
}

function ofSegment(condition: { readonly segment: string }, asking: Asking): Verdict {
  const meaning = asking.segments.get(condition.segment)
  if (meaning === undefined) throw new TypeError('A condition names a segment that was not looked up.')
  if (meaning === 'snapshot') return { condition, parts: [], isMet: asking.dossier.snapshots.has(condition.segment) }
  const part = judge(meaning, asking)
  return { condition, parts: [part], isMet: part.isMet }
}

/** Who is in one role or another; without roles everybody. */
function isInRole({ roles }: Pick<AccountTest, 'roles'>, { role }: { readonly role: string }): boolean {
  return roles === undefined || roles.includes(role)
}

/** The value is the number of accounts that meet it. */
function ofAccounts(condition: AccountTest, asking: Asking): Verdict {
  const parts = (asking.dossier.accounts ?? [])
    .filter((membership) => isInRole(condition, membership))
    .map(({ account, name }) => ({
      ...judge(condition.account, { ...asking, dossier: account }),
      account: { id: account.customerId, name },
    }))
  const met = parts.filter(({ isMet }) => isMet).length
  return { condition, parts, value: met, isMet: met > 0 }
}

function ofPeople(condition: PeopleTest, asking: Asking): Verdict {
  const people = (asking.dossier.people ?? []).filter((member) => isInRole(condition, member))
  const met = people.filter((member) => member.meets(condition.people)).length
  const value = condition.share === true ? (people.length === 0 ? undefined : met / people.length) : met
  return { condition, parts: [], value, isMet: valueMeets(condition, value, 'number', asking) }
}

function fieldsOf({ dossier, isPast, now }: Asking): ReadonlyMap<string, FieldValue> {
  return isPast ? (dossier.pastFields.get(now.getTime()) ?? new Map<string, FieldValue>()) : dossier.fields
}

function ofActs(test: ActTest, asking: Asking): Verdict {
  const acts = actsThatCount(test, asking)
  const value = calculate(calculationOf(test), acts, asking.timeZone)
  const type: FieldType = test.calculate?.fn === 'first' || test.calculate?.fn === 'last' ? 'time' : 'number'
  return { condition: test, parts: [], value, acts: summary(acts), isMet: valueMeets(test, value, type, asking) }
}

function summary(acts: readonly Act[]): { count: number; first: number | null; last: number | null } {
  return { count: acts.length, first: acts[0]?.at ?? null, last: acts.at(-1)?.at ?? null }
}

/** In the order of their time, then of their ids. */
function actsThatCount(test: ActSelection & Pick<ActTest, 'did'>, asking: Asking): Act[] {
  const isIn = windowOf(test.window, asking)
  return (asking.dossier.acts[test.did] ?? [])
    .filter((act) => isIn(act.at) && isKnown(act, asking) && isMeant(act, test, asking))
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)))
}

function isKnown(act: Act, { isPast, now }: Asking): boolean {
  return !isPast || act.availableAt <= now.getTime()
}

function isMeant(act: Act, { did, name, where = [] }: ActSelection & Pick<ActTest, 'did'>, asking: Asking): boolean {
  if (name !== undefined && act.name !== name) return false
  return where.every((test: PropertyTest) => {
    const given = calendarValue(test.property, act.at, asking.timeZone) ?? act.properties[test.property]
    const value = test.op === 'set' ? given : ofType(given, propertyType(did, test))
    return valueMeets(test, value, propertyType(did, test), asking) === (test.not === undefined)
  })
}

/** A property of its own counts only where it has the type that it is tested by. */
function ofType(value: FieldValue | undefined, type: FieldType): FieldValue | undefined {
  const wanted = type === 'flag' ? 'boolean' : type === 'text' || type === 'choice' ? 'string' : 'number'
  return typeof value === wanted ? value : undefined
}

/** Which times are in a window of this customer. */
function windowOf(window: Window | undefined, asking: Asking): (at: number) => boolean {
  const now = asking.now.getTime()
  const range = rangeOf(window, asking)
  if (range !== null) return (at) => (range.from === null || at >= range.from.getTime()) && (range.to === null || at < range.to.getTime())
  const [name, within, isAfter] = aroundOf(window as Window)
  const date = fieldsOf(asking).get(name)
  if (date === undefined) return () => false
  const start = typeof date === 'number' ? date : startOfDay(String(date), asking.timeZone).getTime()
  const length = fixedMs(within) ?? 0
  return (at) => at <= now && (isAfter ? at >= start && at < start + length : at >= start - length && at < start)
}

function aroundOf(window: Window): [string, Span, boolean] {
  if ('after' in window) return [window.after, window.within, true]
  if ('before' in window) return [window.before, window.within, false]
  throw new TypeError('A window around a date of the customer was expected.')
}

/**
 * From each first step on, every next step is the earliest act of its kind that is not before the one that came last and was not a step yet; of the same time the
 * one with the smallest id.
 */
function ofSequence(test: SequenceTest, asking: Asking): Verdict {
  const { sequence, within, window } = test
  const within_ = fixedMs(within) ?? 0
  const steps = sequence.map((step, i) =>
    actsThatCount(i === 0 && window !== undefined ? { ...step, window } : step, asking).map((act) => ({
      ...act,
      key: `${step.did}:${act.id}`,
    })),
  )
  const [starts = [], ...next] = steps
  const isMissing = sequence.at(-1)?.missing === true
  const found = starts.filter((start) => {
    const end = start.at + within_
    const used = new Set([start.key])
    let last = start.at
    for (const [i, acts] of next.entries()) {
      const step = acts.find((act) => act.at >= last && !used.has(act.key))
      const isIn = step !== undefined && step.at <= end
      if (isMissing && i === next.length - 1) return !isIn && end < asking.now.getTime()
      if (!isIn) return false
      used.add(step.key)
      last = step.at
    }
    return true
  })
  return { condition: test, parts: [], acts: summary(found), isMet: found.length > 0 }
}
