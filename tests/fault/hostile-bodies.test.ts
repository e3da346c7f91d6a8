import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../src/demo/run-demo.ts'
import { temporaryDataDir } from '../../src/main/temporary-data-dir.ts'
import { commandLineOf, descendantsOf } from '../journey/start-command.ts'
import { hostileBodies } from '../support/hostile-bodies.ts'
import { startHostileServer, statusOf } from '../support/hostile-server.ts'
import type { HostileServer } from '../support/hostile-server.ts'

// Made first, so that this process is free to watch.
const bodies = hostileBodies()
let dataDir: string
let server: HostileServer
let accepted = 0

beforeAll(async () => {
  dataDir = await temporaryDataDir('liuke-fault-')
  server = await startHostileServer(dataDir, await freePort())
})

afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function send(path: string, body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return await statusOf(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.writeKey}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
}

async function expectAccounted(): Promise<void> {
  const { received, stored, duplicates, quarantined, droppedByConsent } = await server.settled()
  expect({ received, accounted: stored + duplicates + quarantined + droppedByConsent }).toEqual({ received: accepted, accounted: accepted })
}

test('no hostile body of the corpus makes the server fail, forget or go deaf', async () => {
  const failed: string[] = []
  for (const { name, path, body, headers } of bodies) {
    const status = await send(path, body, headers)
    if (status === 200) accepted += Number(/^(\d+)-(?:messages|new)/.exec(name)?.[1] ?? 1)
    else if (status >= 500) failed.push(`${name}: ${status}`)
  }
  expect(failed).toEqual([])
  await expectAccounted()
  // The bench holds the bar of one second; a busy machine may take longer here.
  expect(server.worstStallMs()).toBeLessThan(5_000)
})

test('random messages of every shape are stored, duplicates or in quarantine', async () => {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ud800', 'a\u0000', 1e300, -0, 2 ** 60, '1e400', true),
  )
  const message = fc.oneof(
    odd,
    fc.record(
      {
        type: fc.oneof(fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'), odd),
        event: odd,
        name: odd,
        userId: odd,
        anonymousId: odd,
        messageId: odd,
        timestamp: fc.oneof(
          odd,
          fc.date({ noInvalidDate: true }).map((date) => date.toJSON()),
        ),
        properties: fc.oneof(odd, fc.dictionary(fc.string({ unit: 'binary' }), odd)),
        traits: odd,
        context: fc.oneof(odd, fc.record({ channel: odd, userAgent: odd, historical: odd, externalIds: fc.array(odd) })),
      },
      { requiredKeys: [] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), odd, async (batch, sentAt) => {
      const status = await send('batch', JSON.stringify({ batch, sentAt }))
      expect([200, 400, 413]).toContain(status)
      if (status === 200) accepted += batch.length
    }),
    { numRuns: 300 },
  )
  await expectAccounted()
}, 600_000)

test('random bytes never get a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('batch', 'track', 'identify'),
      fc.boolean(),
      async (bytes, path, zipped) => {
        const status = await send(path, bytes, zipped ? { 'content-encoding': 'gzip' } : {})
        expect(status).toBe(400)
      },
    ),
    { numRuns: 300 },
  )
}, 600_000)

test('an engine that is killed while bodies come in quarantines and loses nothing', async () => {
  const before = await server.settled()
  const engine = descendantsOf(server.pid).find((child) => /clickhouse/.test(commandLineOf(child))) ?? 0
  for (let round = 0; round < 20; round += 1) {
    const batch = Array.from({ length: 50 }, (_, i) => ({
      type: 'track',
      event: 'Restart',
      userId: 'u',
      messageId: createHash('sha256').update(`${round}/${i}`).digest('hex'),
    }))
    if (round === 5) process.kill(engine, 'SIGKILL')
    if ((await send('batch', JSON.stringify({ batch }))) === 200) accepted += 50
    await wait(50)
  }
  await expectAccounted()
  const after = await server.settled()
  expect({ stored: after.stored, quarantined: after.quarantined }).toEqual({
    stored: before.stored + 1_000,
    quarantined: before.quarantined,
  })
})
