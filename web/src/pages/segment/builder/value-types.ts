import type { ConditionLanguage, FieldType } from '#http/segment/condition-schemas.ts'
import { emptyRow, EVER, newAct, newStep } from './draft.ts'
import type { ActDraft, ActKind, CalculationName, DraftNode, GroupDraft, PropertyDraft, ValueDraft } from './draft.ts'

/** What a value is, as far as its test needs to know. */
export interface ValueType {
  readonly type: FieldType
  readonly choices: ConditionLanguage['fields'][number]['choices']
  /** Tests that it can be put to. */
  readonly tests: readonly string[]
}

export const OWN = 'properties.'

const NUMBER_TESTS = ['eq', 'gt', 'gte', 'lt', 'lte', 'between', 'set'] as const
const TIME_TESTS = ['before', 'on', 'after', 'last', 'next', 'earlier', 'anniversary', 'set'] as const
const OWN_TESTS = ['in', 'contains', 'starts', 'eq', 'gt', 'gte', 'lt', 'lte', 'between', 'yes', 'no', 'set'] as const

const plain = (type: FieldType, tests: readonly string[]): ValueType => ({ type, choices: [], tests })

/** The test that a value of a type begins with. */
export function firstTest(type: FieldType): ValueDraft {
  if (type === 'text' || type === 'choice') return { op: 'in', values: [] }
  if (type === 'flag') return { op: 'yes' }
  if (type === 'day' || type === 'time') return { op: 'last', span: { n: 30, unit: 'day' } }
  return { op: 'gte', value: null }
}

/** Another test of the same value: what still fits is kept. */
export function withTest(draft: ValueDraft, op: string): ValueDraft {
  const isText = op === 'contains' || op === 'starts'
  const { value, ...others } = draft
  const kept = typeof value === (isText ? 'string' : 'number') ? { value: value as string | number } : {}
  const days = op === 'anniversary' ? { from: draft.from ?? 0, to: draft.to ?? 7 } : {}
  return { ...others, ...kept, span: draft.span ?? { n: 30, unit: 'day' }, ...days, op }
}

/** The type of a property; that of one of its own is known by what was seen, or by the test that it is put to. */
export function propertyType(
  language: ConditionLanguage,
  kind: ActKind,
  { property, value }: PropertyDraft,
  own: FieldType | undefined,
): ValueType {
  const known = language.acts.find((act) => act.kind === kind)?.properties.find(({ name }) => name === property)
  if (known !== undefined) return known
  return plain(own ?? typeOfOwn(value.op), OWN_TESTS)
}

function typeOfOwn(op: string): FieldType {
  if (op === 'yes' || op === 'no') return 'flag'
  return op === 'in' || op === 'contains' || op === 'starts' || op === 'set' ? 'text' : 'number'
}

/** What a calculation gives. */
export function calculatedType(fn: CalculationName): ValueType {
  if (fn === 'first' || fn === 'last') return plain('time', TIME_TESTS)
  return plain(fn === 'growth' ? 'share' : 'number', NUMBER_TESTS)
}

/** Another calculation over the same acts. */
export function withCalculation(act: ActDraft, fn: CalculationName): ActDraft {
  const before = calculatedType(act.fn).type
  const { type } = calculatedType(fn)
  const isKept = act.fn !== 'once' && before === type
  return { ...act, fn, value: fn === 'once' ? { op: 'gte', value: 1 } : isKept ? act.value : firstTest(type) }
}

/** How many people, or what share of them. */
export const peopleType = (isShare: boolean): ValueType =>
  plain(
    isShare ? 'share' : 'number',
    NUMBER_TESTS.filter((op) => op !== 'set'),
  )

/** What a row is about, as a menu names it: field:…, did:…, sequence, consent, account, people, segment; empty for nothing yet. */
export function subjectOf(test: Exclude<DraftNode['base'], GroupDraft>): string {
  if (test.kind === 'field') return `field:${test.field}`
  if (test.kind === 'did') return `did:${test.did}`
  return test.kind === 'empty' ? '' : test.kind
}

/** A new test of a subject. */
export function newTest(subject: string, language: ConditionLanguage): Exclude<DraftNode['base'], GroupDraft> {
  const name = subject.slice(subject.indexOf(':') + 1)
  if (subject.startsWith('field:')) {
    const type = language.fields.find((field) => field.name === name)?.type ?? 'text'
    return { kind: 'field', field: name, value: firstTest(type) }
  }
  if (subject.startsWith('did:')) return newAct(name as ActKind)
  if (subject === 'consent') return { kind: 'consent', purpose: 'marketing', channel: 'email', is: 'granted' }
  if (subject === 'account') return { kind: 'account', roles: [], join: 'all', parts: [] }
  if (subject === 'people')
    return { kind: 'people', roles: [], isShare: false, value: { op: 'gte', value: 1 }, join: 'all', parts: [emptyRow()] }
  if (subject === 'segment') return { kind: 'segment', segment: '' }
  return { kind: 'sequence', steps: [newStep('event'), newStep('order')], within: { n: 7, unit: 'day' }, window: { ...EVER, kind: 'last' } }
}
