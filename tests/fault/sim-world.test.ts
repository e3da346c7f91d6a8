import { describe, expect, test } from 'vitest'
import { findPlantedBug } from '../support/sim/find-planted-bug.ts'
import { SIM_BUGS, type SimBug } from '../support/sim/sim-bugs.ts'
import { NO_WORLD_FAULTS, runSimWorld } from '../support/sim/sim-world.ts'

// `npm test` runs a short round of it (tests/unit/sim-world.test.ts). More or other seeds: LIUKE_SIM_SEEDS=20000 LIUKE_SIM_FROM=5000 npm run test:fault -- tests/fault/sim-world.test.ts

const SEEDS = Number(process.env['LIUKE_SIM_SEEDS'] ?? 2_000)
const FROM = Number(process.env['LIUKE_SIM_FROM'] ?? 1_000)
/** A test each, so that a run which stands still is told from one that is long. */
const AT_ONCE = 250

test.each(Array.from({ length: Math.ceil(SEEDS / AT_ONCE) }, (_, i) => FROM + i * AT_ONCE))(
  'whatever fails, what was acknowledged is stored once, counted, and of its customer: from seed %i',
  async (first) => {
    for (let seed = first; seed < first + AT_ONCE; seed += 1) {
      const { faults } = await runSimWorld(String(seed))
      expect({ seed, faults }).toEqual({ seed, faults: [] })
    }
  },
)

describe.each(['process', 'relational', 'analytical'] as const)('a fixed run whose %s is killed', (victim) => {
  test.each(['before', 'after'] as const)('%s each call of a port ends with the same books', async (when) => {
    const fixed = { faults: NO_WORLD_FAULTS, servers: 1, clients: 2, requests: 4 }
    const { calls, faults: none, struck } = await runSimWorld('fixed', fixed)
    expect([none, struck.size, calls > 150]).toEqual([[], 0, true])
    for (let call = 0; call < calls; call += 1) {
      const { faults } = await runSimWorld('fixed', { ...fixed, crashPoint: { call, when, victim } })
      expect({ call, faults }).toEqual({ call, faults: [] })
    }
  })
})

test('twenty seeds run twice give the same trace', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const [one, other] = [await runSimWorld(`twice/${seed}`), await runSimWorld(`twice/${seed}`)]
    expect({ seed, hash: other.traceHash }).toEqual({ seed, hash: one.traceHash })
  }
})

test.each(Object.entries(SIM_BUGS))('the accounts tell of a planted bug: %s (%s)', async (bug) => {
  const found = await findPlantedBug(bug as SimBug, 1_500)
  expect(found?.faults.length, `no run told of ${bug}`).toBeGreaterThan(0)
})
