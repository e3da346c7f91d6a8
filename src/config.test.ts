import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('configuration', () => {
  test('an empty environment gives a server that only this machine can reach', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      clickhouseUrl: null,
      smtpUrl: null,
    })
  })

  test('empty values count as not set', () => {
    expect(readConfig({ CLICKHOUSE_URL: '', DATABASE_URL: ' ' })).toMatchObject({ clickhouseUrl: null, databaseUrl: null })
  })

  test.each([
    [{ LIUKE_PORT: '80 80' }, 'LIUKE_PORT'],
    [{ LIUKE_PORT: '70000' }, 'LIUKE_PORT'],
    [{ LIUKE_TIME_ZONE: 'Beijing' }, 'LIUKE_TIME_ZONE'],
    [{ LIUKE_CURRENCY: '元' }, 'LIUKE_CURRENCY'],
    [{ LIUKE_ALLOW_PRIVATE_WEBHOOKS: 'yes please' }, 'LIUKE_ALLOW_PRIVATE_WEBHOOKS'],
    [{ LIUKE_PUBLIC_URL: 'liuke' }, 'LIUKE_PUBLIC_URL'],
  ])('%o is refused by name', (env, name) => {
    expect(() => readConfig(env)).toThrow(name)
  })
})
