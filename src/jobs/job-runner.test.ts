import { afterEach, expect, test } from 'vitest'
import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { MemoryJobStore } from '../../tests/support/memory/memory-job-store.ts'
import type { JobContext, JobKind, JobWork } from './job.ts'
import { JobRunner } from './job-runner.ts'

type Kind = 'import' | 'undo' | 'train' | 'tasks' | 'tidy'

const kind = (change: Partial<JobKind> = {}): JobKind => ({
  payload: Type.Object({ name: Type.Optional(Type.String()) }),
  queues: ['import'],
  whenLost: 'take-over',
  ...change,
})
const KINDS: Record<Kind, JobKind> = {
  import: kind(),
  undo: kind(),
  train: kind({ queues: ['train'] }),
  tasks: kind({ queues: ['tasks'], whenLost: 'fail' }),
  tidy: kind({ queues: ['tidy'], forgetDone: true }),
}
const order = { kind: 'import', payload: {}, createdBy: 'user:1' } as const

const open: JobRunner<Kind>[] = []
afterEach(async () => {
  for (const runner of open.splice(0)) await runner.stop()
})

/** Nodes on one store. What one of them runs ends when it is told to stop. */
function nodes() {
  const store = new MemoryJobStore()
  const crashes: string[] = []
  const node = (name: string, works: Partial<Record<Kind, JobWork<{ name?: string }>>> = {}) => {
    const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
    const runner = new JobRunner<Kind>({ store, clock, kinds: KINDS, node: name, onCrash: (what) => crashes.push(what) })
    open.push(runner)
    runner.begin(works)
    return runner
  }
  return { store, crashes, node }
}

const untilAborted = ({ signal }: JobContext) =>
  new Promise<Record<string, unknown>>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))

