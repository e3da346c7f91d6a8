import { describe, expect, test } from 'vitest'
import { findSendBug } from '../support/sim/send/find-send-bug.ts'
import type { SendBug } from '../support/sim/send/sim-send-bugs.ts'
import { NO_SEND_FAULTS, runSendWorld } from '../support/sim/send/sim-send-world.ts'

// A short round of tests/fault/sim-sending.test.ts, which has more seeds and every planted bug.

const SEEDS = 200
/** A test each: one takes a second or two alone, and ten times that on a busy machine. */
const AT_ONCE = 10

/** A whole shop now and then; what goes wrong shows as well among few people, and ten times as fast. */
const peopleOf = (seed: number): number => (seed % 20 === 0 ? 200 : 30)

describe('sending in a simulated world', () => {
  test('the same seed gives the same run, however busy the machine is', async () => {
    for (const seed of ['same-a', 'same-b']) {
      const [one, other] = [await runSendWorld(seed, { people: 30 }), await runSendWorld(seed, { people: 30 })]
      expect([other.traceHash, other.steps]).toEqual([one.traceHash, one.steps])
    }
  })

  test('without faults everybody who can be reached is, and nothing is uncertain', async () => {
    const { faults, states, struck, sent } = await runSendWorld('no-faults-b', { faults: NO_SEND_FAULTS })
    expect([faults, struck.size, states['uncertain'], sent > 200]).toEqual([[], 0, undefined, true])
  })

  test.each(Array.from({ length: SEEDS / AT_ONCE }, (_, i) => i * AT_ONCE))(
    'whatever fails, nobody gets a message twice, against their word or never without a reason: from seed %i',
    async (first) => {
      for (let seed = first; seed < first + AT_ONCE; seed += 1) {
        const { faults } = await runSendWorld(String(seed), { people: peopleOf(seed) })
        expect({ seed, faults }).toEqual({ seed, faults: [] })
      }
    },
  )

  test.each(['lost-is-planned', 'timeout-is-no', 'consent-remembered'] satisfies SendBug[])(
    'the books tell of a planted bug: %s',
    async (bug) => {
      expect((await findSendBug(bug, 40))?.faults.length).toBeGreaterThan(0)
    },
  )

  test('the books tell of a planted bug: cursor-before-rows, where the store refuses much', async () => {
    const found = await findSendBug('cursor-before-rows', 10, { ...NO_SEND_FAULTS, refused: 0.3 })
    expect(found?.faults.length).toBeGreaterThan(0)
  })
})
