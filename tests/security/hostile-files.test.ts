import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTable } from '#collect/table/open-table.ts'
import { AppError } from '#kernel/app-error.ts'
import { type HostileFile, hostileFiles } from '../support/hostile-files.ts'
import { readWholeTable } from '../support/read-whole-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-hostile-'))
const MAX_STALL_MS = 1_000
/** What reading may add to a process that other tests have used before. */
const MAX_GROWTH = 1.35 * 2 ** 30
const PREVIEW_MS = 3_000
let files: HostileFile[] = []

beforeAll(async () => {
  files = await hostileFiles(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'read'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

test('every hostile file is read or refused with its reason, in bounded memory, while requests are answered', async () => {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  const outcomes: Record<string, string> = {}
  for (const { name, path } of files) outcomes[name] = await outcomeOf(() => readWholeTable(path))
  clearInterval(watch)
  delay.disable()
  expect(outcomes).toEqual(Object.fromEntries(files.map(({ name, expected }) => [name, expected])))
  expect(delay.max / 1e6).toBeLessThan(MAX_STALL_MS)
  expect(peak - before).toBeLessThan(MAX_GROWTH)
})

test('a preview looks at the head of a file only', async () => {
  const slow: string[] = []
  // A small one cannot take long but by unpacking, and those that unpack to much are above this size.
  for (const { name, path } of files.filter((file) => statSync(file.path).size > 20_000)) {
    const started = process.cpuUsage()
    await outcomeOf(() => openTable(path, { fileName: name, extent: 'head' }))
    const { user, system } = process.cpuUsage(started)
    const took = (user + system) / 1000
    if (took > PREVIEW_MS) slow.push(`${name} took ${Math.round(took)} ms of the processor`)
  }
  expect(slow).toEqual([])
  const previewOf = (name: string): Promise<string> => outcomeOf(() => openTable(join(folder, name), { extent: 'head' }))
  expect(await Promise.all(['bomb.csv.gz', 'one-line-of-200-mb.csv', 'blanks-bomb.xlsx'].map(previewOf))).toEqual([
    'read',
    'record-too-long',
    'unpacks-too-large',
  ])
})
