import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { ManualClock } from '#kernel/clock.ts'
import { MemoryJobStore } from '../../tests/support/memory/memory-job-store.ts'
import { JobRunner } from './job-runner.ts'

function rig() {
  const store = new MemoryJobStore()
  const crashes: string[] = []
  const runner = new JobRunner({ store, clock: new ManualClock(new Date('2026-01-01T00:00:00Z')), onCrash: (kind) => crashes.push(kind) })
  const order = { kind: 'import', input: {}, createdBy: 'user:1' }
  return { store, runner, order, crashes }
}

test('runs jobs of one kind one after the other and keeps what they answer', async () => {
  const { store, runner, order } = rig()
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} starts`)
    await new Promise((resolve) => setTimeout(resolve, 5))
    seen.push(`${name} ends`)
    return { name }
  }
  const first = await runner.start(order, work('a'))
  await runner.start(order, work('b'))
  await runner.whenIdle()
  expect(seen).toEqual(['a starts', 'a ends', 'b starts', 'b ends'])
  expect(store.jobs.get(first.id)).toMatchObject({ state: 'done', result: { name: 'a' } })
})

test('does the work once for one idempotency key', async () => {
  const { runner, order } = rig()
  let runs = 0
  const work = () => {
    runs += 1
    return Promise.resolve({})
  }
  const [a, b] = await Promise.all([
    runner.start({ ...order, idempotencyKey: 'k' }, work),
    runner.start({ ...order, idempotencyKey: 'k' }, work),
  ])
  await runner.whenIdle()
  expect(a.id).toBe(b.id)
  expect(runs).toBe(1)
})

test('says what to do when a job fails, and hides what only the log may know', async () => {
  const { store, runner, order, crashes } = rig()
  const known = await runner.start(order, () =>
    Promise.reject(
      new AppError('invalid-input', 'no-rows', 'The file has no rows: choose another one.', { details: { file: 'a.csv', rows: [] } }),
    ),
  )
  const unknown = await runner.start(order, () => Promise.reject(new Error('secret path /etc')))
  await runner.whenIdle()
  expect(store.jobs.get(known.id)).toMatchObject({
    state: 'failed',
    error: { code: 'no-rows', message: 'The file has no rows: choose another one.', params: { file: 'a.csv' } },
  })
  expect(JSON.stringify(store.jobs.get(unknown.id)?.error)).not.toContain('/etc')
  expect(store.jobs.get(unknown.id)?.error).toMatchObject({ code: 'job-failed', params: { id: unknown.id } })
  expect(crashes).toEqual(['import'])
})

test('cancels running and waiting jobs', async () => {
  const { store, runner, order } = rig()
  const work = ({ signal }: { signal: AbortSignal }) =>
    new Promise<Record<string, unknown>>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
  const running = await runner.start(order, work)
  const waiting = await runner.start(order, work)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await runner.cancel(waiting.id)
  await runner.cancel(running.id)
  await runner.whenIdle()
  expect([...store.jobs.values()].map((job) => job.state)).toEqual(['cancelled', 'cancelled'])
  await expect(runner.cancel(running.id)).rejects.toMatchObject({ code: 'job-finished' })
})

test('marks interrupted work at the next start', async () => {
  const { store, runner } = rig()
  await store.insert({ id: 'old', kind: 'import', input: {}, createdBy: 'x', createdAt: new Date(0) })
  await store.start('old', new Date(0))
  expect(await runner.recover()).toBe(1)
  expect(store.jobs.get('old')).toMatchObject({
    state: 'failed',
    error: { code: 'job-interrupted', message: expect.stringContaining('start it again') },
  })
})
