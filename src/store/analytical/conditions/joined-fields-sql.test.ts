import { expect, test } from 'vitest'
import { filterCondition } from '#segment/filter-condition.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { joinedFieldsSql } from './joined-fields-sql.ts'
import { SqlBinder } from './sql-binder.ts'

const ASKED = { now: new Date('2026-03-15T08:00:00.000Z'), timeZone: 'Asia/Shanghai' }
const SOURCES = { scores: { alias: 's', isThere: 's.probability IS NOT NULL' }, profiles: { alias: 'p', isThere: 'p.profiled = 1' } }

function written(condition: Condition) {
  const bind = new SqlBinder('f')
  return { sql: joinedFieldsSql(condition, SOURCES, ASKED, bind), params: bind.params }
}

test('each test reads the column of its source, only where the customer has a row of it', () => {
  const { sql, params } = written(filterCondition({ riskTier: 'high', valueFrom: 5_050, r: 5 }, (minor) => minor / 100))
  expect(sql).toBe(
    "((s.probability IS NOT NULL AND (s.tier != '' AND ifNull(toString(s.tier) IN {f0:Array(String)}, 0))) AND " +
      '(p.profiled = 1 AND (p.r_score > 0 AND ifNull(toFloat64(p.r_score) = {f1:Float64}, 0))) AND ' +
      '(s.probability IS NOT NULL AND (s.value IS NOT NULL AND ifNull(toFloat64(s.value) >= {f2:Float64}, 0))))',
  )
  expect(params).toEqual({ f0: ['high'], f1: 5, f2: 50.5 })
})

test('no filter lets everybody through, and the opposite of a test is its complement', () => {
  expect(written(filterCondition({}, (minor) => minor)).sql).toBe('1')
  expect(written(filterCondition({ scored: false }, (minor) => minor)).sql).toBe(
    '((NOT (s.probability IS NOT NULL AND s.probability IS NOT NULL)))',
  )
  expect(written({ any: [] }).sql).toBe('0')
})

test.each<[string, Condition]>([
  ['acts', { did: 'order', op: 'gte', value: 1 }],
  ['an attribute', { field: 'attribute.colour', op: 'set' }],
  ['a field of a source that is not joined', { field: 'customer.region', op: 'in', values: ['上海'] }],
])('%s cannot be asked of joined rows', (_what, condition) => {
  expect(() => written(condition)).toThrow(TypeError)
})
