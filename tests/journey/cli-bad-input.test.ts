import { chmodSync, existsSync, mkdtempSync, openSync, closeSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newDataFolder } from '../support/data-folder.ts'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { complaint, complaintOf } from './complaint.ts'
import { runHere } from './run-here.ts'
import { runCommand, startCommand } from './start-command.ts'

// Whatever a person gets wrong is answered with one sentence that says what to do, exit code 1 or 2, and leaves nothing half-written.
const HEADING = 'order_number,customer_number,time,product,quantity,price\n'
const files = mkdtempSync(join(tmpdir(), 'liuke-bad-input-'))
// The embedded database runs as another user when root starts it.
chmodSync(files, 0o711)
let dataDir: string

beforeAll(async () => {
  dataDir = await newDataFolder()
})
afterAll(() => {
  for (const folder of [files, dataDir]) rmSync(folder, { recursive: true, force: true })
})

function rows(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `O${i},M${i % 50},2026-01-${String(1 + (i % 28)).padStart(2, '0')} 10:00:00,P${i % 9},1,10.00\n`,
  ).join('')
}

function file(name: string, content: string | Buffer): string {
  const path = join(files, name)
  writeFileSync(path, content)
  return path
}

describe('a slip in the command', () => {
  const orders = file('orders.csv', HEADING + rows(10))
  const nowhere = join(files, 'nowhere')

  it.each<[string, string[], RegExp, Record<string, string>?]>([
    ['unknown command', ['improt'], /unknown command 'improt'/],
    ['unknown option', ['import', 'orders', orders, '--prest', 'x'], /unknown option '--prest'/],
    ['missing argument', ['import', 'orders', '--json'], /missing required argument 'file'/],
    ['unknown preset', ['import', 'orders', orders, '--preset', 'shop'], /'shop' is invalid.*online-retail/],
    ['mapping without a sign', ['import', 'orders', orders, '--map', 'quantity'], /--map takes field=column, not "quantity"/],
    ['missing file', ['import', 'orders', join(files, 'no.csv'), '--json'], /There is no file .*no\.csv: check the path/],
    [
      'folder without tables',
      ['import', 'orders', mkdtempSync(join(tmpdir(), 'liuke-none-')), '--json'],
      /There is no CSV, .xlsx, NDJSON or Parquet file at/,
    ],
    ['empty file', ['import', 'orders', file('empty.csv', ''), '--json'], /empty\.csv is empty/],
    ['time', ['profiles', '--as-of', 'yesterday', '--json'], /--as-of takes a time such as 2026-01-31, not "yesterday"/],
    ['number', ['churn', 'train', '--horizon', '-3', '--json'], /--horizon takes a whole number above 0, not "-3"/],
    ['size of the demo', ['demo', '--customers', 'many', '--json'], /--customers takes a whole number from 100 to 1000000, not "many"/],
    ['port', ['serve'], /LIUKE_PORT is "eighty"; it must be a port from 0 to 65535/, { LIUKE_PORT: 'eighty' }],
    [
      'scheme of a database',
      ['query', 'metrics', '--json'],
      /DATABASE_URL must begin with postgres:\/\//,
      { DATABASE_URL: 'mysql://127.0.0.1/x' },
    ],
    ['missing file to analyse', ['analyze', join(files, 'no.csv'), '--out', nowhere, '--json'], /There is no file .*no\.csv/],
  ])('%s', async (_name, args, sentence, env = {}) => {
    expect(complaintOf(await runHere(args, { LIUKE_DATA: nowhere, ...env }, files))).toEqual(complaint(sentence, 2))
    expect(existsSync(nowhere)).toBe(false)
  })
})

describe('a file that cannot be used', () => {
  let engines: RunningEngines
  beforeAll(async () => {
    engines = await startRunningEngines()
  })
  afterAll(() => engines?.stop())
  const run = (...args: string[]) => runHere([...args, '--json', '--data', engines.dataDir], engines.env)

  const packed = gzipSync(HEADING + rows(5_000))
  const broken = Buffer.concat([Buffer.from(HEADING), Buffer.from('ff,80\n'.repeat(500).replaceAll('ff', '\u00ff'), 'latin1')])

  it.each<[string, string, string[], RegExp]>([
    ['cut off', file('cut.csv.gz', packed.subarray(0, packed.length / 2)), [], /cut\.csv\.gz is cut off: .* copy or download it again/],
    [
      'binary',
      file('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0, 1, 2, 3])),
      [],
      /picture\.csv is a picture: export the data as CSV or \.xlsx/,
    ],
    [
      'wrong encoding',
      file('broken.csv', broken),
      [],
      /The text of broken\.csv is neither UTF-8 nor in an encoding that can be told: save it as "CSV UTF-8"/,
    ],
    ['a heading only', file('heading.csv', HEADING), [], /heading\.csv has a heading but no rows/],
    [
      'a column that is not there',
      file('good.csv', HEADING + rows(10)),
      ['--map', 'quantity=Menge'],
      /no column "Menge" for quantity; its columns are "order_number"/,
    ],
  ])('%s', async (_name, path, more, sentence) => {
    expect(complaintOf(await run('import', 'orders', path, ...more))).toEqual(complaint(sentence, 2))
  })

  it('leaves nothing behind', async () => {
    const { out } = await run('query', 'metrics', '--include-duplicates')
    expect(JSON.parse(out)).toMatchObject({ lines: 0, customers: 0, invoices: 0 })
    const quarantine = await run('quarantine')
    expect(JSON.parse(quarantine.out)).toEqual({ summary: [], items: [] })
  })
})

describe('surroundings that do not play along', () => {
  it.each([
    ['DATABASE_URL', 'postgres://liuke:secret@127.0.0.1:1/liuke'],
    ['CLICKHOUSE_URL', 'http://liuke:secret@127.0.0.1:1'],
  ])('a server that does not answer: %s', async (name, url) => {
    const ended = await runHere(['query', 'metrics', '--json', '--data', dataDir], { [name]: url })
    expect(complaintOf(ended)).toEqual(
      complaint(new RegExp(`The server of ${name} does not answer .*ECONNREFUSED.*: check that it runs`), 1),
    )
    expect(ended.err).not.toContain('secret')
  })

  it('a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    try {
      const ended = await runCommand(['serve', '--data', dataDir, '--port', String(port)], { LIUKE_LOG: 'silent' })
      expect(complaintOf(ended)).toEqual(
        complaint(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use: stop the other program, or choose another`), 1),
      )
    } finally {
      taken.close()
    }
    expect(readdirSync(dataDir).filter((name) => name.startsWith('liuke.lock'))).toEqual([])
  })

  it('an output that is full', async () => {
    const full = openSync('/dev/full', 'w')
    try {
      const ended = await startCommand(['--help'], {}, { stdout: full }).ended
      expect(complaintOf(ended)).toEqual(complaint(/could not be written to the standard output .*ENOSPC.*: free some space/, 1))
    } finally {
      closeSync(full)
    }
  })

  it('a reader that has seen enough', async () => {
    const running = startCommand(['--help'])
    running.child.stdout?.destroy()
    expect(await running.ended).toMatchObject({ code: 0, err: '' })
  })
})
