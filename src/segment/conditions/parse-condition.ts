import { CONSENT_CHANNELS, CONSENT_PURPOSES } from '#privacy/consent.ts'
import { ACTS, OWN_PROPERTY } from './act-catalogue.ts'
import type { ActKind, Calculation, Condition, Grain, NumberTest, PastPoint, PropertyTest, SequenceStep } from './condition.ts'
import { ACT_KINDS } from './condition.ts'
import type { ConditionCatalogue } from './condition-catalogue.ts'
import { ofGrain } from './condition-catalogue.ts'
import type { ActProperty } from './condition-field.ts'
import { isNumeric } from './condition-field.ts'
import { propertyType } from './property-type.ts'
import type { ConditionPath } from './condition-errors.ts'
import { noPast, tooDeep, tooMany, unknownName, unknownSegment, wrongShape } from './condition-errors.ts'
import { CONDITION_LIMITS } from './condition-limits.ts'
import { anyOf, dayAt, isRecord, only, spanAt, textAt } from './parse-parts.ts'
import { valueTestAt } from './parse-value-test.ts'
import { windowAt } from './parse-window.ts'

interface State {
  readonly catalogues: Readonly<Record<Grain, Pick<ConditionCatalogue, 'fields' | 'segments'>>>
  tests: number
}

/** What may stand in a condition of each grain. */
const KINDS: Readonly<Record<Grain, readonly string[]>> = {
  customers: ['all', 'any', 'not', 'asOf', 'field', 'did', 'sequence', 'consent', 'account', 'segment'],
  accounts: ['all', 'any', 'not', 'field', 'did', 'people', 'segment'],
}

interface Place {
  readonly path: ConditionPath
  readonly depth: number
  /** Within `asOf`: only what is known of earlier times may be asked. */
  readonly isPast: boolean
  readonly grain: Grain
}

/**
 * A condition from JSON that anybody may have sent, checked against what the project knows.
 *
 * @throws AppError with the path in the JSON: `condition-shape`, `condition-depth`, `condition-size`, `condition-unknown-name`, `condition-unknown-choice`,
 * `condition-wrong-test`, `condition-empty-range`, `condition-span`, `condition-day`, `condition-unknown-segment`, `condition-no-past`
 */
export function parseCondition(given: unknown, catalogue: ConditionCatalogue, grain: Grain = 'customers'): Condition {
  const catalogues = { customers: ofGrain(catalogue, 'customers'), accounts: ofGrain(catalogue, 'accounts') }
  const condition = conditionAt(given, { path: '$', depth: 0, isPast: false, grain }, { catalogues, tests: 0 })
  if (JSON.stringify(condition).length > CONDITION_LIMITS.characters) throw tooMany('$', 'characters', CONDITION_LIMITS.characters)
  return condition
}

/** How often a condition tests, steps of sequences counted each. */
export function testsIn(condition: Condition): number {
  if ('all' in condition) return condition.all.reduce((sum, part) => sum + testsIn(part), 0)
  if ('any' in condition) return condition.any.reduce((sum, part) => sum + testsIn(part), 0)
  if ('not' in condition) return testsIn(condition.not)
  if ('asOf' in condition) return testsIn(condition.condition)
  if ('account' in condition) return 1 + testsIn(condition.account)
  if ('people' in condition) return 1 + testsIn(condition.people)
  return 'sequence' in condition ? condition.sequence.length : 1
}

