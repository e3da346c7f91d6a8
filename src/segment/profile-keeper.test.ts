import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { memoryProfileChanges } from '../../tests/support/memory/memory-profile-changes.ts'
import { ProfileKeeper } from './profile-keeper.ts'
import type { ProfileRefresh } from './profile-service.ts'

function keeper(behind: () => boolean, changes = memoryProfileChanges()) {
  const started: { end: () => void; fail: () => void }[] = []
  const made = new ProfileKeeper({
    clock: new ManualClock(new Date('2026-03-01T00:00:00Z')),
    store: { isBehind: () => Promise.resolve(behind()) },
    changes,
    profiles: {
      refresh: (asOf) =>
        new Promise<ProfileRefresh>((resolve, reject) => {
          const n = started.length + 1
          const tiers = { new: 0, at_risk: 0, dormant: 0, high_value: 0, active: n }
          started.push({ end: () => resolve({ asOf, customers: n, tiers }), fail: () => reject(new Error('engine gone')) })
        }),
    },
  })
  return { made, started }
}

test('five callers during a refresh share the next one, which sees all their data', async () => {
  const { made, started } = keeper(() => false)
  const first = made.refresh()
  const others = Array.from({ length: 5 }, () => made.refresh())
  await expect.poll(() => started.length).toBe(1)
  started[0]?.end()
  expect((await first).customers).toBe(1)
  await expect.poll(() => started.length).toBe(2)
  started[1]?.end()
  expect(new Set((await Promise.all(others)).map((one) => one.customers))).toEqual(new Set([2]))
  expect(started).toHaveLength(2)
})

test('a check does nothing when nothing changed, and picks up a noted change, also after a failure', async () => {
  const { made, started } = keeper(() => false)
  expect(await made.catchUp()).toBeNull()
  await made.noteChange()
  const failed = made.catchUp()
  await expect.poll(() => started.length).toBe(1)
  started[0]?.fail()
  await expect(failed).rejects.toThrow('engine gone')
  const again = made.catchUp()
  await expect.poll(() => started.length).toBe(2)
  started[1]?.end()
  expect((await again)?.customers).toBe(2)
  expect(await made.catchUp()).toBeNull()
})

test('facts newer than the profiles also trigger a refresh', async () => {
  const { made, started } = keeper(() => true)
  const work = made.catchUp()
  await expect.poll(() => started.length).toBe(1)
  started[0]?.end()
  expect((await work)?.customers).toBe(1)
})

test('a change noted by one node is picked up by another, and a change during a refresh triggers one more', async () => {
  const changes = memoryProfileChanges()
  const [gone, here] = [keeper(() => false, changes), keeper(() => false, changes)]
  await gone.made.noteChange()
  const work = here.made.catchUp()
  await expect.poll(() => here.started.length).toBe(1)
  await gone.made.noteChange()
  here.started[0]?.end()
  await work
  const again = here.made.catchUp()
  await expect.poll(() => here.started.length).toBe(2)
  here.started[1]?.end()
  expect((await again)?.customers).toBe(2)
  expect(await here.made.catchUp()).toBeNull()
})