test('runs jobs of one queue one after the other, others beside them, and keeps what they answer', async () => {
  const { store, node } = nodes()
  const seen: string[] = []
  const run = async ({ name }: { name?: string }) => {
    seen.push(`${name} starts`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    seen.push(`${name} ends`)
    return { name }
  }
  const runner = node('a', { import: { run }, undo: { run }, train: { run } })
  const first = await runner.start({ ...order, payload: { name: 'import' } })
  await runner.start({ ...order, kind: 'undo', payload: { name: 'undo' } })
  await runner.start({ ...order, kind: 'train', payload: { name: 'train' } })
  await runner.whenIdle()
  expect(seen.filter((line) => !line.startsWith('train'))).toEqual(['import starts', 'import ends', 'undo starts', 'undo ends'])
  expect(seen.indexOf('train starts')).toBeLessThan(seen.indexOf('import ends'))
  expect(await store.byId(first.id)).toMatchObject({ state: 'done', result: { name: 'import' }, node: 'a' })
})

test('does the work once for one idempotency key, over two nodes', async () => {
  const { node } = nodes()
  let runs = 0
  const works = {
    import: {
      run: () => {
        runs += 1
        return Promise.resolve({})
      },
    },
  }
  const runners = [node('a', works), node('b', works)] as const
  const [a, b] = await Promise.all(runners.map((runner) => runner.start({ ...order, idempotencyKey: 'k' })))
  for (const runner of runners) await runner.whenIdle()
  expect(a?.id).toBe(b?.id)
  expect(runs).toBe(1)
  expect(await runners[0].isKnown({ kind: 'import', createdBy: 'user:1', idempotencyKey: 'k' })).toBe(true)
  expect(await runners[0].isKnown({ kind: 'import', createdBy: 'user:2', idempotencyKey: 'k' })).toBe(false)
})

test('a job started on one node runs on another that is free to, and is cancelled from either', async () => {
  const { store, node } = nodes()
  const front = node('front')
  node('back', { train: { run: (_payload, context) => untilAborted(context) } })
  const job = await front.start({ ...order, kind: 'train' })
  await expect.poll(async () => (await front.byId(job.id))?.node, { timeout: 5_000 }).toBe('back')
  await front.cancel(job.id)
  await expect.poll(async () => (await store.byId(job.id))?.state, { timeout: 5_000 }).toBe('cancelled')
})

test('says what to do when a job fails, and hides what only the log may know', async () => {
  const { store, node, crashes } = nodes()
  const runner = node('a', {
    import: {
      run: ({ name }) =>
        Promise.reject(
          name === 'known'
            ? new AppError('invalid-input', 'no-rows', 'The file has no rows: choose another one.', {
                details: { file: 'a.csv', rows: [] },
              })
            : new Error('secret path /etc'),
        ),
    },
  })
  const known = await runner.start({ ...order, payload: { name: 'known' } })
  const unknown = await runner.start({ ...order, payload: { name: 'unknown' } })
  await runner.whenIdle()
  expect(await store.byId(known.id)).toMatchObject({
    state: 'failed',
    error: { code: 'no-rows', message: 'The file has no rows: choose another one.', params: { file: 'a.csv' } },
  })
  const failed = await store.byId(unknown.id)
  expect(JSON.stringify(failed?.error)).not.toContain('/etc')
  expect(failed?.error).toMatchObject({ code: 'job-failed', params: { id: unknown.id } })
  expect(crashes).toEqual(['import'])
})

test('cancels running and waiting jobs', async () => {
  const { store, node } = nodes()
  const runner = node('a', { import: { run: (_payload, context) => untilAborted(context) } })
  const running = await runner.start(order)
  const waiting = await runner.start(order)
  await expect.poll(async () => (await store.byId(running.id))?.state).toBe('running')
  expect(await runner.waits('import')).toBe(true)
  await runner.cancel(waiting.id)
  expect(await store.byId(waiting.id)).toMatchObject({ state: 'cancelled' })
  await runner.cancel(running.id)
  await runner.whenIdle()
  expect(await store.byId(running.id)).toMatchObject({ state: 'cancelled' })
  await expect(runner.cancel(running.id)).rejects.toMatchObject({ code: 'job-finished' })
})

test('a node that stops in good order hands back what another may go on with, and says of the rest that it was interrupted', async () => {
  const { store, node } = nodes()
  const works = {
    import: { run: (_payload: object, context: JobContext) => untilAborted(context) },
    tasks: { run: (_payload: object, context: JobContext) => untilAborted(context) },
  }
  const leaving = node('leaving', works)
  const kept = await leaving.start(order)
  const given = await leaving.start({ ...order, kind: 'tasks' })
  await expect.poll(async () => (await store.list(9, { state: 'running' })).length).toBe(2)
  await leaving.stop()
  expect(await store.byId(kept.id)).toMatchObject({ state: 'queued' })
  expect(await store.byId(given.id)).toMatchObject({ state: 'failed', error: { code: 'job-interrupted' } })
  await expect(leaving.start(order)).rejects.toMatchObject({ code: 'stopping' })
  const seen: boolean[] = []
  const next = node('next', {
    import: {
      run: (_payload, { isTakenOver }) => {
        seen.push(isTakenOver)
        return Promise.resolve({})
      },
    },
  })
  await next.whenIdle()
  expect(seen).toEqual([true])
  expect(await store.byId(kept.id)).toMatchObject({ state: 'done', node: 'next' })
})

test('a node that lost its job hears so at its next word, writes nothing more and tidies nothing up', async () => {
  const { store, node } = nodes()
  const heard: unknown[] = []
  let context: JobContext | undefined
  const stalled = node('stalled', {
    import: {
      run: async (_payload, given) => {
        context = given
        given.progress('rows', 1, 10)
        await untilAborted(given).catch(() => undefined)
        try {
          given.progress('rows', 9, 10)
        } catch (error) {
          heard.push(given.isHeld(), error instanceof Error ? error.name : '')
        }
        return { late: true }
      },
    },
  })
  const job = await stalled.start(order)
  await expect.poll(async () => (await store.byId(job.id))?.done).toBe(1)
  // The store heard nothing from it for too long.
  await store.endLeases()
  const other = node('other', { import: { run: () => Promise.resolve({ by: 'other' }) } })
  await other.whenIdle()
  expect(await store.byId(job.id)).toMatchObject({ state: 'done', node: 'other', result: { by: 'other' } })
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([false, 'AbortError'])
  expect(context?.signal.aborted).toBe(true)
  await stalled.whenIdle()
  expect(await store.byId(job.id)).toMatchObject({ state: 'done', done: 1, result: { by: 'other' } })
})

test('an end that cannot be written at once is written as soon as the database is back', async () => {
  const { store, node } = nodes()
  const finish = store.finish.bind(store)
  let away = 2
  store.finish = async (...end) => {
    away -= 1
    if (away >= 0) throw new Error('connection refused')
    return await finish(...end)
  }
  let runs = 0
  const ended: string[] = []
  const runner = node('a', {
    import: {
      run: () => {
        runs += 1
        return Promise.resolve({})
      },
      ended: (_payload, state) => {
        ended.push(state)
        return Promise.resolve()
      },
    },
  })
  const job = await runner.start(order)
  await runner.whenIdle()
  expect([runs, ended, (await store.byId(job.id))?.state]).toEqual([1, ['done'], 'done'])
})

test('work that somebody waits for runs in its own process after what is before it, and not where a node stops', async () => {
  const { store, node } = nodes()
  let free: () => void = () => undefined
  const first = new Promise<void>((resolve) => (free = resolve))
  const server = node('server', { import: { run: () => first.then(() => ({})) } })
  await server.start(order)
  await expect.poll(async () => (await store.list(9, { state: 'running' })).length).toBe(1)
  const terminal = node('terminal')
  const job = await terminal.attend({ kind: 'undo', createdBy: 'cli' }, ({ isTakenOver }) => Promise.resolve({ isTakenOver }))
  await terminal.whenIdle()
  expect(await store.byId(job.id)).toMatchObject({ state: 'queued' })
  free()
  await expect
    .poll(async () => await store.byId(job.id), { timeout: 5_000 })
    .toMatchObject({ state: 'done', node: 'terminal', result: { isTakenOver: false } })
  const waits = await terminal.attend({ kind: 'train', createdBy: 'cli' }, untilAborted)
  await expect.poll(async () => (await store.byId(waits.id))?.state).toBe('running')
  await terminal.stop()
  expect(await store.byId(waits.id)).toMatchObject({ state: 'failed', error: { code: 'job-interrupted' } })
})

test('keeps no trace of housekeeping that went well, and does not take on what it cannot read', async () => {
  const { store, node } = nodes()
  const runner = node('a', { tidy: { run: () => Promise.resolve({}) }, train: { run: () => Promise.resolve({}) } })
  const tidy = await runner.start({ ...order, kind: 'tidy' })
  const strange = { id: 'strange', kind: 'train', queues: ['train'], payload: { name: 5 }, createdBy: 'user:1', createdAt: new Date(0) }
  await store.insert(strange)
  await runner.whenIdle()
  expect(await store.byId(tidy.id)).toBeNull()
  expect(await store.byId('strange')).toMatchObject({ state: 'failed', error: { code: 'job-payload-wrong' } })
  await expect(runner.start({ ...order, payload: { name: 5 } })).rejects.toThrow('not a payload of a job "import"')
})

test('attended work keeps its place when the node looks for jobs while it is still being stored', async () => {
  const { store, node } = nodes()
  const runner = node('a', { import: { run: () => Promise.resolve({ by: 'the kind' }) } })
  const insert = store.insert.bind(store)
  const stored = Promise.withResolvers<void>()
  store.insert = async (job) => {
    store.insert = insert
    await stored.promise
    return await insert(job)
  }
  const attended = runner.attend({ kind: 'import', createdBy: 'cli' }, () => Promise.resolve({ by: 'the command' }))
  await runner.whenIdle()
  stored.resolve()
  const { id } = await attended
  await runner.start({ ...order, kind: 'train' })
  await runner.whenIdle()
  expect(await runner.byId(id)).toMatchObject({ state: 'done', result: { by: 'the command' } })
})

test('keeps finished jobs by its clock: 90 days those that went well, 180 days the others', async () => {
  const store = new MemoryJobStore()
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
  const runner = new JobRunner<Kind>({ store, clock, kinds: KINDS, node: 'a', onCrash: () => undefined })
  open.push(runner)
  runner.begin({
    import: { run: () => Promise.resolve({}) },
    train: { run: () => Promise.reject(new AppError('conflict', 'no-rows', 'None.')) },
  })
  const keyed = { ...order, idempotencyKey: 'k' }
  await runner.start(keyed)
  await runner.start({ ...order, kind: 'train' })
  await runner.whenIdle()
  const kinds = async () => (await store.list(5, {})).map(({ kind: name }) => name).toSorted()
  const clearedAfter = async (days: number): Promise<number> => {
    clock.moveTo(new Date(Date.parse('2026-01-01T00:00:00Z') + days * DAY_MS))
    return await runner.clearOld()
  }
  expect([await clearedAfter(90), await kinds()]).toEqual([0, ['import', 'train']])
  expect([await clearedAfter(90.001), await kinds()]).toEqual([1, ['train']])
  expect([await clearedAfter(180), await kinds()]).toEqual([0, ['train']])
  expect([await clearedAfter(180.001), await kinds()]).toEqual([1, []])
  // Its key is forgotten with it.
  await runner.start(keyed)
  expect(await kinds()).toEqual(['import'])
})
