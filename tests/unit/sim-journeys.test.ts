import { expect, test } from 'vitest'
import { findJourneyBug } from '../support/sim/journeys/find-journey-bug.ts'
import { JOURNEY_BUGS } from '../support/sim/journeys/memory-journeys.ts'
import type { JourneyBug } from '../support/sim/journeys/memory-journeys.ts'
import { runJourneyWorld } from '../support/sim/journeys/sim-journeys.ts'

// A short round of tests/fault/sim-journeys.test.ts, which has more seeds.

const SEEDS = 100
const AT_ONCE = 20

test('the same seed gives the same run', async () => {
  const [one, other] = [await runJourneyWorld('same'), await runJourneyWorld('same')]
  expect(other).toEqual(one)
  expect(one.runs).toBeGreaterThan(2)
})

test.each(Array.from({ length: SEEDS / AT_ONCE }, (_, i) => i * AT_ONCE))(
  'whatever fails, each step of a run is done once, each cause has one answer, and nothing that was awaited is forgotten: from seed %i',
  async (first) => {
    for (let seed = first; seed < first + AT_ONCE; seed += 1) {
      const { faults } = await runJourneyWorld(String(seed))
      expect({ seed, faults }).toEqual({ seed, faults: [] })
    }
  },
)

test.each(Object.keys(JOURNEY_BUGS))('the audit tells of a planted bug: %s', async (bug) => {
  const found = await findJourneyBug(bug as JourneyBug, 200)
  expect(found?.faults.length, `no run told of ${bug}`).toBeGreaterThan(0)
})
