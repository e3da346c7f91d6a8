import type { BilingualText } from '#kernel/bilingual-text.ts'
import { ACTS, OWN_PROPERTY } from '../conditions/act-catalogue.ts'
import type { ActTest } from '../conditions/condition.ts'
import type { ConditionCatalogue } from '../conditions/condition-catalogue.ts'
import { ofGrain } from '../conditions/condition-catalogue.ts'
import { unknownName } from '../conditions/condition-errors.ts'
import type { ConditionField } from '../conditions/condition-field.ts'
import { isNumeric } from '../conditions/condition-field.ts'
import { parseCondition } from '../conditions/parse-condition.ts'
import { anyOf, isRecord, only, textAt } from '../conditions/parse-parts.ts'
import { readConditionText } from '../conditions/read-condition-text.ts'
import { OF_NONE, OF_PROPERTY, readCalculationText } from './calculation-text.ts'
import { wrongTag } from './tag-errors.ts'
import type { TagCalculation, TagRule, TagSource } from './tag.ts'
import { TAG_FIELD, TAG_FUNCTIONS } from './tag.ts'

/** What is worked out of numbers of acts. */
const OF_NUMBERS = ['sum', 'average', 'least', 'most', 'trend']
const MOST_RULES = 30
const LONGEST_VALUE = 60

/**
 * Where the value of a tag comes from, as somebody sends it: conditions and calculations as JSON or in their text form.
 *
 * @throws AppError `tag-shape` and those of `parseCondition` and `readConditionText`
 */
export function parseTagSource(given: unknown, catalogue: ConditionCatalogue): TagSource {
  if (!isRecord(given)) throw wrongTag('$', 'an object with kind')
  const kind = given['kind']
  if (kind === 'rules') {
    only(given, ['kind', 'rules'], '$')
    return { kind, rules: rulesAt(given['rules'], catalogue) }
  }
  if (kind === 'calculation') {
    only(given, ['kind', 'calculation'], '$')
    return { kind, calculation: calculationAt(given['calculation'], catalogue) }
  }
  if (kind === 'field') {
    only(given, ['kind', 'field'], '$')
    return { kind, field: fieldAt(given['field'], catalogue) }
  }
  throw wrongTag('$.kind', 'rules, calculation or field')
}

/** How conditions test a tag of this source. */
export function fieldOfSource(source: TagSource, catalogue: ConditionCatalogue): Pick<ConditionField, 'type' | 'choices'> {
  if (source.kind === 'rules') {
    const choices = new Map(source.rules.map(({ value, label }) => [value, label]))
    return { type: 'choice', choices: [...choices].map(([value, label]) => ({ value, label })) }
  }
  if (source.kind === 'field') {
    const { type = 'text' as const, choices } = catalogue.fields.get(source.field) ?? {}
    return choices === undefined ? { type } : { type, choices }
  }
  const { fn, of, did } = source.calculation
  if (fn === 'trend') return { type: 'share' }
  if (fn === 'count' || fn === 'days') return { type: 'number' }
  const known = ACTS[did].properties.find(({ name }) => name === of)
  if (OF_NUMBERS.includes(fn)) return { type: known?.type === 'money' ? 'money' : 'number' }
  return known?.choices === undefined ? { type: 'text' } : { type: 'choice', choices: known.choices }
}

function rulesAt(given: unknown, catalogue: ConditionCatalogue): TagRule[] {
  if (!Array.isArray(given) || given.length === 0) throw wrongTag('$.rules', 'a list of at least one rule')
  if (given.length > MOST_RULES) throw wrongTag('$.rules', `a list of at most ${MOST_RULES} rules`)
  const labels = new Map<string, BilingualText>()
  return given.map((rule: unknown, i) => {
    const path = `$.rules[${i}]`
    if (!isRecord(rule)) throw wrongTag(path, 'an object with value and where')
    only(rule, ['value', 'label', 'where', 'condition'], path)
    const value = textAt(rule['value'], `${path}.value`)
    if (value.length > LONGEST_VALUE) throw wrongTag(`${path}.value`, `a text of at most ${LONGEST_VALUE} characters`)
    const [where, json] = [rule['where'], rule['condition']]
    if ((where === undefined) === (json === undefined)) throw wrongTag(path, 'an object with either where or condition')
    const condition = parseCondition(where === undefined ? json : readConditionText(textOf(where, `${path}.where`)), catalogue)
    const label = labels.get(value) ?? labelAt(rule['label'], value, `${path}.label`)
    labels.set(value, label)
    return { value, label, condition }
  })
}

