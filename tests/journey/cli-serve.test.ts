import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../src/demo/run-demo.ts'
import { newDataFolder } from '../support/data-folder.ts'
import { commandLineOf, descendantsOf, isRunning, runCommand, startCommand } from './start-command.ts'
import type { Running } from './start-command.ts'

// One server from its start to its end: who else may have its folder, what it answers while a database is down, and what it leaves behind.
let dataDir: string
let serve: Running
let url: string
let pid: number

beforeAll(async () => {
  dataDir = await newDataFolder()
  serve = startCommand(['serve', '--data', dataDir, '--port', String(await freePort())], { LIUKE_LOG: 'error' })
  url = (await serve.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
  pid = serve.child.pid ?? 0
})

afterAll(async () => {
  if (serve.child.exitCode === null) serve.child.kill('SIGTERM')
  await serve.ended
  rmSync(dataDir, { recursive: true, force: true })
})

it('tells how to make the first account and lets nobody else in', async () => {
  const [, address = ''] = await serve.says(/Set up the first one here: (http:\/\/\S+\/setup\?code=\S+)/)
  expect(address.startsWith(url)).toBe(true)
  expect(await ask('/health')).toMatchObject({ status: 200 })
  expect(await ask('/api/v1/customers')).toMatchObject({ status: 401, type: 'application/problem+json' })
})

it('keeps its data folder to itself, and says who has it', async () => {
  for (const args of [
    ['serve', '--port', '0'],
    ['demo', '--customers', '100', '--json'],
  ]) {
    const { code, out, err } = await runCommand([...args, '--data', dataDir])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      new RegExp(
        `^liuke: The data folder ${dataDir} is used by process ${pid} since .*: stop that process or choose another folder\\.$`,
        'm',
      ),
    )
    expect(err.trim().split('\n')).toHaveLength(1)
  }
  expect(await ask('/health/ready')).toMatchObject({ status: 200 })
})

// A key that nobody has is looked up in the relational database before it is refused.
it.each([
  ['the relational database', /postgres.*-D/, '/api/v1/customers', 401],
  ['the relational database again', /postgres.*-D/, '/health/ready', 200],
  ['the analytical database', /clickhouse/, '/health/ready', 200],
])('answers 503 while %s is down, and is well again by itself', async (_name, commandLine, path, well) => {
  expect(await until('/health/ready', 200)).toMatchObject({ status: 200 })
  const engine = descendantsOf(pid).find((child) => commandLine.test(commandLineOf(child)))
  if (engine === undefined) throw new Error('The engine does not run.')
  process.kill(engine, 'SIGKILL')
  const down = await until(path, 503)
  expect(down).toMatchObject({ status: 503, type: 'application/problem+json' })
  expect(down.retryAfter).not.toBeNull()
  expect(down.text).toMatch(/not answer|cannot be reached/)
  expect(await until(path, well)).toMatchObject({ status: well })
  expect(serve.child.exitCode).toBeNull()
})

it('ends cleanly when told to', async () => {
  const processes = [pid, ...descendantsOf(pid)]
  expect(processes.length).toBeGreaterThan(2)
  serve.child.kill('SIGTERM')
  const { code, err } = await serve.ended
  expect(code).toBe(0)
  expect(err).not.toMatch(/^\s+at /m)
  expect(processes.filter(isRunning)).toEqual([])
  expect(await runCommand(['query', 'metrics', '--json', '--data', dataDir])).toMatchObject({ code: 0 })
})

interface Answer {
  readonly status: number
  readonly type: string
  readonly retryAfter: string | null
  readonly text: string
}

async function ask(path: string): Promise<Answer> {
  const response = await fetch(url + path, { headers: { authorization: 'Bearer lk_nobody' } })
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0] ?? '',
    retryAfter: response.headers.get('retry-after'),
    text: await response.text(),
  }
}

/** Asks until the answer has the status, for two minutes at most; the last answer. */
async function until(path: string, status: number): Promise<Answer> {
  const deadline = performance.now() + 120_000
  for (;;) {
    const answer = await ask(path)
    if (answer.status === status || performance.now() > deadline) return answer
    await wait(10)
  }
}
