import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkTaskRules, NO_TASK_RULES, ownerOf, outcomesOf, Turns } from './task-rules.ts'
import type { TaskRules } from './task-rules.ts'

const workers = new Set(['ann', 'bo', 'cy'])
const outcome = { code: 'call_later', label: { zh: '稍后再联系', en: 'Call later' }, meaning: 'neutral', hidden: false } as const
const reasonOf = (rules: Partial<TaskRules>): unknown => {
  try {
    checkTaskRules({ ...NO_TASK_RULES, ...rules }, workers)
    return null
  } catch (error) {
    return error instanceof AppError ? error.details : error
  }
}

test('turns go round, beginning with whoever was given a task longest ago', () => {
  const turns = new Turns(
    ['ann', 'bo', 'cy', 'ann'],
    new Map([
      ['ann', new Date(2_000)],
      ['bo', new Date(1_000)],
    ]),
  )
  expect(Array.from({ length: 5 }, () => turns.next())).toEqual(['cy', 'bo', 'ann', 'cy', 'bo'])
  expect(new Turns([], new Map()).next()).toBeNull()
})

test('the first rule that fits gives the owner, one who left is passed over, and for the others it is a turn or nobody', () => {
  const rules: TaskRules = {
    ...NO_TASK_RULES,
    owners: [
      { attribute: 'region', values: ['上海'], owner: 'gone' },
      { attribute: 'home_store', values: ['S1', 'S2'], owner: 'bo' },
      { attribute: 'region', values: ['上海'], owner: 'ann' },
    ],
  }
  const turns = new Turns(['cy'], new Map())
  const of = (facts: Record<string, string>, more: Partial<TaskRules> = {}) =>
    ownerOf({ ...rules, ...more }, new Map(Object.entries(facts)), workers, turns)
  expect([of({ region: '上海', home_store: 'S2' }), of({ region: '上海' }), of({ region: '北京' }), of({})]).toEqual([
    'bo',
    'ann',
    null,
    null,
  ])
  expect(of({}, { rotation: [] })).toBe('cy')
})

test('rules that name nobody who works, no value, or an outcome twice are refused with the place', () => {
  expect(reasonOf({ owners: [{ attribute: 'region', values: ['a'], owner: 'gone' }] })).toEqual({
    field: 'owners.0.owner',
    reason: 'owner',
  })
  expect(reasonOf({ owners: [{ attribute: 'region', values: [], owner: 'ann' }] })).toEqual({ field: 'owners.0.values', reason: 'values' })
  expect(reasonOf({ rotation: ['ann', 'gone'] })).toEqual({ field: 'rotation.1', reason: 'owner' })
  expect(reasonOf({ escalation: { afterMinutes: 10, to: 'gone' } })).toEqual({ field: 'escalation.to', reason: 'owner' })
  expect(reasonOf({ outcomes: [outcome, outcome] })).toEqual({ field: 'outcomes.1.code', reason: 'code_twice' })
  expect(reasonOf({ outcomes: [{ ...outcome, code: 'not_reached' }] })).toEqual({ field: 'outcomes.0.code', reason: 'code_twice' })
  expect(reasonOf({ outcomes: [{ ...outcome, label: { zh: '', en: 'x' } }] })).toEqual({ field: 'outcomes.0.label', reason: 'label' })
  expect(reasonOf({ outcomes: [outcome], rotation: [], escalation: { afterMinutes: 0, to: 'ann' } })).toBeNull()
  expect(outcomesOf({ ...NO_TASK_RULES, outcomes: [outcome] }).map(({ code }) => code)).toHaveLength(5)
})
