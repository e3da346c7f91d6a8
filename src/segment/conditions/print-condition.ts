import type {
  ActSelection,
  ActTest,
  Condition,
  PeopleTest,
  PropertyTest,
  SequenceStep,
  SequenceTest,
  Span,
  ValueTest,
  Window,
} from './condition.ts'
import { calculationOf } from './condition.ts'

/*
 * The text form of a condition (docs/guide/conditions.md): what people type and keep in a file. `readConditionText` reads just what is printed here.
 */

const COMPARISONS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** @example printCondition({ field: 'profile.recency_days', op: 'gt', value: 60 }) // 'profile.recency_days > 60' */
export function printCondition(condition: Condition): string {
  if ('all' in condition) return condition.all.length === 0 ? 'everyone' : joined(condition.all, 'and')
  if ('any' in condition) return joined(condition.any, 'or')
  if ('not' in condition) return `not ${tight(condition.not)}`
  if ('asOf' in condition) {
    const { asOf } = condition
    return `as of ${'ago' in asOf ? `${spanText(asOf.ago)} ago` : asOf.day} (${printCondition(condition.condition)})`
  }
  if ('field' in condition) return `${nameText(condition.field)} ${valueText(condition)}`
  if ('consent' in condition) return `consent(${condition.consent.purpose}, ${condition.consent.channel}) is ${condition.is}`
  if ('segment' in condition) return `segment(${quoted(condition.segment)})`
  if ('account' in condition) return `account(${printCondition(condition.account)}${rolesText(condition.roles)})`
  if ('people' in condition) return peopleText(condition)
  return 'sequence' in condition ? sequenceText(condition) : actText(condition)
}

/** One alone is written as a group of one, so that it reads back as one. */
function joined(parts: readonly Condition[], word: 'and' | 'or'): string {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return `${word} ${tight(only)}`
  return parts.map(tight).join(` ${word} `)
}

/** In brackets where a group would mix with what is around it. */
function tight(condition: Condition): string {
  const isGroup = ('all' in condition && condition.all.length > 0) || 'any' in condition
  return isGroup ? `(${printCondition(condition)})` : printCondition(condition)
}

/** How many people, at least one where nothing is said; or what share of them. */
function peopleText(test: PeopleTest): string {
  const selected = `${printCondition(test.people)}${rolesText(test.roles)}`
  if (test.share === true) return `share(${selected}) ${valueText(test)}`
  return test.op === 'gte' && test.value === 1 ? `people(${selected})` : `people(${selected}) ${valueText(test)}`
}

function rolesText(roles: readonly string[] | undefined): string {
  return roles === undefined ? '' : ` as ${roles.map(quoted).join(', ')}`
}

function actText(test: ActTest): string {
  const calculation = calculationOf(test)
  const of = 'of' in calculation ? `${nameText(calculation.of)} of ` : ''
  const selected = `${of}${selectionText(test)}${test.window === undefined ? '' : ` ${windowText(test.window)}`}`
  if (test.calculate === undefined && test.op === 'gte' && test.value === 1) return `did(${selected})`
  return `${calculation.fn}(${selected}) ${valueText(test)}`
}

function selectionText({ did, name, where }: ActSelection & Pick<ActTest, 'did'>): string {
  const named = name === undefined ? did : `${did} ${quoted(name)}`
  return where === undefined ? named : `${named} where ${where.map(propertyText).join(', ')}`
}

function propertyText(test: PropertyTest): string {
  return `${test.not === undefined ? '' : 'not '}${nameText(test.property)} ${valueText(test)}`
}

function sequenceText({ sequence, within, window }: SequenceTest): string {
  const steps = sequence.map(
    (step: SequenceStep, i) => `${i === 0 ? '' : step.missing === true ? 'then no ' : 'then '}${selectionText(step)}`,
  )
  return `sequence(${steps.join(' ')} within ${spanText(within)}${window === undefined ? '' : ` ${windowText(window)}`})`
}

function windowText(window: Window): string {
  if ('last' in window) return `in last ${spanText(window.last)}`
  if ('earlier' in window) return `earlier than ${spanText(window.earlier)} ago`
  if ('from' in window) return `from ${spanText(window.from)} to ${spanText(window.to)} ago`
  if ('this' in window) return `this ${window.this}`
  if ('previous' in window) return `previous ${window.previous}`
  if ('after' in window) return `within ${spanText(window.within)} after ${nameText(window.after)}`
  if ('before' in window) return `within ${spanText(window.within)} before ${nameText(window.before)}`
  const until = window.until === undefined ? '' : `until ${window.until}`
  return 'since' in window ? `since ${window.since}${until === '' ? '' : ` ${until}`}` : until
}

function valueText(test: ValueTest): string {
  switch (test.op) {
    case 'set':
      return 'is set'
    case 'yes':
    case 'no':
      return `is ${test.op}`
    case 'in':
      return test.values.length === 1 ? `is ${quoted(test.values[0] as string)}` : `in (${test.values.map(quoted).join(', ')})`
    case 'contains':
      return `contains ${quoted(test.value)}`
    case 'starts':
      return `starts with ${quoted(test.value)}`
    case 'between':
      return `between ${numberText(test.from)} and ${numberText(test.to)}`
    case 'before':
    case 'on':
    case 'after':
      return `${test.op} ${test.day}`
    case 'last':
    case 'next':
      return `in ${test.op} ${spanText(test.span)}`
    case 'earlier':
      return `earlier than ${spanText(test.span)} ago`
    case 'anniversary':
      return `comes round from ${test.from} to ${test.to} days`
    default:
      return `${COMPARISONS[test.op]} ${numberText(test.value)}`
  }
}

function spanText({ n, unit }: Span): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`
}

/** Without an exponent sign that would be read as a word of its own. */
function numberText(value: number): string {
  return String(value)
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

/** A name with blanks and the like stands in back quotes. */
function nameText(name: string): string {
  return /^[\p{L}\p{N}_.-]+$/u.test(name) ? name : `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}
