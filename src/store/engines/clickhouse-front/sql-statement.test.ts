import { describe, expect, it } from 'vitest'
import { readStatement } from './sql-statement.ts'

describe('readStatement', () => {
  it.each([
    ['SELECT 1 FORMAT JSON', false, 'read', 'JSON', 'FORMAT JSON'],
    ['SELECT 1 SETTINGS a = 1 FORMAT JSON;', false, 'read', 'JSON', 'FORMAT JSON;'],
    ["SELECT 'x' AS format", false, 'read', null, ''],
    ['WITH 1 AS a SELECT a', false, 'read', null, ''],
    ['(SELECT 1) UNION ALL (SELECT 2)', false, 'read', null, ''],
    ['INSERT INTO t (a) SETTINGS b = 1 FORMAT CSV', true, 'insert', 'CSV', 'SETTINGS b = 1 FORMAT CSV'],
    ['insert into t format CSV', true, 'insert', 'CSV', 'format CSV'],
    ['INSERT INTO t SELECT 1', false, 'write', null, ''],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory', false, 'write', null, ''],
    ["SELECT 1 INTO OUTFILE 'x' FORMAT CSV", false, 'write', 'CSV', 'FORMAT CSV'],
  ])('%s', (sql, hasData, kind, format, rest) => {
    const statement = readStatement(sql, hasData)
    expect(statement.kind).toBe(kind)
    expect(statement.format).toBe(format)
    expect(sql.slice(statement.clauseAt)).toBe(rest)
  })

  it('refuses nothing and too much', () => {
    expect(() => readStatement(' -- only a comment', false)).toThrow(/Empty query/)
    expect(() => readStatement('SELECT 1; SELECT 2', false)).toThrow(/Multi-statements/)
  })

  it('knows what stays in a session', () => {
    expect(readStatement('SET a = 1', false).touchesSession).toBe(true)
    expect(readStatement('CREATE TEMPORARY TABLE t (a UInt8)', false).touchesSession).toBe(true)
    expect(readStatement('SELECT 1', false).touchesSession).toBe(false)
  })
})
