import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { runHere } from './run-here.ts'
import { runCommand } from './start-command.ts'
import type { Ended } from './start-command.ts'

// With another master key known customers would not be found and their opt-outs would not hold: nothing starts.
let engines: RunningEngines
let key: string
let text: string

beforeAll(async () => {
  engines = await startRunningEngines()
  key = join(engines.dataDir, 'secrets', 'master.key')
  const file = join(engines.dataDir, 'orders.csv')
  writeFileSync(file, 'order_number,phone,time,product,quantity,price\nO1,13812348000,2026-01-05 10:00:00,P1,1,10.00\n')
  const { code, err } = await run(['import', 'orders', file, '--json'])
  if (code !== 0) throw new Error(err)
  text = readFileSync(key, 'utf8')
})
afterAll(() => engines?.stop())

/** The server in a process of its own, as it would go on if it started. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return (args[0] === 'serve' ? runCommand : runHere)([...args, '--data', engines.dataDir], { ...engines.env, ...env })
}

function put(content: string, mode = 0o600): void {
  rmSync(key, { force: true })
  writeFileSync(key, content, { mode })
  chmodSync(key, mode)
}

/** As an installation of before the check values has it. */
async function forgetCheck(): Promise<void> {
  const client = new pg.Client({ connectionString: engines.env.DATABASE_URL })
  await client.connect()
  await client.query("DELETE FROM settings WHERE name = 'master-key-check'")
  await client.end()
}

const OTHER = `1 ${Buffer.alloc(32, 9).toString('base64')}\n`
const COMMANDS = [
  ['serve', '--port', '0'],
  ['query', 'metrics', '--json'],
]

describe.each(['with a check value', 'from before the check values'])('data %s', (age) => {
  beforeAll(async () => {
    put(text)
    if (age !== 'with a check value') await forgetCheck()
  })

  it.each(COMMANDS)('is not opened by another key: %s', async (...command) => {
    put(OTHER)
    const ended = await run(command)
    expect(ended.err).toContain(`The master key in ${key} is not the one that this data was encrypted with: restore the right one`)
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(readFileSync(key, 'utf8')).toBe(OTHER)
  })

  it('is not opened by another key of the environment', async () => {
    put(text)
    const ended = await run(['query', 'metrics'], { LIUKE_MASTER_KEY: OTHER })
    expect(ended.err).toContain('The master key in LIUKE_MASTER_KEY is not the one that this data was encrypted with')
    expect(ended.code).toBe(1)
  })

  it.each(COMMANDS)('is not opened without a key, and none is made: %s', async (...command) => {
    rmSync(key, { force: true })
    const ended = await run(command)
    expect(ended.err).toContain(`put ${key} back from your backup`)
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(existsSync(key)).toBe(false)
  })

  it('is opened by its own key, twice', async () => {
    put(text)
    for (let i = 0; i < 2; i += 1) {
      const ended = await run(['query', 'metrics', '--include-duplicates', '--json'])
      expect(JSON.parse(ended.out)).toMatchObject({ lines: 1, customers: 1 })
    }
  })
})

it('a key file that others can read is refused', async () => {
  put(text, 0o644)
  const ended = await run(['query', 'metrics'])
  expect(ended.err).toContain(`run chmod 600 ${key}`)
  expect(ended.code).toBe(1)
})
