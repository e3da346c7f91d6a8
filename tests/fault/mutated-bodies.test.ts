import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { freePort } from '../../src/demo/run-demo.ts'
import { temporaryDataDir } from '../../src/main/temporary-data-dir.ts'
import { startHostileServer, statusOf } from '../support/hostile-server.ts'
import type { HostileServer } from '../support/hostile-server.ts'
import { mutatedBody } from '../support/mutate-body.ts'

// LIUKE_BODIES: how many, 100,000 by default, ten thousand in a test. LIUKE_BODY_SEED: other ones.
const BODIES = Number(process.env['LIUKE_BODIES'] ?? 100_000)
const SEED = process.env['LIUKE_BODY_SEED'] ?? 'mutated-bodies'
const IN_A_TEST = 10_000
const AT_ONCE = 16
const ROUNDS = Array.from({ length: Math.ceil(BODIES / IN_A_TEST) }, (_, i) => i)
/** Of a door that refuses a body with its reason, and of one that takes it in. */
const ANSWERS = new Set([200, 400, 413])

let dataDir: string
let server: HostileServer
let accepted = 0

beforeAll(async () => {
  dataDir = await temporaryDataDir('liuke-fault-')
  server = await startHostileServer(dataDir, await freePort())
})
afterAll(async () => {
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test.each(ROUNDS)(
  'of ten thousand spoilt bodies none fails the server, and each that was taken in is accounted for, round %i',
  async (round) => {
    const rng = new Rng(`${SEED}/${round}`)
    const before = accepted
    const strange: string[] = []
    let left = Math.min(IN_A_TEST, BODIES - round * IN_A_TEST)
    const client = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        const { path, body } = mutatedBody(rng)
        const status = await statusOf(`${server.url}/v1/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.writeKey}`, 'content-type': 'application/json' },
          body: new Uint8Array(body),
        })
        if (status === 200) accepted += 1
        if (!ANSWERS.has(status)) strange.push(`${status} ${path} ${body.toString('base64')}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, client))
    expect(strange).toEqual([])
    // Some stay messages, so that more than the reader of JSON is tried.
    expect(accepted - before).toBeGreaterThan(100)
    const { received, stored, duplicates, quarantined, droppedByConsent } = await server.settled()
    expect({ received, accounted: stored + duplicates + quarantined + droppedByConsent }).toEqual({
      received: accepted,
      accounted: accepted,
    })
  },
)
