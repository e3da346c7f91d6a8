import { describe, expect, it } from 'vitest'
import type { JobFailure, JobStore } from '#jobs/job-runner.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS)
const order = (name: string, createdAt = NOW) => ({
  id: stableId('job', name),
  kind: 'import',
  input: { name },
  createdBy: 'user:1',
  createdAt,
})
const FAILURE: JobFailure = { code: 'no-rows', message: 'The file has no rows: choose another one.', params: { file: '茶.csv', rows: 3 } }

/** What every store of jobs does. `open` gives one with nothing in it. */
export function jobStoreCase(open: () => Promise<JobStore>): void {
  describe('a store of jobs', () => {
    it('queues a job once for its id and answers the one it has', async () => {
      const store = await open()
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
          createdAt: NOW,
          startedAt: null,
          finishedAt: null,
        },
      })
      await store.start(order('a').id, after(1))
      const again = await store.insert({ ...order('a', after(5)), kind: 'score' })
      expect(again).toEqual({ isNew: false, job: { ...fresh.job, state: 'running', startedAt: after(1) } })
      expect(await store.byId(order('a').id)).toEqual(again.job)
      expect(await store.byId(order('b').id)).toBeNull()
    })

    it('is new to exactly one of many who insert at once', async () => {
      const store = await open()
      const all = await Promise.all(Array.from({ length: 5 }, () => store.insert(order('a'))))
      expect(all.filter(({ isNew }) => isNew)).toHaveLength(1)
    })

    it('lists the newest first, as many as asked for, of one state', async () => {
      const store = await open()
      for (const [name, minute] of [
        ['b', 2],
        ['a', 1],
        ['c', 3],
      ] as const)
        await store.insert(order(name, after(minute)))
      const idsOf = async (...args: Parameters<JobStore['list']>) => (await store.list(...args)).map(({ id }) => id)
      expect(await idsOf(10, null)).toEqual(['c', 'b', 'a'].map((name) => order(name).id))
      expect(await idsOf(2, null)).toEqual(['c', 'b'].map((name) => order(name).id))
      await store.start(order('b').id, NOW)
      expect(await idsOf(10, 'running')).toEqual([order('b').id])
      expect(await idsOf(1, 'queued')).toEqual([order('c').id])
      expect(await idsOf(10, 'failed')).toEqual([])
    })

    it('keeps how far a job is while it runs, and says when it is to stop', async () => {
      const store = await open()
      const { id } = (await store.insert(order('a'))).job
      expect(await store.progress(id, 'read', 1, 2)).toBe(false)
      expect(await store.byId(id)).toMatchObject({ state: 'queued', stage: '', done: 0 })
      await store.start(id, NOW)
      expect(await store.progress(id, 'read', 5, 3_000_000_000)).toBe(false)
      await store.requestCancel(id)
      expect(await store.progress(id, 'store', 6, 3_000_000_000)).toBe(true)
      expect(await store.byId(id)).toMatchObject({ state: 'running', stage: 'store', done: 6, total: 3_000_000_000 })
      await store.finish(id, { state: 'cancelled', result: null, error: null, at: after(1) })
      expect(await store.progress(id, 'late', 9, 9)).toBe(false)
      expect(await store.byId(id)).toMatchObject({ state: 'cancelled', stage: 'store', done: 6, finishedAt: after(1) })
      expect(await store.progress(order('nobody').id, 'read', 1, 2)).toBe(false)
    })

    it('keeps how a job ended, in words of JSON', async () => {
      const store = await open()
      for (const name of ['done', 'failed']) {
        await store.insert(order(name))
        await store.start(order(name).id, after(1))
      }
      const result = { rows: 3, name: '茶', at: NOW, none: null, left: undefined }
      await store.finish(order('done').id, { state: 'done', result, error: null, at: after(2) })
      await store.finish(order('failed').id, { state: 'failed', result: null, error: FAILURE, at: after(3) })
      const done = await store.byId(order('done').id)
      expect(done).toMatchObject({ state: 'done', error: null, startedAt: after(1), finishedAt: after(2) })
      expect(done?.result).toStrictEqual({ rows: 3, name: '茶', at: NOW.toISOString(), none: null })
      expect(await store.byId(order('failed').id)).toMatchObject({ state: 'failed', result: null, error: FAILURE, finishedAt: after(3) })
    })

    it('marks what was not over as failed, and nothing else', async () => {
      const store = await open()
      for (const name of ['queued', 'running', 'done']) await store.insert(order(name))
      await store.start(order('running').id, NOW)
      await store.finish(order('done').id, { state: 'done', result: {}, error: null, at: after(1) })
      expect(await store.failUnfinished(FAILURE, after(9))).toBe(2)
      expect(await store.byId(order('queued').id)).toMatchObject({ state: 'failed', error: FAILURE, finishedAt: after(9) })
      expect(await store.byId(order('running').id)).toMatchObject({ state: 'failed', error: FAILURE, startedAt: NOW })
      expect(await store.byId(order('done').id)).toMatchObject({ state: 'done', error: null, finishedAt: after(1) })
      expect(await store.failUnfinished(FAILURE, after(10))).toBe(0)
    })
  })
}
