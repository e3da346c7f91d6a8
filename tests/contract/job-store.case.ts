import { describe, expect, it } from 'vitest'
import { decideTurns } from '#jobs/decide-turns.ts'
import type { JobFailure } from '#jobs/job.ts'
import type { JobStore, NewJob, TakenJob } from '#jobs/job-store.ts'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS)
const order = (name: string, createdAt = NOW, queues: readonly string[] = [name]): NewJob => ({
  id: stableId('job', name),
  kind: 'import',
  queues,
  payload: { name },
  createdBy: 'user:1',
  createdAt,
})
const FAILURE: JobFailure = { code: 'no-rows', message: 'The file has no rows: choose another one.', params: { file: '茶.csv', rows: 3 } }
const LOST: JobFailure = { code: 'node-lost', message: 'The server was lost.', params: { node: 'a' } }
const LEASE_MS = 60_000

/** Takes what is to be taken, as the node of this name. */
async function claim(store: JobStore, node = 'a', leaseMs = LEASE_MS, rule: 'take-over' | 'fail' = 'take-over'): Promise<TakenJob[]> {
  return await store.claim({
    node,
    leaseMs,
    at: after(1),
    lost: ({ node: name }) => ({ ...LOST, params: { node: name ?? '' } }),
    decide: (open, now) => decideTurns(open, now, { name: node, ruleOf: () => rule, busyQueues: [] }),
  })
}

async function taken(store: JobStore, node = 'a', leaseMs = LEASE_MS): Promise<TakenJob> {
  const [one] = await claim(store, node, leaseMs)
  if (one === undefined) throw new Error('nothing to take')
  return one
}

export interface OpenJobStore {
  readonly store: JobStore
  /** Of the calendar: notes a slot as done when its schedule was never seen. */
  readonly remember: (schedule: string, slot: Date, now: Date) => Promise<void>
}

