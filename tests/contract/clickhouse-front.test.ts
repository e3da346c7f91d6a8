import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbedded } from './clickhouse-target.ts'
import type { ClickhouseTarget } from './clickhouse-target.ts'

describe('what an embedded ClickHouse must refuse', () => {
  let target: ClickhouseTarget
  let client: ClickHouseClient

  beforeAll(async () => {
    target = await openEmbedded()
    client = target.client
  })
  afterAll(() => target.close())

  async function value(query: string, query_params: Record<string, unknown> = {}, settings: ClickHouseSettings = {}): Promise<unknown> {
    const answer = await client.query({ query: `SELECT ${query} AS v`, query_params, clickhouse_settings: settings, format: 'JSONEachRow' })
    return (await answer.json<{ v: unknown }>())[0]?.v
  }

  it.each([
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM `file`('/etc/passwd', 'LineAsString')",
    "SELECT * FROM/**/FILE /**/ ('/etc/passwd', 'LineAsString')",
    "SELECT file('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM numbers(1), '/etc/passwd'",
    "SELECT * FROM url('http://169.254.169.254/', 'LineAsString')",
    "SELECT * FROM executable('id', 'TSV', 'x String')",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM postgresql('127.0.0.1:5432', 'a', 'b', 'c', 'd')",
    "SELECT * FROM mysql('127.0.0.1:3306', 'a', 'b', 'c', 'd')",
    "SELECT * FROM s3('http://127.0.0.1/x', 'CSV')",
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "INSERT INTO FUNCTION file('/tmp/x', 'CSV', 'a UInt8') SELECT 1",
    "CREATE TABLE t_url (a UInt8) ENGINE = URL('http://127.0.0.1/', 'CSV')",
    "CREATE DATABASE d ENGINE = MySQL('127.0.0.1:3306', 'a', 'b', 'c')",
    "CREATE DICTIONARY d (id UInt64) PRIMARY KEY id SOURCE(EXECUTABLE(COMMAND 'id' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)",
    'CREATE FUNCTION f AS (x) -> x',
    'SYSTEM SHUTDOWN',
    "BACKUP DATABASE liuke TO File('/tmp/x')",
  ])('%s', async (query) => {
    await expect(client.command({ query })).rejects.toMatchObject({ code: '497' })
  })

  it('what our own code asks for with the trust of the front is done', async () => {
    const http_headers = target.trust
    await client.command({ query: "BACKUP DATABASE liuke TO File('first')", http_headers })
    await client.command({ query: "BACKUP DATABASE liuke TO File('second') SETTINGS base_backup = File('first')", http_headers })
    const answer = await client.query({
      query: "SELECT count() > 0 AS v FROM file('/etc/passwd', 'LineAsString')",
      format: 'JSONEachRow',
      http_headers,
    })
    expect(await answer.json()).toEqual([{ v: 1 }])
    await expect(client.command({ query: "BACKUP DATABASE liuke TO File('/tmp/elsewhere')", http_headers })).rejects.toMatchObject({
      code: '36',
    })
  })

  it('a query may not lift the limits above the ceiling', async () => {
    const limit = "(SELECT value FROM system.settings WHERE name = 'max_execution_time')"
    expect(await value(limit, {}, { max_execution_time: 0 })).toBe('3600')
    expect(await value(limit, {}, { max_execution_time: 999_999 })).toBe('3600')
    expect(Number(await value(limit))).toBeGreaterThan(0)
    expect(Number(await value("(SELECT value FROM system.settings WHERE name = 'max_memory_usage')"))).toBeGreaterThan(0)
  })

  it('a session setting that would outlive its query', async () => {
    await client.command({ query: 'SET max_block_size = 17' })
    for (let i = 0; i < 5; i += 1) expect(await value("(SELECT value FROM system.settings WHERE name = 'max_block_size')")).not.toBe('17')
    await expect(client.query({ query: 'SELECT 1', session_id: 's' })).rejects.toMatchObject({ code: '48' })
  })
})