function conditionAt(given: unknown, place: Place, state: State): Condition {
  const { path, depth } = place
  if (depth > CONDITION_LIMITS.depth) throw tooDeep(path, CONDITION_LIMITS.depth)
  if (!isRecord(given)) throw wrongShape(path, 'an object, such as {"all": []}')
  const known = KINDS[place.grain]
  const kinds = known.filter((kind) => Object.hasOwn(given, kind))
  if (kinds.length !== 1) throw wrongShape(path, `an object with one of ${known.join(', ')}`)
  const inner = (part: unknown, at: string) => conditionAt(part, { ...place, path: `${path}${at}`, depth: depth + 1 }, state)
  const listed = (key: 'all' | 'any') => {
    only(given, [key], path)
    const parts = given[key]
    if (!Array.isArray(parts)) throw wrongShape(`${path}.${key}`, 'a list of conditions')
    if (parts.length > CONDITION_LIMITS.tests) throw tooMany(`${path}.${key}`, 'tests', CONDITION_LIMITS.tests)
    return parts.map((part: unknown, i) => inner(part, `.${key}[${i}]`))
  }
  switch (kinds[0]) {
    case 'all':
      return { all: listed('all') }
    case 'any': {
      const any = listed('any')
      if (any.length === 0) throw wrongShape(`${path}.any`, 'a list of at least one condition')
      return { any }
    }
    case 'not':
      only(given, ['not'], path)
      return { not: inner(given['not'], '.not') }
    case 'asOf':
      only(given, ['asOf', 'condition'], path)
      return {
        asOf: pastAt(given['asOf'], `${path}.asOf`),
        condition: conditionAt(given['condition'], { ...place, path: `${path}.condition`, depth: depth + 1, isPast: true }, state),
      }
    default: {
      const test = testAt(given, kinds[0] as string, place, state)
      // Those of a condition within it were counted as it was read.
      state.tests += 'account' in test || 'people' in test ? 1 : testsIn(test)
      if (state.tests > CONDITION_LIMITS.tests) throw tooMany('$', 'tests', CONDITION_LIMITS.tests)
      return test
    }
  }
}

function testAt(given: Record<string, unknown>, kind: string, place: Place, state: State): Condition {
  const { path, isPast, grain } = place
  const catalogue = state.catalogues[grain]
  switch (kind) {
    case 'field': {
      const name = textAt(given['field'], `${path}.field`)
      const field = catalogue.fields.get(name)
      if (field === undefined) throw unknownName(`${path}.field`, name, near(name, [...catalogue.fields.keys()]))
      if (isPast && !field.hasPast) throw noPast(path, name)
      return { field: name, ...valueTestAt(given, ['field'], field, path) }
    }
    case 'did':
      return actTestAt(given, place, state)
    case 'sequence':
      return sequenceAt(given, place, state)
    case 'account': {
      only(given, ['account', 'roles'], path)
      if (isPast) throw noPast(path, 'account')
      return { account: conditionAt(given['account'], inside(place, 'account', 'accounts'), state), ...rolesAt(given, path) }
    }
    case 'people':
      return peopleAt(given, place, state)
    case 'consent': {
      only(given, ['consent', 'is'], path)
      if (isPast) throw noPast(path, 'consent')
      const consent = given['consent']
      if (!isRecord(consent)) throw wrongShape(`${path}.consent`, '{"purpose": …, "channel": …}')
      only(consent, ['purpose', 'channel'], `${path}.consent`)
      return {
        consent: {
          purpose: anyOf(consent['purpose'], CONSENT_PURPOSES, `${path}.consent.purpose`),
          channel: anyOf(consent['channel'], CONSENT_CHANNELS, `${path}.consent.channel`),
        },
        is: anyOf(given['is'], ['granted', 'withdrawn'], `${path}.is`),
      }
    }
    default: {
      only(given, ['segment'], path)
      const id = textAt(given['segment'], `${path}.segment`)
      if (!catalogue.segments.has(id)) throw unknownSegment(`${path}.segment`, id)
      if (isPast) throw noPast(path, 'segment')
      return { segment: id }
    }
  }
}

/** The place of a condition of the other grain within a test. */
function inside({ path, depth, isPast }: Place, key: string, grain: Grain): Place {
  return { path: `${path}.${key}`, depth: depth + 1, isPast, grain }
}

const COUNT: ActProperty = { name: 'people', type: 'number', label: { zh: 'people', en: 'people' } }

function peopleAt(given: Record<string, unknown>, place: Place, state: State): Condition {
  const { path } = place
  if (given['share'] !== undefined && given['share'] !== true) throw wrongShape(`${path}.share`, 'true, or left out')
  const value = valueTestAt('op' in given ? given : { ...given, op: 'gte', value: 1 }, ['people', 'roles', 'share'], COUNT, path)
  // A number of people is always known.
  if (value.op === 'set') throw wrongShape(`${path}.op`, 'a comparison such as gte')
  return {
    people: conditionAt(given['people'], inside(place, 'people', 'customers'), state),
    ...rolesAt(given, path),
    ...(given['share'] === true ? { share: true as const } : {}),
    ...(value as NumberTest),
  }
}