/** What every store of jobs does. `open` gives one with nothing in it. */
export function jobStoreCase(open: () => Promise<OpenJobStore>): void {
  const opened = async (): Promise<JobStore> => (await open()).store

  describe('a store of jobs', () => {
    it('queues a job once for its id and answers the one it has', async () => {
      const store = await opened()
      const fresh = await store.insert(order('a'))
      expect(fresh).toEqual({
        isNew: true,
        job: {
          id: order('a').id,
          kind: 'import',
          state: 'queued',
          stage: '',
          done: 0,
          total: 0,
          result: null,
          error: null,
          createdBy: 'user:1',
          node: null,
          createdAt: NOW,
          startedAt: null,
          finishedAt: null,
        },
      })
      await claim(store)
      const again = await store.insert({ ...order('a', after(5)), kind: 'score' })
      expect(again).toEqual({ isNew: false, job: { ...fresh.job, state: 'running', node: 'a', startedAt: after(1) } })
      expect(await store.byId(order('a').id)).toEqual(again.job)
      expect(await store.byId(order('b').id)).toBeNull()
    })

    it('is new to exactly one of many who insert at once', async () => {
      const store = await opened()
      const all = await Promise.all(Array.from({ length: 5 }, () => store.insert(order('a'))))
      expect(all.filter(({ isNew }) => isNew)).toHaveLength(1)
    })

    it('lists the newest first, as many as asked for, of one state and of some kinds', async () => {
      const store = await opened()
      for (const [name, minute] of [
        ['b', 2],
        ['a', 1],
        ['c', 3],
      ] as const)
        await store.insert(order(name, after(minute), ['one']))
      await store.insert({ ...order('d', after(0)), kind: 'score', queues: ['one'] })
      const idsOf = async (...args: Parameters<JobStore['list']>) => (await store.list(...args)).map(({ id }) => id)
      expect(await idsOf(10, {})).toEqual(['c', 'b', 'a', 'd'].map((name) => order(name).id))
      expect(await idsOf(2, { state: null })).toEqual(['c', 'b'].map((name) => order(name).id))
      expect(await idsOf(10, { kinds: ['score'] })).toEqual([order('d').id])
      await claim(store)
      expect(await idsOf(10, { state: 'running' })).toEqual([order('d').id])
      expect(await idsOf(1, { state: 'queued', kinds: ['import'] })).toEqual([order('c').id])
      expect(await idsOf(10, { state: 'failed' })).toEqual([])
    })

    it('says whether there is something to decide on', async () => {
      const store = await opened()
      expect(await store.hasTurns()).toBe(false)
      await store.insert(order('a'))
      expect(await store.hasTurns()).toBe(true)
      await claim(store, 'a', 0)
      expect(await store.hasTurns()).toBe(true)
      const { hold } = await taken(store)
      expect(await store.hasTurns()).toBe(false)
      await store.finish(hold, { state: 'done', result: {}, error: null, at: after(2) })
      expect(await store.hasTurns()).toBe(false)
    })

    it('gives a job with what it was told to exactly one of many who ask at once', async () => {
      const store = await opened()
      await store.insert(order('a'))
      const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((node) => claim(store, node)))
      expect(all.flat()).toHaveLength(1)
      expect(all.flat()[0]).toMatchObject({ payload: { name: 'a' }, isTakenOver: false, hold: { id: order('a').id, fence: 1 } })
    })

    it('gives a lost job to another node with all it had done, and takes no word of the first any more', async () => {
      const store = await opened()
      await store.insert(order('a'))
      const { hold: old } = await taken(store)
      expect(await store.progress(old, 'rows', 5, 10)).toBe(true)
      expect(await claim(store, 'b')).toEqual([])
      await store.endLeases()
      const second = await taken(store, 'b')
      expect(second).toMatchObject({ isTakenOver: true, payload: { name: 'a' }, hold: { fence: 2 } })
      expect(second.job).toMatchObject({ node: 'b', stage: 'rows', done: 5, total: 10, startedAt: after(1) })
      expect((await store.renew([second.hold], LEASE_MS)).size).toBe(1)
      expect((await store.renew([old], LEASE_MS)).size).toBe(0)
      expect(await store.progress(old, 'late', 9, 9)).toBe(false)
      expect(await store.finish(old, { state: 'done', result: {}, error: null, at: after(3) })).toBe(false)
      expect(await store.forget(old)).toBe(false)
      await store.handBack(old)
      expect(await store.byId(old.id)).toMatchObject({ state: 'running', node: 'b', stage: 'rows' })
    })

    it('keeps a job for its node as long as the lease is renewed', async () => {
      const store = await opened()
      await store.insert(order('a'))
      const { hold } = await taken(store, 'a', 0)
      expect((await store.renew([hold], LEASE_MS)).get(hold.id)).toEqual({ cancel: false })
      expect(await claim(store, 'b')).toEqual([])
      expect(await store.endLeases()).toBe(1)
      expect(await claim(store, 'b')).toHaveLength(1)
    })

    it('ends a lost job that must not run again, and one over which too many nodes were lost', async () => {
      const store = await opened()
      await store.insert(order('a'))
      await claim(store, 'a', 0)
      expect(await claim(store, 'b', LEASE_MS, 'fail')).toEqual([])
      expect(await store.byId(order('a').id)).toMatchObject({ state: 'failed', error: LOST, finishedAt: after(1) })
      await store.insert(order('b'))
      for (const node of ['a', 'b', 'c']) expect(await claim(store, node, 0)).toHaveLength(1)
      expect(await claim(store, 'd', 0)).toEqual([])
      expect(await store.byId(order('b').id)).toMatchObject({ state: 'failed', error: { params: { node: 'c' } } })
    })

    it('takes a job back for any node to go on with', async () => {
      const store = await opened()
      await store.insert(order('a'))
      const { hold } = await taken(store)
      await store.progress(hold, 'rows', 5, 10)
      await store.handBack(hold)
      expect(await store.byId(hold.id)).toMatchObject({ state: 'queued', stage: 'rows', done: 5 })
      expect(await taken(store, 'b')).toMatchObject({ isTakenOver: true, payload: { name: 'a' } })
    })

    it('tells the node of a job that it is to stop, and ends at once what waits', async () => {
      const store = await opened()
      await store.insert(order('a'))
      const { hold } = await taken(store)
      await store.insert(order('b'))
      await store.requestCancel(hold.id, after(2))
      await store.requestCancel(order('b').id, after(2))
      expect((await store.renew([hold], LEASE_MS)).get(hold.id)).toEqual({ cancel: true })
      expect(await store.byId(order('b').id)).toMatchObject({ state: 'cancelled', finishedAt: after(2) })
      expect(await store.byId(hold.id)).toMatchObject({ state: 'running' })
      await store.endLeases()
      expect(await claim(store, 'b')).toEqual([])
      expect(await store.byId(hold.id)).toMatchObject({ state: 'cancelled' })
    })

    it('keeps a job for the one node that may run it as long as that one says so', async () => {
      const store = await opened()
      await store.insert({ ...order('a'), bound: { node: 'a', leaseMs: 0 } })
      const waiting = { id: order('a').id, fence: 0 }
      expect((await store.renew([waiting], LEASE_MS)).get(waiting.id)).toEqual({ cancel: false })
      expect(await claim(store, 'b')).toEqual([])
      expect(await store.byId(waiting.id)).toMatchObject({ state: 'queued' })
      expect((await claim(store, 'a'))[0]).toMatchObject({ hold: { fence: 1 } })
      expect((await store.renew([waiting], LEASE_MS)).size).toBe(0)
      await store.insert({ ...order('b'), bound: { node: 'a', leaseMs: 0 } })
      expect(await claim(store, 'b')).toEqual([])
      expect(await store.byId(order('b').id)).toMatchObject({ state: 'failed', error: { code: 'node-lost' } })
    })

    it('keeps how a job ended, in words of JSON', async () => {
      const store = await opened()
      for (const name of ['done', 'failed']) await store.insert(order(name))
      const holds = new Map((await claim(store)).map(({ hold }) => [hold.id, hold]))
      const holdOf = (name: string) => holds.get(order(name).id) ?? { id: '', fence: 0 }
      expect(await store.progress(holdOf('done'), 'store', 6, 3_000_000_000)).toBe(true)
      const result = { rows: 3, name: '茶', at: NOW, none: null, left: undefined }
      expect(await store.finish(holdOf('done'), { state: 'done', result, error: null, at: after(2) })).toBe(true)
      expect(await store.finish(holdOf('failed'), { state: 'failed', result: null, error: FAILURE, at: after(3) })).toBe(true)
      const done = await store.byId(order('done').id)
      expect(done).toMatchObject({
        state: 'done',
        stage: 'store',
        done: 6,
        total: 3_000_000_000,
        error: null,
        startedAt: after(1),
        finishedAt: after(2),
      })
      expect(done?.result).toStrictEqual({ rows: 3, name: '茶', at: NOW.toISOString(), none: null })
      expect(await store.byId(order('failed').id)).toMatchObject({ state: 'failed', result: null, error: FAILURE, finishedAt: after(3) })
      expect(await store.progress(holdOf('done'), 'late', 9, 9)).toBe(false)
    })

    it('deletes what ended before the time for how it ended, and nothing that is open', async () => {
      const store = await opened()
      const names = ['done', 'failed', 'cancelled', 'running', 'fresh'] as const
      for (const name of names) await store.insert(order(name))
      const holds = new Map((await claim(store)).map(({ hold }) => [hold.id, hold]))
      const finish = (name: string, state: 'done' | 'failed' | 'cancelled', at: Date) =>
        store.finish(holds.get(order(name).id) ?? { id: '', fence: 0 }, {
          state,
          result: null,
          error: state === 'failed' ? FAILURE : null,
          at,
        })
      await finish('done', 'done', after(10))
      await finish('fresh', 'done', after(20))
      await finish('failed', 'failed', after(10))
      await finish('cancelled', 'cancelled', after(11))
      await store.insert(order('queued'))
      const left = async () =>
        (await store.list(10, {})).map(({ id }) => names.find((name) => order(name).id === id) ?? 'queued').toSorted()

      expect(await store.clear({ doneSince: after(10), otherwiseSince: after(5) })).toBe(0)
      expect(await store.clear({ doneSince: after(11), otherwiseSince: after(5) })).toBe(1)
      expect(await left()).toEqual(['cancelled', 'failed', 'fresh', 'queued', 'running'])
      expect(await store.clear({ doneSince: after(11), otherwiseSince: after(11) })).toBe(1)
      expect(await store.clear({ doneSince: after(99), otherwiseSince: after(99) })).toBe(2)
      expect(await left()).toEqual(['queued', 'running'])
    })

    it('forgets a job without a trace', async () => {
      const store = await opened()
      await store.insert(order('a'))
      const { hold } = await taken(store)
      expect(await store.forget(hold)).toBe(true)
      expect(await store.byId(hold.id)).toBeNull()
    })
  })

  describe('the slots of schedules', () => {
    const slot = (day: number): Date => new Date(Date.parse('2026-03-01T02:30:00Z') + day * DAY_MS)
    const start = (store: JobStore, day: number, schedule = 'score') =>
      store.insertForSlot(order(`${schedule} ${day}`, slot(day)), schedule, slot(day))

    it('have one job each, however many ask at once', async () => {
      const { store, remember } = await open()
      await remember('score', slot(0), slot(0))
      const won = await Promise.all(Array.from({ length: 5 }, () => start(store, 1)))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(await start(store, 1)).toBe(false)
      expect(await start(store, 2)).toBe(true)
      expect((await store.list(10, {})).map(({ createdAt }) => createdAt)).toEqual([slot(2), slot(1)])
    })

    it('are held as done at a first start, but not at a later one', async () => {
      const { store, remember } = await open()
      await remember('score', slot(1), slot(1))
      expect(await start(store, 1)).toBe(false)
      await remember('score', slot(3), slot(3))
      expect(await start(store, 3)).toBe(true)
      await remember('score', slot(0), slot(3))
      expect(await start(store, 2)).toBe(false)
    })

    it('never go back to an older one', async () => {
      const { store } = await open()
      expect(await start(store, 5)).toBe(true)
      expect(await start(store, 4)).toBe(false)
    })

    it('are told apart by schedule, and stay done when their job is forgotten', async () => {
      const { store, remember } = await open()
      await remember('score', slot(1), slot(1))
      expect(await start(store, 1, 'backup')).toBe(true)
      expect(await start(store, 1)).toBe(false)
      await store.forget((await taken(store)).hold)
      expect(await start(store, 1, 'backup')).toBe(false)
    })
  })
}
