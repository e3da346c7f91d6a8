import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { lockDataFolder } from './data-folder-lock.ts'

const clock = new ManualClock(new Date('2026-01-02T03:04:05Z'))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuke-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('lockDataFolder', () => {
  it('says who holds the folder and since when', async () => {
    const lock = await lockDataFolder(folder, clock)
    await expect(lockDataFolder(folder, clock)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'data-folder-in-use',
      message: expect.stringContaining(`process ${process.pid} since 2026-01-02T03:04:05.000Z`),
    })
    lock.release()
    lock.release()
    const again = await lockDataFolder(folder, clock)
    again.release()
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes over from a process that is gone', async () => {
    const child = spawn('true')
    await once(child, 'exit')
    writeFileSync(join(folder, 'liuke.lock'), JSON.stringify({ pid: child.pid, since: 'x', born: '1', token: 't' }))
    const lock = await lockDataFolder(folder, clock)
    await expect(lockDataFolder(folder, clock)).rejects.toMatchObject({ code: 'data-folder-in-use' })
    lock.release()
  })

  it('takes over when the number of the process belongs to another one now', async () => {
    writeFileSync(join(folder, 'liuke.lock'), JSON.stringify({ pid: process.pid, since: 'x', born: '1', token: 't' }))
    const lock = await lockDataFolder(folder, clock)
    await expect(lockDataFolder(folder, clock)).rejects.toMatchObject({ code: 'data-folder-in-use' })
    lock.release()
  })

  it('takes over a torn file', async () => {
    writeFileSync(join(folder, 'liuke.lock'), '{"pid":')
    const lock = await lockDataFolder(folder, clock)
    await expect(lockDataFolder(folder, clock)).rejects.toMatchObject({ code: 'data-folder-in-use' })
    lock.release()
  })

  it('lets exactly one of many in, every time', async () => {
    for (let round = 0; round < 60; round += 1) {
      const dead = { pid: 999_999_999, since: 'x', born: '1', token: `t${round}` }
      writeFileSync(join(folder, 'liuke.lock'), round % 3 === 2 ? 'not a lock' : JSON.stringify(dead))
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder, clock)))
      const held = results.filter((each) => each.status === 'fulfilled')
      expect(held).toHaveLength(1)
      held[0]?.value.release()
    }
    expect(readdirSync(folder)).toEqual([])
  })
})
