import { expect, test } from 'vitest'
import { runJourneyWorld } from '../support/sim/journeys/sim-journeys.ts'

// `npm test` runs a short round of it, with every planted bug (tests/unit/sim-journeys.test.ts). More or other seeds: LIUKE_SIM_SEEDS=20000 LIUKE_SIM_FROM=5000

const SEEDS = Number(process.env['LIUKE_SIM_SEEDS'] ?? 2_000)
const FROM = Number(process.env['LIUKE_SIM_FROM'] ?? 1_000)
/** A test each, so that a run which stands still is told from one that is long. */
const AT_ONCE = 100

test.each(Array.from({ length: Math.ceil(SEEDS / AT_ONCE) }, (_, i) => FROM + i * AT_ONCE))(
  'whatever fails, each step of a run is done once, each cause has one answer, and nothing that was awaited is forgotten: from seed %i',
  async (first) => {
    for (let seed = first; seed < first + AT_ONCE; seed += 1) {
      const { faults } = await runJourneyWorld(String(seed))
      expect({ seed, faults }).toEqual({ seed, faults: [] })
    }
  },
)
