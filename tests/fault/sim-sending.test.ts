import { expect, test } from 'vitest'
import { findSendBug } from '../support/sim/send/find-send-bug.ts'
import { SEND_BUGS } from '../support/sim/send/sim-send-bugs.ts'
import type { SendBug } from '../support/sim/send/sim-send-bugs.ts'
import { runSendWorld } from '../support/sim/send/sim-send-world.ts'

// `npm test` runs a short round of it (tests/unit/sim-sending.test.ts). More or other seeds: LIUKE_SIM_SEEDS=20000 LIUKE_SIM_FROM=5000 npm run test:fault -- tests/fault/sim-sending.test.ts

const SEEDS = Number(process.env['LIUKE_SIM_SEEDS'] ?? 2_000)
const FROM = Number(process.env['LIUKE_SIM_FROM'] ?? 1_000)
/** A test each, so that a run which stands still is told from one that is long. */
const AT_ONCE = 100

test.each(Array.from({ length: Math.ceil(SEEDS / AT_ONCE) }, (_, i) => FROM + i * AT_ONCE))(
  'whatever fails, nobody gets a message twice, against their word or never without a reason: from seed %i',
  async (first) => {
    for (let seed = first; seed < first + AT_ONCE; seed += 1) {
      const { faults } = await runSendWorld(String(seed), { people: seed % 4 === 0 ? 200 : 60 })
      expect({ seed, faults }).toEqual({ seed, faults: [] })
    }
  },
)

test.each(['1284', '1711'])(
  'seed %s: a node whose clock is an hour ahead hands over and dies, and nobody repeats it after the promise of its provider',
  async (seed) => {
    expect((await runSendWorld(seed, { people: seed === '1284' ? 200 : 60 })).faults).toEqual([])
  },
)

test('seed 2732: a message that is refused for good is settled before its worker hands over the next one', async () => {
  expect((await runSendWorld('2732', { people: 200 })).faults).toEqual([])
})

test('twenty seeds run twice give the same trace', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const [one, other] = [await runSendWorld(`twice/${seed}`, { people: 60 }), await runSendWorld(`twice/${seed}`, { people: 60 })]
    expect({ seed, hash: other.traceHash }).toEqual({ seed, hash: one.traceHash })
  }
})

test.each(Object.entries(SEND_BUGS))('the books tell of a planted bug: %s (%s)', async (bug) => {
  // Most are told of within 40 runs; a clock of a node needs one that is ahead where a message goes out and its worker dies: 910.
  const found = await findSendBug(bug as SendBug, 2_000)
  expect(found?.faults.length, `no run told of ${bug}`).toBeGreaterThan(0)
})
