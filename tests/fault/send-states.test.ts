import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KILL_POINTS, openKillPoints } from '../support/send-states.ts'
import type { KillPoint } from '../support/send-states.ts'

/** The state of the ledger after a kill -9 there, at the end, and how many mails there are then. */
const EXPECTED: Readonly<Record<KillPoint, readonly [string, string, number]>> = {
  'before claim': ['planned', 'accepted', 1],
  claimed: ['claimed', 'accepted', 1],
  'before hand-over': ['claimed', 'accepted', 1],
  handed: ['handed', 'uncertain', 0],
  'accepted by provider': ['handed', 'uncertain', 1],
  'before settlement': ['handed', 'uncertain', 1],
  settled: ['accepted', 'accepted', 1],
}

let world: Awaited<ReturnType<typeof openKillPoints>>
beforeAll(async () => {
  world = await openKillPoints()
})
afterAll(() => world.stop())

describe.each([1, 2])('%i senders that are killed', (nodes) => {
  test.each(KILL_POINTS)('%s: the message goes out once, or is uncertain where nobody can know', async (point) => {
    const { dead, end, mails, killed } = await world.killAt(point, nodes)
    const [then, after, arrived] = EXPECTED[point]
    expect([dead, end, mails]).toEqual([expect.objectContaining({ [then]: 1 }), expect.objectContaining({ [after]: 1 }), arrived])
    expect(killed).toBeGreaterThan(0)
    expect(Object.values(end).reduce((sum, n) => sum + n, 0)).toBe(1)
  })
})
