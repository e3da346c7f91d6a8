import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/demo/run-demo.ts'
import { emptyDataFolder, newDataFolder } from '../support/data-folder.ts'
import { runCommand, startCommand } from './start-command.ts'
import type { Ended, Running } from './start-command.ts'

// The commands beside a server that runs on the same data folder, and the same commands when it does not run (ADR 0019).
const HEADING = 'order_id,member_number,ordered_at,product_id,quantity,unit_price\n'
/** A busy machine needs seconds to begin a command. */
const LONGEST_MS = 120_000
const ME = `cli:${userInfo().username}`
let dataDir: string
let files: string
let serve: Running
let url: string

beforeAll(async () => {
  dataDir = await newDataFolder()
  files = await emptyDataFolder()
  await startServer()
})

afterAll(async () => {
  if (serve.child.exitCode === null) serve.child.kill('SIGTERM')
  await serve.ended
  for (const folder of [dataDir, files]) rmSync(folder, { recursive: true, force: true })
})

async function startServer(): Promise<void> {
  serve = startCommand(['serve', '--data', dataDir, '--port', String(await freePort())], { LIUKE_LOG: 'error' })
  url = (await serve.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
}

function run(...args: string[]): Promise<Ended> {
  return runCommand([...args, '--data', dataDir], {}, files)
}

function orders(name: string, count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `${name}${i},M${i % 50},2026-03-${String(1 + (i % 28)).padStart(2, '0')},P${i % 9},1,10.00\n`,
  )
  writeFileSync(join(files, `${name}.csv`), HEADING + rows.join(''))
  return `${name}.csv`
}

/** What depends on the moment alone. */
function steady({ code, out, err }: Ended): Ended {
  return { code, out: out.replaceAll(/"seconds":[\d.]+|seconds +[\d.]+/g, ''), err: err.replaceAll(/[\d.]+ rows\/s/g, '') }
}

it('a file is imported beside the server, by its path from where one stands, and stands in the list of jobs and in the audit log', async () => {
  const { code, out, err } = await run('import', 'orders', orders('A', 300), '--json')
  expect([code, code === 0 ? '' : err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ rows: 300, stored: 300, customers: 50, profiled: 50 })
  writeFileSync(join(files, 'B.csv'), readFileSync(join(files, 'A.csv')))
  const both = await run('import', 'orders', '[AB].csv', '--json')
  expect(JSON.parse(both.out)).toMatchObject({ stored: 0, duplicates: 600, files: [{ file: 'A.csv' }, { file: 'B.csv' }], refused: [] })
  expect(await imports()).toMatchObject([{ state: 'done', result: { duplicates: 600 } }, { state: 'done' }])
  expect(await ask('GET', '/audit?action=import-started')).toMatchObject({
    body: { items: [{ actor: ME, detail: { kind: 'orders', dryRun: false } }, { actor: ME }] },
  })
})

it('two commands at once both do their work, imports one after the other', async () => {
  const [one, other, figures] = await Promise.all([
    run('import', 'orders', orders('C', 200), '--json'),
    run('import', 'orders', orders('D', 200), '--json'),
    run('query', 'metrics', '--json'),
  ])
  expect([one, other, figures].map(({ code, err }) => (code === 0 ? '' : err))).toEqual(['', '', ''])
  expect([JSON.parse(one.out), JSON.parse(other.out)]).toMatchObject([{ stored: 200 }, { stored: 200 }])
  expect(JSON.parse((await run('query', 'metrics', '--json')).out)).toMatchObject({ lines: 700 })
})

it('what a person gets wrong has the same words and exit code', async () => {
  expect(await run('import', 'undo', '0190b6a0-1234-7abc-8def-0123456789ab')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^liuke: There is no such import/u) as unknown,
  })
  expect(await run('churn', 'promote', '99')).toMatchObject({ code: 2 })
  expect(await run('import', 'orders', 'A.csv', '--all')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/unknown option '--all'/u) as unknown,
  })
})

it('the socket is for the account that owns the folder, and the network cannot pass for it', async () => {
  expect([statSync(join(dataDir, 'run')).mode & 0o777, statSync(join(dataDir, 'run/liuke.sock')).mode & 0o777]).toEqual([0o700, 0o600])
  const headers = { 'x-liuke-user': 'root', 'content-type': 'application/json' }
  const body = JSON.stringify({ args: ['users', 'list'], cwd: '/', locale: '', isTerminal: false })
  expect((await fetch(`${url}/api/v1/users`, { headers })).status).toBe(401)
  expect((await fetch(`${url}/api/v1/local/command`, { method: 'POST', headers, body })).status).toBe(401)
  const { body: made } = await ask('POST', '/users', {
    email: 'a@shop.example',
    name: 'Ann',
    role: 'admin',
    password: 'long enough for Ann',
  })
  expect(made).toMatchObject({ role: 'admin' })
  const login = await fetch(`${url}/api/v1/login`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email: 'a@shop.example', password: 'long enough for Ann' }),
  })
  const { csrfToken } = (await login.json()) as { csrfToken: string }
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const answer = await fetch(`${url}/api/v1/local/command`, {
    method: 'POST',
    headers: { ...headers, cookie, 'x-csrf-token': csrfToken },
    body,
  })
  expect(answer.status).toBe(404)
})

