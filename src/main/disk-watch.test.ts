import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { watchDisk } from './disk-watch.ts'

const MIB = 1024 ** 2
const clock = (): ManualClock => new ManualClock(new Date('2026-05-01T10:00:00Z'))

test.each([
  ['no room', 0, true],
  ['less than a write-ahead file and its neighbour', 32 * MIB - 1, true],
  ['just enough', 32 * MIB, false],
])('%s', async (_name, free, full) => {
  expect(await watchDisk('/data', clock(), async () => free).isFull()).toBe(full)
})

test('the free space is that of the folder that is watched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-disk-'))
  try {
    const { bavail, bsize } = statfsSync(folder)
    expect(await watchDisk(folder, clock()).isFull()).toBe(bavail * bsize < 32 * MIB)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a pseudo file system without any space is full', async () => {
  // procfs of Linux has no blocks at all: what statfs says of a full disk. Elsewhere there is no such folder.
  expect(await watchDisk('/proc', clock()).isFull()).toBe(process.platform === 'linux')
})

test('a folder that cannot be measured counts as one with room', async () => {
  expect(await watchDisk('/no/such/folder', clock()).isFull()).toBe(false)
})

test('a failure for lack of room holds for a minute', async () => {
  const now = clock()
  const disk = watchDisk('/data', now, async () => 1e12)
  disk.noteFull()
  expect(await disk.isFull()).toBe(true)
  now.moveTo(new Date(now.now().getTime() + MINUTE_MS))
  expect(await disk.isFull()).toBe(false)
})