function textOf(given: unknown, path: string): string {
  if (typeof given !== 'string') throw wrongTag(path, 'a condition in its text form')
  return given
}

function labelAt(given: unknown, value: string, path: string): BilingualText {
  if (given === undefined) return { zh: value, en: value }
  if (!isRecord(given)) throw wrongTag(path, '{"zh": …, "en": …}')
  only(given, ['zh', 'en'], path)
  return { zh: textAt(given['zh'], `${path}.zh`), en: textAt(given['en'], `${path}.en`) }
}

function calculationAt(given: unknown, catalogue: ConditionCatalogue): TagCalculation {
  const path = '$.calculation'
  const json = typeof given === 'string' ? readCalculationText(given, path) : given
  if (!isRecord(json)) throw wrongTag(path, 'a calculation such as sum(amount of order in last 90 days)')
  only(json, ['fn', 'of', 'did', 'name', 'where', 'window'], path)
  const { fn: wanted, of: property, ...selection } = json
  const fn = anyOf(wanted, TAG_FUNCTIONS, `${path}.fn`)
  if (property === undefined && OF_PROPERTY.includes(fn)) throw wrongTag(path, `${fn} of a property, such as ${fn}(channel of order)`)
  if (property !== undefined && OF_NONE.includes(fn)) throw wrongTag(path, `${fn} without a property`)
  const of = property === undefined ? undefined : textAt(property, `${path}.of`)
  const isNumber = of !== undefined && OF_NUMBERS.includes(fn)
  const test = parseCondition(
    { ...selection, calculate: isNumber ? { fn: 'sum', of } : { fn: 'count' }, op: 'gte', value: 0 },
    catalogue,
  ) as ActTest
  const { did, name, where, window } = test
  if (of !== undefined && !isNumber) checkText(of, did, `${path}.of`)
  if (window !== undefined && 'within' in window)
    throw wrongTag(`${path}.window`, 'a window of dates, not one around a date of the customer')
  if (fn === 'trend' && (window === undefined || !('last' in window))) {
    throw wrongTag(`${path}.window`, 'in last …, since the change is against the window before')
  }
  return {
    fn,
    ...(of === undefined ? {} : { of }),
    did,
    ...(name === undefined ? {} : { name }),
    ...(where === undefined ? {} : { where }),
    ...(window === undefined ? {} : { window }),
  }
}

/** Properties that have a first, a last and a most frequent text. */
function checkText(of: string, did: ActTest['did'], path: string): void {
  const act = ACTS[did]
  const names = act.properties.filter(({ type }) => type === 'text' || type === 'choice').map(({ name }) => name)
  const isOwn = act.isOpen && of.startsWith(OWN_PROPERTY) && of !== OWN_PROPERTY
  if (!names.includes(of) && !isOwn) throw unknownName(path, of, act.isOpen ? [...names, `${OWN_PROPERTY}NAME`] : names)
}

function fieldAt(given: unknown, catalogue: ConditionCatalogue): string {
  const name = textAt(given, '$.field')
  const known = [...ofGrain(catalogue, 'customers').fields.values()].filter((field) => isTaggable(field))
  if (!known.some((field) => field.name === name))
    throw unknownName(
      '$.field',
      name,
      known.map((field) => field.name),
    )
  return name
}

/** Fields that a tag may repeat: a text, a code or a number; not another tag. */
export function isTaggable({ name, type }: Pick<ConditionField, 'name' | 'type'>): boolean {
  return !name.startsWith(TAG_FIELD) && (type === 'text' || type === 'choice' || isNumeric(type))
}