it.runIf(process.getuid?.() === 0)('another account of the machine is refused', async () => {
  expect(await startCommand(['query', 'metrics', '--data', dataDir], {}, { uid: 65_534 }).ended).toEqual({
    code: 1,
    out: '',
    err: `liuke: The data folder ${dataDir} belongs to another account of this machine: run the command as that account, or ask the server through its API with a key.\n`,
  })
})

it('a name of an account that could not stand in a log is unknown there', async () => {
  for (const name of ['root\u0000', 'a b', '', 'x'.repeat(65), '<b>', 'user:1']) {
    expect(await ask('POST', '/customers/contact-stops', {}, Buffer.from(name).toString('latin1').replaceAll('\0', ' '))).toMatchObject({
      status: 400,
    })
  }
  await ask('POST', '/users', { email: 'b@shop.example', name: 'Bea', role: 'agent', password: 'long enough for Bea' }, 'a b')
  expect(await ask('GET', '/audit?limit=1')).toMatchObject({ body: { items: [{ actor: 'cli:unknown', action: 'user-created' }] } })
})

it('Ctrl-C stops the work on the server too', async () => {
  const running = startCommand(['import', 'orders', orders('E', 150_000), '--data', dataDir], {}, { cwd: files })
  await lastImport('running')
  running.child.kill('SIGINT')
  const { code, err } = await running.ended
  expect([code, err]).toEqual([1, expect.stringMatching(/liuke: Interrupted\. The server was told to stop/u)])
  await lastImport('failed', 'cancelled')
})

describe('a server that ends', () => {
  it('in the middle of a command says so, when it is told to and when it is killed', async () => {
    const told = startCommand(['import', 'orders', orders('F', 150_000), '--data', dataDir], {}, { cwd: files })
    await lastImport('running')
    serve.child.kill('SIGTERM')
    expect(await told.ended).toMatchObject({ code: 1, err: expect.stringMatching(/liuke: /u) as unknown })
    expect((await serve.ended).code).toBe(0)
    await startServer()
    const killed = startCommand(['import', 'orders', orders('G', 150_000), '--data', dataDir], {}, { cwd: files })
    await lastImport('running')
    serve.child.kill('SIGKILL')
    await serve.ended
    expect(await killed.ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/liuke: The server stopped before it answered/u) as unknown,
    })
  })

  // Many more commands say the same without a server in cli-doors.test.ts.
  it('leaves a socket behind that stops nobody: the same commands say the same without it', async () => {
    const lines = [
      ['query', 'metrics', '--json'],
      ['users', 'list'],
      ['customers', 'note', 'nobody', 'x'],
    ]
    const all = async (): Promise<Ended[]> => {
      const said: Ended[] = []
      for (const line of lines) said.push(steady(await run(...line)))
      return said
    }
    const without = await all()
    expect(without.filter(({ code }) => code === 0)).toHaveLength(2)
    await startServer()
    expect(await all()).toEqual(without)
  })
})

/** The jobs of imports, the newest first. The calendar may start jobs of its own at any time of the day. */
async function imports(): Promise<{ readonly state: string }[]> {
  const { status, body } = await ask('GET', '/jobs?limit=100')
  expect(status).toBe(200)
  return (body as { items: { kind: string; state: string }[] }).items.filter(({ kind }) => kind === 'import')
}

/** Waits until the newest import is in one of these states. */
async function lastImport(...states: string[]): Promise<void> {
  const from = performance.now()
  for (;;) {
    const [newest] = await imports()
    if (newest !== undefined && states.includes(newest.state)) return
    if (performance.now() - from > LONGEST_MS) throw new Error(`No import came to ${states.join(' or ')}.`)
    await wait(20)
  }
}

/** Asks through the socket, as the command line does. */
async function ask(method: string, path: string, body?: object, user = userInfo().username): Promise<{ status: number; body: unknown }> {
  return await new Promise((resolve, reject) => {
    const sent = request({
      socketPath: join(dataDir, 'run/liuke.sock'),
      method,
      path: `/api/v1${path}`,
      headers: { 'x-liuke-user': user, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    })
    sent.once('error', reject).once('response', (answer) => {
      text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(said) as unknown }), reject)
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
