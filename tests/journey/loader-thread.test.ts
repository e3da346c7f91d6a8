import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NO_PLAN } from '#collect/plan/learn-plan.ts'
import { systemClock } from '#kernel/clock.ts'
import { startLoaderThread } from '../../src/main/loader-worker.ts'
import { openWholeHouse } from '../support/whole-house.ts'
import type { WholeHouse } from '../support/whole-house.ts'

// What comes in is loaded by a thread of the server, on connections of its own.

const LONGEST_MS = 180_000
let shop: WholeHouse

beforeAll(async () => {
  shop = await openWholeHouse({ clock: systemClock })
})
afterAll(() => shop.stop())

interface KeyedSource {
  readonly id: string
  readonly authorization: string
}

async function addSource(name: string): Promise<KeyedSource> {
  const source = { name, kind: 'server', userIdKind: 'user_id', consent: null }
  const { source: made, writeKey } = await shop.house.sourceCatalogue.create(source, systemClock.now())
  return { id: made.id, authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` }
}

async function send({ authorization }: KeyedSource, name: string, messages: number): Promise<void> {
  const batch = Array.from({ length: messages }, (_, i) => ({
    type: 'track',
    event: name,
    userId: `user-${i % 50}`,
    messageId: `${name}-${i}`,
  }))
  const answer = await fetch(`${shop.url}/v1/batch`, { method: 'POST', headers: { authorization }, body: JSON.stringify({ batch }) })
  expect(answer.status).toBe(200)
}

async function counted(): Promise<{ received: number; stored: number; quarantined: number }> {
  const { rows } = await shop.house.engines.pg.query<{ received: number; stored: number; quarantined: number }>(
    `SELECT coalesce(sum(received), 0)::integer AS received, coalesce(sum(stored), 0)::integer AS stored,
       coalesce(sum(quarantined), 0)::integer AS quarantined FROM intake_counts`,
  )
  return rows[0] ?? { received: 0, stored: 0, quarantined: 0 }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const from = performance.now()
  while (!(await condition())) {
    if (performance.now() - from > LONGEST_MS) throw new Error('It did not come to that in time.')
    await sleep(20)
  }
}

async function inTable(name: string): Promise<{ n: string; ids: string }[]> {
  const result = await shop.house.engines.clickhouse.query({
    query: 'SELECT count() AS n, uniqExact(message_id) AS ids FROM events WHERE name = {name:String}',
    query_params: { name },
    format: 'JSONEachRow',
  })
  return await result.json()
}

test('a thread that is ended in the middle of a load loses and doubles nothing: the next one repeats it', async () => {
  const source = await addSource('killed')
  for (let i = 0; i < 20; i += 1) await send(source, `Killed ${i}`, 500)
  const first = await startLoaderThread(shop.house)
  const ended = new Promise<string>((resolve) => first.onExit(resolve))
  // It has a lease by now, and has not come to the end of it.
  await until(async () => {
    const { rows } = await shop.house.engines.pg.query<{ held: number }>(
      `SELECT count(*)::integer AS held FROM pg_locks WHERE locktype = 'advisory' AND objid = 7301 AND granted`,
    )
    return rows[0]?.held === 1
  })
  await first.kill()
  expect(await ended).toMatch(/exit code 1/)
  expect(await counted()).toEqual({ received: 0, stored: 0, quarantined: 0 })
  const second = await startLoaderThread(shop.house)
  try {
    await until(async () => (await counted()).received === 10_000)
  } finally {
    await second.stop()
  }
  expect(await counted()).toEqual({ received: 10_000, stored: 10_000, quarantined: 0 })
  for (let i = 0; i < 20; i += 1) expect(await inTable(`Killed ${i}`)).toEqual([{ n: '500', ids: '500' }])
})

test('a plan that was just saved holds for what comes in after it', async () => {
  const source = await addSource('planned')
  const before = await counted()
  const thread = await startLoaderThread(shop.house)
  try {
    const plan = { ...NO_PLAN, unplannedEvents: 'quarantine' } as const
    await shop.house.trackingPlans.save(source.id, plan, { base: 0, author: 'user:1', note: '' })
    await send(source, 'Unplanned', 3)
    await until(async () => (await counted()).received === before.received + 3)
  } finally {
    await thread.stop()
  }
  expect(await counted()).toEqual({ received: before.received + 3, stored: before.stored, quarantined: 3 })
})

test('a server that runs by itself loads in its thread, and a stop waits for the load on its way', async () => {
  const { background } = shop.server
  let here = 0
  const { loader } = shop.house
  const lease = loader.lease
  Object.assign(loader, { lease: (most: number) => ((here += 1), lease(most)) })
  const source = await addSource('by itself')
  const before = await counted()
  await background.start()
  await send(source, 'By itself', 200)
  await until(async () => (await inTable('By itself'))[0]?.n === '200')
  await background.stop()
  expect(here).toBe(0)
  expect((await counted()).stored).toBe(before.stored + 200)
  expect(await shop.house.intake.oldest()).toBeNull()
})
