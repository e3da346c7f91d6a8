import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BAD_FILES, ORDERS, orderRows } from '../support/bad-files.ts'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { runHere } from './run-here.ts'
import type { Ended } from './start-command.ts'

// Whatever stands at a path, the answer is one sentence with the place and what to do, and nothing half-written.
const files = mkdtempSync(join(tmpdir(), 'liuke-bad-files-'))
chmodSync(files, 0o755)
let engines: RunningEngines

beforeAll(async () => {
  engines = await startRunningEngines()
})
afterAll(async () => {
  await engines?.stop()
  rmSync(files, { recursive: true, force: true })
})

const at = (name: string): string => join(files, name)

function run(...args: string[]): Promise<Ended> {
  return runHere([...args, '--json', '--data', engines.dataDir], engines.env)
}

async function importing(path: string) {
  const { code, out, err } = await run('import', 'orders', path)
  return { code, out, said: err.split('\n').filter((line) => line.startsWith('liuke: ')), err }
}

/** The answer of a command that refuses a file: exit code 2, nothing on stdout, one sentence and no stack. */
function refusal(sentence: RegExp): object {
  return {
    code: 2,
    out: '',
    said: [expect.stringMatching(new RegExp(`${sentence.source}.*\\.$`))],
    err: expect.not.stringMatching(/^\s+at |node:/m),
  }
}

async function figures(): Promise<Record<string, unknown>> {
  const { out } = await run('query', 'metrics', '--include-duplicates')
  return JSON.parse(out) as Record<string, unknown>
}

describe('a file that cannot be used', () => {
  it.each(BAD_FILES.map((file) => [file.name, file] as const))('%s', async (name, { pieces, sentence }) => {
    const file = openSync(at(name), 'w')
    for (const piece of pieces()) writeSync(file, piece)
    closeSync(file)
    expect(await importing(at(name))).toEqual(refusal(sentence))
    rmSync(at(name))
  })
})

describe('a path that is no file', () => {
  it.each<[string, (path: string) => void, RegExp]>([
    ['folder', (path) => mkdirSync(path), /There is no CSV, .* file at .*folder: check the path/],
    [
      'dangling.csv',
      (path) => symlinkSync('gone.csv', path),
      /dangling\.csv is a link to a file that is not there: import the file itself/,
    ],
    ['cyclic.csv', (path) => symlinkSync('cyclic.csv', path), /cyclic\.csv is a link that leads back to itself: import the file itself/],
    ['pipe.csv', (path) => execFileSync('mkfifo', [path]), /pipe\.csv is a device or a pipe, .*: save what it gives as a file/],
    ['zero.csv', (path) => symlinkSync('/dev/zero', path), /zero\.csv is a device or a pipe, .*: save what it gives as a file/],
  ])('%s', async (name, make, sentence) => {
    make(at(name))
    expect(await importing(at(name))).toEqual(refusal(sentence))
  })

  it('/dev/zero itself', async () => {
    expect(await importing('/dev/zero')).toEqual(refusal(/\/dev\/zero is a device or a pipe/))
  })

  it('a folder of them names each, and takes the one that can be read', async () => {
    const folder = at('exports')
    mkdirSync(folder)
    writeFileSync(join(folder, 'a.csv'), ORDERS)
    symlinkSync('gone.csv', join(folder, 'b.csv'))
    execFileSync('mkfifo', [join(folder, 'c.csv')])
    const { code, out, said } = await importing(folder)
    expect({ code, said }).toEqual({
      code: 2,
      said: [expect.stringMatching(/2 of 3 files were refused, the others were imported\. Refused: b\.csv, c\.csv/)],
    })
    const { files: taken, refused } = JSON.parse(out.trim()) as {
      files: { importId: string; stored: number }[]
      refused: { code: string }[]
    }
    expect(taken).toMatchObject([{ stored: 300 }])
    expect(refused.map((one) => one.code)).toEqual(['dangling-link', 'not-a-file'])
    await run('import', 'undo', taken[0]?.importId ?? '')
  })

  it('a file that its reader has no right to', async () => {
    writeFileSync(at('closed.csv'), ORDERS)
    chmodSync(at('closed.csv'), 0)
    // Root reads everything; its files are then read as nobody.
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      expect(await importing(at('closed.csv'))).toEqual(refusal(/closed\.csv may not be read: give this user the right to read it/))
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})

it('a file that is still being written is refused, and taken when it is complete', async () => {
  const path = at('growing.csv')
  writeFileSync(path, ORDERS)
  let rows = 300
  const writer = setInterval(() => {
    appendFileSync(path, orderRows(20, rows))
    rows += 20
  }, 3)
  try {
    expect(await importing(path)).toEqual(
      refusal(/growing\.csv changed while it was read: wait until it is complete, or copy it, and import it again/),
    )
  } finally {
    clearInterval(writer)
  }
  expect(await figures()).toMatchObject({ lines: 0, customers: 0, invoices: 0 })
  const { code, out } = await importing(path)
  expect(code).toBe(0)
  const { importId, stored } = JSON.parse(out.trim()) as { importId: string; stored: number }
  expect(stored).toBe(rows)
  await run('import', 'undo', importId)
})

it('a file that is cut in the middle of a row gives that row back', async () => {
  writeFileSync(at('cut.csv'), ORDERS.slice(0, -25))
  const cut = JSON.parse((await importing(at('cut.csv'))).out.trim()) as { importId: string }
  expect(cut).toMatchObject({ rows: 300, stored: 299, quarantined: 1, sales: { CNY: 2_990 } })
  await run('import', 'undo', cut.importId)
})

it('leaves nothing behind', async () => {
  expect(await figures()).toMatchObject({ lines: 0, customers: 0, invoices: 0 })
  expect(JSON.parse((await run('quarantine')).out)).toEqual({ summary: [], items: [] })
  const { imports } = JSON.parse((await run('import', 'list')).out) as { imports: { state: string }[] }
  expect(new Set(imports.map(({ state }) => state))).toEqual(new Set(['undone']))
})
