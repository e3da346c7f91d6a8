import { ACTS, OWN_PROPERTY } from '#segment/conditions/act-catalogue.ts'
import type { Condition, Grain } from '#segment/conditions/condition.ts'
import { ACT_KINDS, kindOf } from '#segment/conditions/condition.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import { ofGrain } from '#segment/conditions/condition-catalogue.ts'
import type { ActProperty, FieldType } from '#segment/conditions/condition-field.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import type { Verdict } from '#segment/conditions/evaluate-condition.ts'
import { testsOf } from '#segment/conditions/parse-value-test.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import type { Language } from '#segment/segments/segment-service.ts'
import type { Answer } from '../shared-schemas.ts'
import type { ConditionLanguage, ExplainedCondition } from './condition-schemas.ts'

/** A condition in all its forms. */
export function worded(condition: Condition, catalogue: ConditionCatalogue, grain: Grain = 'customers') {
  return { condition, text: printCondition(condition), sentence: describeCondition(condition, catalogue, grain) }
}

type Step = Answer<typeof ExplainedCondition>['steps'][number]

/** The tree of a verdict as lines, each group before its parts. */
/** @param grain What the verdict is about; the parts of a test of accounts are about these. */
export function stepsOf(verdict: Verdict, catalogue: ConditionCatalogue, grain: Grain = 'customers', depth = 0): Step[] {
  const { condition, isMet, parts, value, acts, account = null } = verdict
  const kind = kindOf(condition)
  const isTest = !['all', 'any', 'not', 'asOf', 'segment'].includes(kind)
  const type = typeOfValue(condition, catalogue)
  return [
    {
      depth,
      kind: isTest ? 'test' : (kind as Exclude<Step['kind'], 'test'>),
      account,
      sentence: describeCondition(condition, catalogue, grain),
      isMet,
      value: type === 'time' && typeof value === 'number' ? new Date(value).toISOString() : (value ?? null),
      valueKind: value === undefined ? null : type === 'time' || type === 'money' || type === 'share' || type === 'choice' ? type : 'plain',
      valueLabel: labelOf(condition, value, catalogue),
      acts:
        acts === undefined
          ? null
          : {
              count: acts.count,
              firstAt: acts.first === null ? null : new Date(acts.first),
              lastAt: acts.last === null ? null : new Date(acts.last),
            },
    },
    ...parts.flatMap((part) => stepsOf(part, catalogue, 'account' in condition ? 'accounts' : grain, depth + 1)),
  ]
}

function typeOfValue(condition: Condition, catalogue: ConditionCatalogue): FieldType {
  if ('field' in condition) return catalogue.fields.get(condition.field)?.type ?? 'text'
  if ('people' in condition) return condition.share === true ? 'share' : 'number'
  if (!('did' in condition) || condition.calculate === undefined) return 'number'
  const { calculate, did } = condition
  if (calculate.fn === 'first' || calculate.fn === 'last') return 'time'
  if (calculate.fn === 'growth') return 'share'
  return 'of' in calculate ? (ACTS[did].properties.find(({ name }) => name === calculate.of)?.type ?? 'number') : 'number'
}

function labelOf(condition: Condition, value: Verdict['value'], catalogue: ConditionCatalogue) {
  if (!('field' in condition)) return null
  return catalogue.fields.get(condition.field)?.choices?.find((choice) => choice.value === value)?.label ?? null
}

/** What conditions of the project can be about, for menus. */
export function languageOf(
  { catalogue }: Language,
  project: Pick<ConditionLanguage, 'currency' | 'timeZone'>,
): Answer<typeof ConditionLanguage> {
  const property = ({ name, type, label, choices = [] }: ActProperty) => ({
    name,
    type,
    label,
    choices: [...choices],
    tests: [...testsOf(type)],
  })
  const fieldsOf = (grain: Grain) =>
    [...ofGrain(catalogue, grain).fields.values()].map((field) => ({ ...property(field), hasPast: field.hasPast }))
  return {
    fields: fieldsOf('customers'),
    acts: ACT_KINDS.map((kind) => {
      const { label, isNamed, isOpen, properties } = ACTS[kind]
      return { kind, label, isNamed, isOpen, properties: properties.map(property) }
    }),
    segments: [...catalogue.segments].map(([id, name]) => ({ id, name })),
    accountFields: fieldsOf('accounts'),
    accountSegments: [...catalogue.accountSegments].map(([id, name]) => ({ id, name })),
    ...project,
  }
}

/** Whether an act has a property that may be looked up. */
export function hasTextProperty(kind: (typeof ACT_KINDS)[number], name: string): boolean {
  const act = ACTS[kind]
  if (act.isOpen && name.startsWith(OWN_PROPERTY) && name !== OWN_PROPERTY) return true
  return act.properties.some((property) => property.name === name && property.type === 'text')
}
