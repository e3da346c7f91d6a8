import { expect, test } from 'vitest'
import Type from 'typebox'
import { ManualClock } from '#kernel/clock.ts'
import { MemoryJobStore } from '../../tests/support/memory/memory-job-store.ts'
import type { JobKind } from './job.ts'
import { JobRunner } from './job-runner.ts'
import { SCHEDULE } from './schedule.ts'
import type { ScheduledName } from './schedule.ts'
import { Scheduler } from './scheduler.ts'

const NAMES = Object.keys(SCHEDULE) as ScheduledName[]
const KIND: JobKind = { payload: Type.Object({}), queues: ['calendar'], whenLost: 'take-over' }
const KINDS = Object.fromEntries(NAMES.map((name) => [name, KIND])) as Record<ScheduledName, JobKind>

function node(name: string, store: MemoryJobStore, clock: ManualClock) {
  const ran: string[] = []
  const crashed: string[] = []
  const jobs = new JobRunner<ScheduledName>({ store, clock, kinds: KINDS, node: name, onCrash: (kind) => crashed.push(kind) })
  jobs.begin(
    Object.fromEntries(
      NAMES.map((kind) => [
        kind,
        {
          run: () => {
            ran.push(kind)
            return kind === 'score-customers' ? Promise.reject(new Error('no model')) : Promise.resolve({})
          },
        },
      ]),
    ),
  )
  const scheduler = new Scheduler({
    remember: (...turn) => store.remember(turn[0], turn[1]),
    startSlot: (...slot) => jobs.startSlot(...slot),
    clock,
    timeZone: () => Promise.resolve('UTC'),
    onCrash: (kind) => crashed.push(kind),
  })
  return { jobs, scheduler, ran, crashed }
}

test('runs nothing at a first start, what is due once over all nodes and in its order, and goes on after a failure', async () => {
  const store = new MemoryJobStore()
  const clock = new ManualClock(new Date('2026-03-10T12:00:00Z'))
  const nodes = [node('a', store, clock), node('b', store, clock)] as const
  for (const { scheduler } of nodes) await scheduler.start()
  await nodes[0].scheduler.look()
  await nodes[0].jobs.whenIdle()
  expect(nodes[0].ran).toEqual([])
  clock.moveTo(new Date('2026-03-12T02:45:00Z'))
  await Promise.all(nodes.map(({ scheduler }) => scheduler.look()))
  for (let i = 0; i < NAMES.length; i += 1) for (const { jobs } of nodes) await jobs.whenIdle()
  // Two nights went by, but no first day of a month; the nightly training of yesterday is older than the profiles of today.
  expect(nodes.flatMap(({ ran }) => ran).toSorted()).toEqual(NAMES.filter((name) => SCHEDULE[name].kind !== 'monthly').toSorted())
  const jobs = (await store.list(20, {})).toReversed()
  expect(jobs.map(({ kind }) => kind)).toEqual(
    [
      'renew-accounts',
      'renew-forecast',
      'renew-recommend',
      'retrain-churn',
      'renew-portraits',
      'count-segments',
      'clear-jobs',
      'settle-merges',
      'check-quality',
      'refresh-profiles',
      'catch-up-profiles',
      'renew-tags',
      'score-customers',
      'refresh-segments',
      'score-value',
      'start-syncs',
    ].filter((kind) => jobs.some((job) => job.kind === kind)),
  )
  expect(jobs.filter(({ state }) => state !== 'done').map(({ kind }) => kind)).toEqual(['score-customers'])
  for (const { scheduler, jobs: runner } of nodes) {
    await scheduler.stop()
    await runner.stop()
  }
})

test('a slot whose node dies in the middle is run again by another, and only then is it done', async () => {
  const store = new MemoryJobStore()
  const clock = new ManualClock(new Date('2026-03-10T12:00:00Z'))
  const dead = new JobRunner<ScheduledName>({ store, clock, kinds: KINDS, node: 'dead', onCrash: () => undefined })
  await store.remember('refresh-profiles', new Date('2026-03-09T02:00:00Z'))
  let begun = 0
  dead.begin({
    'refresh-profiles': {
      run: () => {
        begun += 1
        return new Promise(() => undefined)
      },
    },
  })
  const slot = new Date('2026-03-10T02:00:00Z')
  expect(await dead.startSlot('refresh-profiles', slot)).toBe(true)
  await expect.poll(() => begun).toBe(1)
  const other = node('b', store, clock)
  expect(await other.jobs.startSlot('refresh-profiles', slot)).toBe(false)
  await other.jobs.whenIdle()
  expect(other.ran).toEqual([])
  await store.endLeases()
  await other.jobs.whenIdle()
  expect(other.ran).toEqual(['refresh-profiles'])
  expect(await store.list(5, {})).toMatchObject([{ kind: 'refresh-profiles', state: 'done', node: 'b' }])
  await other.jobs.stop()
})
