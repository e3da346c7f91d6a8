import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { mapEngineError } from './engine-error.ts'

describe('mapEngineError', () => {
  it.each([
    ['clickhouse', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'engine-unavailable'],
    ['clickhouse', new Error('socket hang up'), 'engine-unavailable'],
    ['clickhouse', new ClickHouseError({ code: '202', type: 'TOO_MANY_SIMULTANEOUS_QUERIES', message: 'full' }), 'engine-unavailable'],
    ['clickhouse', new ClickHouseError({ code: '159', type: 'TIMEOUT_EXCEEDED', message: 'long' }), 'query-limit'],
    ['clickhouse', new ClickHouseError({ code: '243', type: 'NOT_ENOUGH_SPACE', message: 'full' }), 'disk-full'],
    ['postgres', Object.assign(new Error('could not extend file'), { code: '53100' }), 'disk-full'],
    ['postgres', Object.assign(new Error('no socket'), { code: 'ENOENT' }), 'engine-unavailable'],
    ['postgres', Object.assign(new Error('starting up'), { code: '57P03' }), 'engine-unavailable'],
    ['postgres', new Error('Connection terminated unexpectedly'), 'engine-unavailable'],
  ] as const)('%s: %s', (engine, error, code) => {
    const mapped = mapEngineError(error, engine)
    expect(mapped).toBeInstanceOf(AppError)
    expect(mapped).toMatchObject({ kind: 'unavailable', code })
  })

  it('leaves other errors alone', () => {
    const unique = Object.assign(new Error('duplicate key'), { code: '23505' })
    expect(mapEngineError(unique, 'postgres')).toBe(unique)
    const mine = new AppError('not-found', 'x', 'y')
    expect(mapEngineError(mine, 'postgres')).toBe(mine)
  })
})
