import { describe, expect, test } from 'vitest'
import { findPlantedBug } from '../support/sim/find-planted-bug.ts'
import type { SimBug } from '../support/sim/sim-bugs.ts'
import { NO_WORLD_FAULTS, runSimWorld } from '../support/sim/sim-world.ts'

// A short round of tests/fault/sim-world.test.ts, which has more seeds, every crash point and every planted bug.

const SEEDS = 80
const AT_ONCE = 20

describe('intake and identity in a simulated world', () => {
  test('the same seed gives the same run, however busy the machine is', async () => {
    for (const seed of ['same-a', 'same-b', 'same-c']) {
      const [one, other] = [await runSimWorld(seed), await runSimWorld(seed)]
      expect([other.traceHash, other.steps]).toEqual([one.traceHash, one.steps])
    }
    expect((await runSimWorld('same-a')).traceHash).not.toBe((await runSimWorld('same-b')).traceHash)
  })

  test('without faults every message that can be stored is, and something was merged', async () => {
    const report = await runSimWorld('no-faults', { faults: NO_WORLD_FAULTS })
    expect(report.faults).toEqual([])
    expect(report.struck.size).toBe(0)
    expect([report.acknowledged > 50, report.stored > 30, report.merges > 0]).toEqual([true, true, true])
  })

  test.each(Array.from({ length: SEEDS / AT_ONCE }, (_, i) => i * AT_ONCE))(
    'whatever fails, what was acknowledged is stored once, counted, and of its customer: from seed %i',
    async (first) => {
      const struck = new Set<string>()
      for (let seed = first; seed < first + AT_ONCE; seed += 1) {
        const report = await runSimWorld(String(seed))
        expect({ seed, faults: report.faults }).toEqual({ seed, faults: [] })
        for (const kind of report.struck.keys()) struck.add(kind)
      }
      expect([...struck].toSorted()).toEqual(['engineDies', 'late', 'processDies', 'refused', 'replyLost', 'slow'])
    },
  )

  test.each(['acknowledge-before-commit', 'inbox-emptied-at-lease', 'refused-not-kept', 'merge-without-edge'] satisfies SimBug[])(
    'the accounts tell of a planted bug: %s',
    async (bug) => {
      const found = await findPlantedBug(bug, 10)
      expect(found?.faults.length).toBeGreaterThan(0)
    },
  )
})
