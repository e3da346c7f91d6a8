import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { descendantsOf } from '../journey/start-command.ts'
import { newDataFolder, openEngines } from '../support/data-folder.ts'
import { canInstallDebian, installDebian } from '../support/install-debian.ts'
import { addKeyedSource, sendAsShop, ServerUnderLoad } from '../support/kill-under-load.ts'
import { isSync, isWrite, openFile, pathOf, traceCalls } from '../support/traced-calls.ts'
import type { TracedCall } from '../support/traced-calls.ts'

// What a power cut would take is what no fsync had reached. So the order of the system calls is held, on the real processes: an answer of 200 after the
// log of PostgreSQL is on disk, and a request leaves the inbox after its events are.

beforeAll(() => {
  const isThere = (): boolean => spawnSync('strace', ['-V']).status === 0
  if (!isThere() && canInstallDebian()) installDebian(['strace'])
  if (!isThere()) throw new Error('This test needs strace: install it (Debian: apt-get install strace) and try again.')
})

test('every answer of 200 comes after its message is on disk, and every part of the events is on disk before its requests leave the inbox', async () => {
  const calls = await traceShop({})
  const answers = acknowledgements(calls)
  expect(answers.length).toBeGreaterThan(100)
  expect(answers.filter(({ isDurable }) => !isDurable)).toEqual([])

  const parts = eventParts(calls)
  expect(parts.length).toBeGreaterThan(0)
  expect(parts.filter(({ written }) => written === 0)).toEqual([])
  expect(parts.flatMap(({ unsynced }) => unsynced)).toEqual([])
  const removals = calls.filter((call) => isWrite(call) && call.args.includes('delete from \\"inbox\\"'))
  expect(removals.length).toBeGreaterThan(0)
  expect(removals.map(({ begun }, before) => parts.filter(({ durableAt }) => durableAt < begun).length > before)).not.toContain(false)
})

test('a database that answers before its log is on disk is noticed', async () => {
  const answers = acknowledgements(await traceShop({ synchronousCommit: 'off' }))
  expect(answers.length).toBeGreaterThan(100)
  expect(answers.filter(({ isDurable }) => !isDurable).length).toBeGreaterThan(answers.length / 2)
})

/** Sends requests one after the other and some at once to a server under strace, until all are loaded. */
async function traceShop({ synchronousCommit = 'on' }: { readonly synchronousCommit?: 'on' | 'off' }): Promise<readonly TracedCall[]> {
  const dataDir = await newDataFolder()
  const server = new ServerUnderLoad(dataDir)
  try {
    await addKeyedSource(dataDir)
    const { engines, stop } = await openEngines({ dataDir })
    await engines.pg.query(`ALTER ROLE CURRENT_USER SET synchronous_commit = ${synchronousCommit}`)
    await stop()
    await server.start()
    const trace = await traceCalls([server.pid, ...descendantsOf(server.pid)], join(dataDir, 'trace.txt'))
    for (let i = 0; i < 100; i += 1) await sendOne(server.url, `alone-${i}-`)
    for (let round = 0; round < 10; round += 1)
      await Promise.all(Array.from({ length: 8 }, (_, i) => sendOne(server.url, `beside-${round}-${i}-`)))
    await server.drained()
    const calls = await trace.stop()
    await server.stop()
    return calls
  } finally {
    server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function sendOne(url: string, messageId: string): Promise<void> {
  const { status, said } = await sendAsShop(url, [messageId])
  expect([status, said]).toEqual([200, ''])
}

interface Acknowledgement {
  readonly messageId: string
  readonly isDurable: boolean
}

/** Of each message that was answered with 200: whether the log of PostgreSQL was written to disk between the arrival and the answer. */
function acknowledgements(calls: readonly TracedCall[]): Acknowledgement[] {
  const syncs = calls.filter((call) => isSync(call) && pathOf(call).includes('/pg_wal/'))
  return calls.flatMap((call) => {
    const messageId = call.name === 'read' ? /POST \/v1\/batch.*((?:alone|beside)-[\d-]+)/s.exec(call.args)?.[1] : undefined
    if (messageId === undefined) return []
    const answer = calls.find((one) => one.begun > call.ended && isWrite(one) && openFile(one) === openFile(call))
    if (answer?.args.includes('HTTP/1.1 200') !== true) return []
    return { messageId, isDurable: syncs.some(({ begun, ended }) => begun > call.ended && ended < answer.begun) }
  })
}

interface Part {
  /** Files that were written. */
  readonly written: number
  /** Files that got their last bytes after their last sync, or had none. */
  readonly unsynced: readonly string[]
  readonly durableAt: number
}

/** The parts that inserts left in the engine's folder, by the call that gave each its name. */
function eventParts(calls: readonly TracedCall[]): Part[] {
  return calls.flatMap((named) => {
    if (!named.name.startsWith('rename') || named.result !== 0) return []
    const made = /"([^"]*tmp_insert_[^"/]*)\/?"/.exec(named.args)?.[1]
    if (made === undefined) return []
    const own = calls.filter((call) => call.begun < named.begun && pathOf(call).includes(`${made}/`))
    const last = new Map(own.filter(isWrite).map((call) => [pathOf(call), call.begun]))
    const unsynced = [...last].filter(([path, at]) => !own.some((call) => isSync(call) && pathOf(call) === path && call.begun > at))
    return { written: last.size, unsynced: unsynced.map(([path]) => path), durableAt: named.ended }
  })
}
