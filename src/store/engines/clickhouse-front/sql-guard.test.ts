import { describe, expect, it } from 'vitest'
import { guardSql } from './sql-guard.ts'
import { lexSql } from './sql-lexer.ts'

const known = new Set(['file', 'url', 's3', 'numbers', 'view', 'merge', 'cluster', 'values', 'brandnew'])
const guard = (sql: string): void => guardSql(lexSql(sql), known)

describe('guardSql', () => {
  it.each([
    'SELECT count() FROM events WHERE url = {u:String} AND file IN (1, 2)',
    'SELECT engine, url FROM system.tables',
    "SELECT * FROM numbers(10), view(SELECT 1) WHERE s = ' file(1) '",
    "INSERT INTO t VALUES ('file(x)'), ('2')",
    'INSERT INTO t (a, b) FORMAT JSONEachRow',
    'CREATE TABLE t (a UInt8) ENGINE = ReplicatedReplacingMergeTree(a) ORDER BY a',
    'CREATE MATERIALIZED VIEW v TO t AS SELECT a FROM b',
    "CREATE DICTIONARY d (id UInt64) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't')) LAYOUT(FLAT()) LIFETIME(0)",
    "SELECT countIf(x = 'a'), 'b' FROM t GROUP BY a, 'c' ORDER BY 'd'",
    'ALTER TABLE t DELETE WHERE a = 1',
  ])('lets %s through', (sql) => {
    expect(() => guard(sql)).not.toThrow()
  })

  it.each([
    "SELECT * FROM file('/etc/passwd')",
    "SELECT * FROM FiLe /* */ ('/etc/passwd')",
    'SELECT * FROM "url"(\'http://x\')',
    'SELECT * FROM brandNew(1)',
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM a, '/etc/passwd'",
    "SELECT * FROM numbers(1) AS n JOIN '/etc/passwd' AS p ON 1",
    "DESCRIBE '/etc/passwd'",
    "SELECT 1 INTO OUTFILE 'x'",
    "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
    "CREATE TABLE t (a UInt8) ENGINE = File(CSV, 'x')",
    'CREATE TABLE t (a UInt8) ENGINE URL()',
    "CREATE DICTIONARY d (a UInt8) PRIMARY KEY a SOURCE(HTTP(URL 'http://x')) LAYOUT(FLAT())",
    'CREATE OR REPLACE FUNCTION f AS x -> x',
    'CREATE NAMED COLLECTION c AS a = 1',
    'SYSTEM FLUSH LOGS',
    'ATTACH TABLE t',
  ])('refuses %s', (sql) => {
    expect(() => guard(sql)).toThrow(/Not enough privileges/)
  })
})