function rolesAt(given: Record<string, unknown>, path: ConditionPath): { readonly roles?: readonly string[] } {
  const roles = given['roles']
  if (roles === undefined) return {}
  if (!Array.isArray(roles) || roles.length === 0) throw wrongShape(`${path}.roles`, 'a list of at least one role, or left out')
  if (roles.length > CONDITION_LIMITS.roles) throw tooMany(`${path}.roles`, 'values', CONDITION_LIMITS.roles)
  return { roles: [...new Set(roles.map((role: unknown, i) => textAt(role, `${path}.roles[${i}]`)))] }
}

function actTestAt(given: Record<string, unknown>, { path, isPast, grain }: Place, state: State): Condition {
  const kind = anyOf(given['did'], ACT_KINDS, `${path}.did`)
  const calculation = given['calculate'] === undefined ? undefined : calculationAt(given['calculate'], kind, `${path}.calculate`, isPast)
  const window = given['window'] === undefined ? {} : { window: windowAt(given['window'], state.catalogues[grain], `${path}.window`) }
  const selected = { did: kind, ...selectionAt(given, kind, path, isPast), ...window }
  const own = ['did', 'name', 'where', 'window', 'calculate']
  const value = valueTestAt('op' in given ? given : { ...given, op: 'gte', value: 1 }, own, valueOf(calculation ?? { fn: 'count' }), path)
  // A count need not be named: the same condition is written one way.
  return { ...selected, ...(calculation === undefined || calculation.fn === 'count' ? {} : { calculate: calculation }), ...value }
}

/** What a calculation gives, as a property that value tests can be checked against. */
function valueOf(calculation: Calculation): ActProperty {
  const isTime = calculation.fn === 'first' || calculation.fn === 'last'
  return { name: calculation.fn, type: isTime ? 'time' : 'number', label: { zh: calculation.fn, en: calculation.fn } }
}

function selectionAt(
  given: Record<string, unknown>,
  kind: ActKind,
  path: ConditionPath,
  isPast: boolean,
): { readonly name?: string; readonly where?: readonly PropertyTest[] } {
  const act = ACTS[kind]
  if (given['name'] !== undefined && !act.isNamed) throw wrongShape(`${path}.name`, `left out, since ${kind} has no names`)
  const where = given['where']
  if (where !== undefined && !Array.isArray(where)) throw wrongShape(`${path}.where`, 'a list of tests of properties')
  if (where !== undefined && where.length > CONDITION_LIMITS.properties)
    throw tooMany(`${path}.where`, 'properties', CONDITION_LIMITS.properties)
  return {
    ...(given['name'] === undefined ? {} : { name: textAt(given['name'], `${path}.name`) }),
    ...(where === undefined || where.length === 0
      ? {}
      : { where: where.map((one: unknown, i) => propertyTestAt(one, kind, `${path}.where[${i}]`, isPast)) }),
  }
}

function propertyTestAt(given: unknown, kind: ActKind, path: ConditionPath, isPast: boolean): PropertyTest {
  if (!isRecord(given)) throw wrongShape(path, 'an object such as {"property": "channel", "op": "in", "values": ["web"]}')
  const name = textAt(given['property'], `${path}.property`)
  const isNot = given['not'] !== undefined
  if (isNot && given['not'] !== true) throw wrongShape(`${path}.not`, 'true, or left out')
  const test = valueTestAt(given, ['property', 'not'], propertyOf(name, kind, given, `${path}.property`, isPast), path)
  return { property: name, ...(isNot ? { not: true as const } : {}), ...test }
}

