import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse } from './support/house.ts'
import type { House } from './support/house.ts'

let house: House
const consoleDir = mkdtempSync(join(tmpdir(), 'liuke-console-'))

beforeAll(async () => {
  mkdirSync(join(consoleDir, 'assets'))
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>Liuke</title>')
  writeFileSync(join(consoleDir, 'assets', 'page-1a2b.js'), 'export {}')
  house = await openHouse({ consoleDir })
})
afterAll(async () => {
  await house.close()
  rmSync(consoleDir, { recursive: true })
})

const ask = (url: string, accept: string) => house.app.inject({ url, headers: { host: '127.0.0.1', accept } })
const NAVIGATION = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

test.each(['/', '/customers', '/customers/018f-1?tab=orders', '/settings/keys', '/login?next=%2Fcustomers'])(
  'a navigation to %s gets the console',
  async (url) => {
    const answer = await ask(url, NAVIGATION)
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ])
    expect(answer.body).toContain('<title>Liuke</title>')
  },
)

test.each([
  '/metrics',
  '/sourceConfig',
  '/nothing',
  '/customers/1/orders',
  '/api/v1/nothing',
  '/api/v2/customers',
  '/.env',
  '/assets/gone.js',
])('%s is nothing, for browsers and programs alike', async (url) => {
  for (const accept of [NAVIGATION, '*/*', 'application/json']) {
    const answer = await ask(url, accept)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8'])
    expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' })
  }
})

test('a program that asks for JSON at the address of a page is not given a page', async () => {
  expect((await ask('/customers', 'application/json')).statusCode).toBe(404)
})

test('files with a hash in their name are kept for good', async () => {
  expect((await ask('/assets/page-1a2b.js', '*/*')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
})
