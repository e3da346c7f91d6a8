import { describe, expect, it } from 'vitest'
import type { TurnStore } from '#jobs/scheduler.ts'
import { DAY_MS } from '#kernel/clock.ts'

const slot = (day: number): Date => new Date(Date.parse('2026-03-01T02:30:00Z') + day * DAY_MS)

/** What every store of turns does. `open` gives one that has seen no schedule. */
export function turnStoreCase(open: () => Promise<TurnStore>): void {
  describe('a store of turns', () => {
    it('gives a slot to exactly one of many who ask at once', async () => {
      const turns = await open()
      await turns.remember('score', slot(0), slot(0))
      const won = await Promise.all(Array.from({ length: 5 }, () => turns.claimTurn('score', slot(1), slot(1))))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(await turns.claimTurn('score', slot(1), slot(1))).toBe(false)
      expect(await turns.claimTurn('score', slot(2), slot(2))).toBe(true)
    })

    it('holds the slot of a first start as done, but not the one of a later start', async () => {
      const turns = await open()
      await turns.remember('score', slot(1), slot(1))
      expect(await turns.claimTurn('score', slot(1), slot(1))).toBe(false)
      await turns.remember('score', slot(3), slot(3))
      expect(await turns.claimTurn('score', slot(3), slot(3))).toBe(true)
      await turns.remember('score', slot(0), slot(3))
      expect(await turns.claimTurn('score', slot(2), slot(3))).toBe(false)
    })

    it('never goes back to an older slot', async () => {
      const turns = await open()
      expect(await turns.claimTurn('score', slot(5), slot(5))).toBe(true)
      expect(await turns.claimTurn('score', slot(4), slot(5))).toBe(false)
    })

    it('tells schedules apart', async () => {
      const turns = await open()
      await turns.remember('score', slot(1), slot(1))
      expect(await turns.claimTurn('backup', slot(1), slot(1))).toBe(true)
      expect(await turns.claimTurn('score', slot(1), slot(1))).toBe(false)
    })
  })
}
