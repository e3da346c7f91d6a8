import { describe, expect, it } from 'vitest'
import type { ProfileChanges } from '#segment/profile-keeper.ts'

/** What every store of changes does. `open` gives one without notes. */
export function profileChangesCase(open: () => Promise<ProfileChanges>): void {
  describe('a store of changes that profiles do not know', () => {
    it('keeps a note until it is settled, and one that was made meanwhile after that', async () => {
      const changes = await open()
      expect(await changes.noted()).toBeNull()
      await changes.note()
      const first = await changes.noted()
      expect(first).not.toBeNull()
      await changes.note()
      const second = await changes.noted()
      expect(second).not.toBe(first)
      await changes.settle(first ?? '')
      expect(await changes.noted()).toBe(second)
      await changes.settle(second ?? '')
      expect(await changes.noted()).toBeNull()
    })
  })
}