/** A property as the test takes it: one of its own has the type that it is tested by. */
function propertyOf(name: string, kind: ActKind, given: Record<string, unknown>, path: ConditionPath, isPast: boolean): ActProperty {
  const act = ACTS[kind]
  const known = act.properties.find((property) => property.name === name)
  if (known !== undefined) {
    if (isPast && known.isOfNow === true) throw noPast(path, name)
    return known
  }
  if (!act.isOpen || !name.startsWith(OWN_PROPERTY) || name === OWN_PROPERTY) {
    const names = act.properties.map((property) => property.name)
    throw unknownName(path, name, act.isOpen ? [...names, `${OWN_PROPERTY}NAME`] : names)
  }
  const type = propertyType(kind, { property: name, op: given['op'] } as PropertyTest)
  return { name, type, label: { zh: name, en: name } }
}

const CALCULATIONS = [
  'count',
  'days',
  'first',
  'last',
  'sum',
  'average',
  'least',
  'most',
  'latest',
  'earliest',
  'change',
  'growth',
] as const

function calculationAt(given: unknown, kind: ActKind, path: ConditionPath, isPast: boolean): Calculation {
  if (!isRecord(given)) throw wrongShape(path, 'an object such as {"fn": "sum", "of": "amount"}')
  const fn = anyOf(given['fn'], CALCULATIONS, `${path}.fn`)
  if (fn === 'count' || fn === 'days' || fn === 'first' || fn === 'last') {
    only(given, ['fn'], path)
    return { fn }
  }
  only(given, ['fn', 'of'], path)
  const of = textAt(given['of'], `${path}.of`)
  const act = ACTS[kind]
  const numbers = act.properties.filter(({ type, isOfNow }) => isNumeric(type) && !(isPast && isOfNow === true)).map(({ name }) => name)
  const isOwn = act.isOpen && of.startsWith(OWN_PROPERTY) && of !== OWN_PROPERTY
  if (!numbers.includes(of) && !isOwn) throw unknownName(`${path}.of`, of, act.isOpen ? [...numbers, `${OWN_PROPERTY}NAME`] : numbers)
  return { fn, of }
}

function sequenceAt(given: Record<string, unknown>, { path, isPast, grain }: Place, state: State): Condition {
  only(given, ['sequence', 'within', 'window'], path)
  const steps = given['sequence']
  if (!Array.isArray(steps) || steps.length < 2) throw wrongShape(`${path}.sequence`, 'a list of at least two steps')
  if (steps.length > CONDITION_LIMITS.steps) throw tooMany(`${path}.sequence`, 'steps', CONDITION_LIMITS.steps)
  const sequence = steps.map((one: unknown, i): SequenceStep => {
    const at = `${path}.sequence[${i}]`
    if (!isRecord(one)) throw wrongShape(at, 'an object such as {"did": "order"}')
    only(one, ['did', 'name', 'where', 'missing'], at)
    const kind = anyOf(one['did'], ACT_KINDS, `${at}.did`)
    const isMissing = one['missing'] !== undefined
    if (isMissing && (one['missing'] !== true || i !== steps.length - 1))
      throw wrongShape(`${at}.missing`, 'true of the last step alone, or left out')
    return { did: kind, ...selectionAt(one, kind, at, isPast), ...(isMissing ? { missing: true as const } : {}) }
  })
  const window = given['window'] === undefined ? {} : { window: windowAt(given['window'], state.catalogues[grain], `${path}.window`) }
  if ('window' in window && ('after' in window.window || 'before' in window.window)) {
    throw wrongShape(`${path}.window`, 'a window of dates, not one around a date of the customer')
  }
  return { sequence, within: spanAt(given['within'], `${path}.within`, 'fixed'), ...window }
}

function pastAt(given: unknown, path: ConditionPath): PastPoint {
  if (!isRecord(given)) throw wrongShape(path, '{"ago": {"n": 30, "unit": "day"}} or {"day": "2026-01-31"}')
  if (given['ago'] !== undefined) {
    only(given, ['ago'], path)
    return { ago: spanAt(given['ago'], `${path}.ago`) }
  }
  only(given, ['day'], path)
  return { day: dayAt(given['day'], `${path}.day`) }
}

/** Those that share the first part of a name, or all. */
function near(name: string, known: readonly string[]): string[] {
  const group = `${name.split('.')[0] ?? ''}.`
  const same = known.filter((one) => one.startsWith(group))
  return same.length === 0 ? [...known] : same
}
