import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { newId } from '#kernel/id.ts'
import { connect } from '#store/relational/connect.ts'
import { freePort } from '../../src/demo/run-demo.ts'
import { startCommand } from '../journey/start-command.ts'
import type { Running } from '../journey/start-command.ts'
import { newDataFolder, openEngines } from '../support/data-folder.ts'

const KEY = 'wk_fault_server'
const ROUNDS = 12

test('every message that a killed server had acknowledged is stored, and once', async () => {
  const dataDir = await newDataFolder()
  const rng = new Rng('server-kill')
  const acknowledged = new Set<string>()
  let next = 0
  let serve: Running | undefined
  try {
    await addSource(dataDir)
    for (let round = 0; round < ROUNDS; round += 1) {
      serve = startCommand(['serve', '--data', dataDir, '--port', String(await freePort())], { LIUKE_LOG: 'error' })
      const url = (await serve.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
      let alive = true
      const shops = Array.from({ length: 4 }, async () => {
        while (alive) {
          const ids = Array.from({ length: 1 + (next % 40) }, () => `m${(next += 1)}`)
          if (await send(url, ids)) for (const id of ids) acknowledged.add(id)
        }
      })
      await sleep(rng.int(1_500))
      serve.child.kill('SIGKILL')
      alive = false
      await Promise.all([serve.ended, ...shops])
    }
    expect(acknowledged.size).toBeGreaterThan(ROUNDS)
    await expectStoredOnce(dataDir, acknowledged)
  } finally {
    serve?.child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  }
})

async function addSource(dataDir: string): Promise<void> {
  const { engines, stop } = await openEngines({ dataDir })
  const now = new Date()
  await connect(engines.pg)
    .insertInto('sources')
    .values({
      id: newId(now),
      name: 'shop',
      kind: 'web',
      user_id_kind: 'member_number',
      write_key_hash: createHash('sha256').update(KEY).digest(),
      write_key_hint: 'rver',
      created_at: now,
    })
    .execute()
  await stop()
}

/** True when the server said that it has them. */
async function send(url: string, ids: readonly string[]): Promise<boolean> {
  const batch = ids.map((messageId) => ({ type: 'track', event: 'Product Viewed', userId: `M${messageId.length}`, messageId }))
  try {
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch }),
    })
    return response.ok
  } catch {
    return false
  }
}

/** Lets a server work off what the killed ones left in the inbox, and counts. */
async function expectStoredOnce(dataDir: string, acknowledged: ReadonlySet<string>): Promise<void> {
  const serve = startCommand(['serve', '--data', dataDir, '--port', String(await freePort())], { LIUKE_LOG: 'error' })
  await serve.says(/Liuke listens on/)
  await sleep(15_000)
  serve.child.kill('SIGTERM')
  expect((await serve.ended).code).toBe(0)
  const { engines, stop } = await openEngines({ dataDir })
  try {
    const answer = await engines.clickhouse.query({ query: 'SELECT message_id FROM events FINAL', format: 'JSONEachRow' })
    const stored = (await answer.json<{ message_id: string }>()).map(({ message_id: id }) => id)
    expect(new Set(stored).size).toBe(stored.length)
    const kept = new Set(stored)
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([])
  } finally {
    await stop()
  }
}
