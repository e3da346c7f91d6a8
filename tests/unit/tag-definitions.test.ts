import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { calendarValue } from '#segment/conditions/act-calendar.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { readCalculationText } from '#segment/tags/calculation-text.ts'
import { fieldOfSource, parseTagSource } from '#segment/tags/parse-tag.ts'
import { checkCirclesByTags, checkTagCircles, tagLevels } from '#segment/tags/tag-order.ts'
import type { Tag } from '#segment/tags/tag.ts'

const CATALOGUE = catalogueOf(CUSTOMER_FIELDS)
const NONE = new Map<string, Condition>()

const has = (name: string): Condition => ({ field: `tag.${name}`, op: 'set' })
function tag(name: string, ...named: string[]): Tag {
  const label = { zh: name, en: name }
  return {
    name,
    label,
    category: 'behaviour',
    refresh: 'dynamic',
    lifetimeDays: null,
    source: { kind: 'rules', rules: [{ value: 'yes', label, condition: { all: named.map(has) } }] },
    field: { type: 'choice', choices: [] },
    version: 1,
    createdAt: new Date(0),
    savedAt: new Date(0),
    savedBy: 'system',
    archivedAt: null,
    filledVersion: 0,
    refreshedAt: null,
  }
}

describe('tags that ask for tags', () => {
  test('are worked out after these, however they are listed', () => {
    const tags = [tag('c', 'a', 'b'), tag('a'), tag('b', 'a'), tag('d')]
    expect(tagLevels(tags, NONE).map((level) => level.map(({ name }) => name))).toEqual([['a', 'd'], ['b'], ['c']])
  })

  test('do not lead back to themselves, and the way is named', () => {
    const tags = [tag('a'), tag('b', 'a'), tag('c', 'b')]
    expect(() => checkTagCircles('a', tag('a', 'c').source, tags, NONE)).toThrow('a → c → b → a')
    expect(() => checkTagCircles('a', tag('a', 'a').source, tags, NONE)).toThrow('a → a')
    expect(() => checkTagCircles('d', tag('d', 'c').source, tags, NONE)).not.toThrow()
  })

  test('do not lead back by a segment, from either side', () => {
    const bySegment = tag('a')
    const tags = [
      { ...bySegment, source: { kind: 'rules' as const, rules: [{ value: 'yes', label: bySegment.label, condition: { segment: 's' } }] } },
      tag('b', 'a'),
    ]
    expect(() => checkTagCircles('a', tags[0]!.source, tags, new Map([['s', has('b')]]))).toThrow('a → b → a')
    expect(() => checkCirclesByTags('s', has('b'), tags, new Map([['s', { all: [] }]]))).toThrow('b → a')
    expect(() => checkCirclesByTags('other', has('b'), tags, new Map([['s', { all: [] }]]))).not.toThrow()
  })

  test('end where a circle closes that is there all the same', () => {
    expect(tagLevels([tag('a', 'b'), tag('b', 'a')], NONE).flat()).toHaveLength(2)
  })
})

describe('a definition', () => {
  test.each([
    ['count(order in last 30 days)', 'number'],
    ['sum(amount of order in last 30 days)', 'money'],
    ['average(quantity of order)', 'number'],
    ['trend(order in last 30 days)', 'share'],
    ['frequent(category of item)', 'text'],
    ['frequent(day_part of order)', 'choice'],
    ['last(properties.plan of event "Used")', 'text'],
  ])('%s is tested as %s', (calculation, type) => {
    expect(fieldOfSource(parseTagSource({ kind: 'calculation', calculation }, CATALOGUE), CATALOGUE).type).toBe(type)
  })

  test.each([
    ['nothing', {}, 'tag-shape'],
    ['no rule', { kind: 'rules', rules: [] }, 'tag-shape'],
    ['31 rules', { kind: 'rules', rules: new Array(31).fill({ value: 'a', where: 'everyone' }) }, 'tag-shape'],
    ['both forms', { kind: 'rules', rules: [{ value: 'a', where: 'everyone', condition: { all: [] } }] }, 'tag-shape'],
    ['an empty value', { kind: 'rules', rules: [{ value: ' ', where: 'everyone' }] }, 'condition-shape'],
    ['another key', { kind: 'rules', rules: [{ value: 'a', where: 'everyone', sql: '1' }] }, 'condition-unknown-choice'],
    ['a count of a property', { kind: 'calculation', calculation: 'count(amount of order)' }, 'tag-shape'],
    ['two calculations', { kind: 'calculation', calculation: 'count(order) > 1 and count(order)' }, 'tag-shape'],
    [
      'a window around a date',
      { kind: 'calculation', calculation: 'count(order within 7 days after customer.registered_at)' },
      'tag-shape',
    ],
    ['a change without a window before', { kind: 'calculation', calculation: 'trend(order this month)' }, 'tag-shape'],
    ['a sum of texts', { kind: 'calculation', calculation: 'sum(channel of order)' }, 'condition-unknown-name'],
    ['a field that is a date', { kind: 'field', field: 'customer.registered_at' }, 'condition-unknown-name'],
  ])('of %s is refused', (_what, source, code) => {
    expect(() => parseTagSource(source, CATALOGUE)).toThrow(expect.objectContaining({ code }))
  })

  test('keeps the words of a value that two rules give', () => {
    const label = { zh: '高', en: 'High' }
    const source = parseTagSource(
      {
        kind: 'rules',
        rules: [
          { value: 'high', label, where: 'profile.m = 5' },
          { value: 'high', where: 'profile.f = 5' },
        ],
      },
      CATALOGUE,
    )
    expect(fieldOfSource(source, CATALOGUE)).toEqual({ type: 'choice', choices: [{ value: 'high', label }] })
  })

  test('of a calculation names what it cannot be', () => {
    expect(() => readCalculationText('drop(table)', '$')).toThrow('frequent, trend')
  })
})

test('an act has the calendar of the time zone, also where clocks change', () => {
  const of = (at: string, zone: string) =>
    ['hour', 'weekday', 'month', 'day_of_month', 'day_part', 'day_kind'].map((name) => calendarValue(name, Date.parse(at), zone))
  expect(of('2026-03-29T00:59:59.999Z', 'Europe/Berlin')).toEqual([1, 7, 3, 29, 'night', 'weekend'])
  expect(of('2026-03-29T01:00:00.000Z', 'Europe/Berlin')).toEqual([3, 7, 3, 29, 'night', 'weekend'])
  expect(of('2026-12-31T16:30:00.000Z', 'Asia/Shanghai')).toEqual([0, 5, 1, 1, 'night', 'weekday'])
  expect(of('2026-12-31T16:30:00.000Z', 'America/New_York')).toEqual([11, 4, 12, 31, 'noon', 'weekday'])
  expect(calendarValue('amount', 0, 'UTC')).toBeUndefined()
})
