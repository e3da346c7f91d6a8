import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { MemoryTurns } from '../../tests/support/memory/memory-turns.ts'
import { SCHEDULE } from './schedule.ts'
import type { ScheduledName } from './schedule.ts'
import { Scheduler } from './scheduler.ts'
import type { TurnStore } from './scheduler.ts'

function rig(turns: TurnStore, clock: ManualClock) {
  const ran: string[] = []
  const crashed: string[] = []
  const names = Object.keys(SCHEDULE) as ScheduledName[]
  const run = Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        ran.push(name)
        return name === 'score-customers' ? Promise.reject(new Error('no model')) : Promise.resolve()
      },
    ]),
  ) as Record<ScheduledName, () => Promise<unknown>>
  const scheduler = new Scheduler({ turns, clock, timeZone: () => Promise.resolve('UTC'), run, onCrash: (name) => crashed.push(name) })
  return { scheduler, ran, crashed }
}

test('runs nothing at a first start, what is due once over all nodes, and goes on after a failure', async () => {
  const turns = new MemoryTurns()
  const clock = new ManualClock(new Date('2026-03-10T12:00:00Z'))
  const [a, b] = [rig(turns, clock), rig(turns, clock)]
  await a.scheduler.start()
  await b.scheduler.start()
  await a.scheduler.look()
  expect(a.ran).toEqual([])
  clock.moveTo(new Date('2026-03-12T02:45:00Z'))
  await Promise.all([a.scheduler.look(), b.scheduler.look()])
  // Two nights went by, but no first day of a month.
  const due = (Object.keys(SCHEDULE) as ScheduledName[]).filter((name) => SCHEDULE[name].kind !== 'monthly')
  expect([...a.ran, ...b.ran].toSorted()).toEqual(due.toSorted())
  expect([...a.crashed, ...b.crashed]).toEqual(['score-customers'])
  await a.scheduler.stop()
  await b.scheduler.stop()
})
