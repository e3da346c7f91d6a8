import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { newDataFolder } from '../support/data-folder.ts'
import { addKeyedSource, type KillVictim, readKept, ServerUnderLoad, startShopUnderLoad } from '../support/kill-under-load.ts'
import { descendantsOf } from '../journey/start-command.ts'

// LIUKE_KILLS: of each victim, 50 by default, ten in a test. LIUKE_KILL_SEED: another choice of moments.

const KILLS = Number(process.env['LIUKE_KILLS'] ?? 50)
const SEED = process.env['LIUKE_KILL_SEED'] ?? 'kill-under-load'
const IN_A_TEST = 10
const ROUNDS = Array.from({ length: Math.ceil(KILLS / IN_A_TEST) }, (_, i) => i)

describe.each(['server', 'postgres', 'clickhouse'] satisfies KillVictim[])('kill -9 of the %s under load', (victim) => {
  test.each(ROUNDS)('loses nothing that was acknowledged and doubles nothing, round %i', async (round) => {
    const seed = `${SEED}/${victim}/${round}`
    process.stderr.write(`kill-under-load: seed ${seed}\n`)
    const acknowledged = await underLoad(seed, async (server) => {
      const rng = new Rng(seed)
      for (let kill = 0; kill < Math.min(IN_A_TEST, KILLS - round * IN_A_TEST); kill += 1) {
        await sleep(rng.int(2_000))
        await server.strike(victim)
      }
    })
    expect(acknowledged).toBeGreaterThan(500)
  })
})

/** So long an engine stands still: longer than a load takes, shorter than the patience of the shop's programs. */
const STILL_MS = 12_000

test.each(['postgres', 'clickhouse'] as const)(
  'a %s that stands still for a while loses nothing, and all goes on by itself',
  async (victim) => {
    const acknowledged = await underLoad(`${SEED}/still/${victim}`, async (server) => {
      await sleep(2_000)
      const engine = server.engine(victim)
      if (engine === undefined) throw new Error(`The server has no process of ${victim}.`)
      const all = [engine, ...descendantsOf(engine)]
      for (const pid of all) signal(pid, 'SIGSTOP')
      await sleep(STILL_MS)
      for (const pid of all) signal(pid, 'SIGCONT')
      await server.ready()
    })
    expect(acknowledged).toBeGreaterThan(100)
  },
)

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // A worker of the engine that has ended since.
  }
}

/** Lets a shop send while something is done to its server, and holds what both stores keep at the end against what was acknowledged: so many messages. */
async function underLoad(seed: string, work: (server: ServerUnderLoad) => Promise<void>): Promise<number> {
  const dataDir = await newDataFolder()
  const server = new ServerUnderLoad(dataDir)
  try {
    await addKeyedSource(dataDir)
    await server.start()
    const shop = startShopUnderLoad(server, seed)
    try {
      await work(server)
    } finally {
      await shop.stop()
    }
    await server.drained()
    expect(await server.stop()).toBe(0)
    const { messageIds, counts, waiting } = await readKept(dataDir)
    const kept = new Set(messageIds)
    expect(waiting).toBe(0)
    expect(shop.wrongAnswers).toEqual([])
    expect(kept.size).toBe(messageIds.length)
    expect([...shop.acknowledged].filter((id) => !kept.has(id))).toEqual([])
    expect(counts).toMatchObject({ stored: messageIds.length, quarantined: 0, dropped: 0 })
    expect(counts.stored + counts.duplicates).toBe(counts.received)
    process.stderr.write(`kill-under-load: ${seed}: ${JSON.stringify({ ...counts, answers: Object.fromEntries(shop.statuses) })}\n`)
    return shop.acknowledged.size
  } finally {
    server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
