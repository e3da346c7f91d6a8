import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideTurns, isLost, MOST_LOSSES } from './decide-turns.ts'
import type { AskingNode, OpenJob } from './decide-turns.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)
const node: AskingNode = { name: 'a', ruleOf: (kind) => (kind === 'tasks' ? 'fail' : 'take-over'), busyQueues: [] }
const job = (id: string, change: Partial<OpenJob> = {}): OpenJob => ({
  id,
  kind: 'import',
  queues: ['import'],
  state: 'queued',
  createdAt: NOW,
  place: 0,
  boundTo: null,
  leaseUntil: null,
  cancelRequested: false,
  losses: 0,
  ...change,
})
const running = (id: string, seconds: number, change: Partial<OpenJob> = {}) =>
  job(id, { state: 'running', leaseUntil: after(seconds), ...change })

test('the oldest of a queue goes first, and none beside one that runs', () => {
  expect(decideTurns([job('b', { createdAt: after(2) }), job('a', { createdAt: after(1) })], NOW, node)).toEqual({ take: ['a'], end: [] })
  expect(decideTurns([job('a'), running('r', 1)], NOW, node).take).toEqual([])
  expect(decideTurns([job('a'), running('r', 1, { queues: ['value'] })], NOW, node).take).toEqual(['a'])
})

test('of two of one time the one that was stored first goes first, whatever order they are read in', () => {
  const two = [job('late', { place: 2 }), job('early', { place: 1 })]
  for (const open of [two, two.toReversed()]) expect(decideTurns(open, NOW, node).take).toEqual(['early'])
})

test('a running job without a lease is lost', () => {
  expect(isLost({ leaseUntil: null }, NOW)).toBe(true)
  expect(decideTurns([job('r', { state: 'running' })], NOW, node).take).toEqual(['r'])
})

test('a lease is over at its very end, and the job is taken over before all that wait', () => {
  expect(decideTurns([job('a', { createdAt: after(5) }), running('r', 0)], NOW, node).take).toEqual(['r'])
  expect(decideTurns([running('r', 0.001)], NOW, node).take).toEqual([])
})

test('one that needs two queues is not overtaken in either', () => {
  const open = [
    running('r', 9, { queues: ['calendar'] }),
    job('both', { queues: ['churn', 'calendar'], createdAt: after(1) }),
    job('churn', { queues: ['churn'], createdAt: after(2) }),
    job('value', { queues: ['value'], createdAt: after(3) }),
  ]
  expect(decideTurns(open, NOW, node).take).toEqual(['value'])
  expect(decideTurns(open.slice(1), NOW, node).take).toEqual(['both', 'value'])
})

test('a lost job ends where its kind says so, after too many losses, and when somebody had cancelled it', () => {
  expect(decideTurns([running('t', -1, { kind: 'tasks' })], NOW, node).end).toEqual([{ id: 't', as: 'lost' }])
  expect(decideTurns([running('r', -1, { losses: MOST_LOSSES - 2 })], NOW, node).take).toEqual(['r'])
  expect(decideTurns([running('r', -1, { losses: MOST_LOSSES - 1 })], NOW, node).end).toEqual([{ id: 'r', as: 'lost' }])
  expect(decideTurns([running('r', -1, { cancelRequested: true })], NOW, node).end).toEqual([{ id: 'r', as: 'cancelled' }])
  expect(decideTurns([running('r', 1, { cancelRequested: true })], NOW, node)).toEqual({ take: [], end: [] })
  expect(decideTurns([job('t', { kind: 'tasks' })], NOW, node).take).toEqual(['t'])
})

test('a node leaves alone what it does not know, and begins nothing beside what it still winds up', () => {
  const known: AskingNode = { name: 'a', ruleOf: (kind) => (kind === 'import' ? 'take-over' : null), busyQueues: ['value'] }
  expect(decideTurns([job('new', { kind: 'new', createdAt: after(-1) }), job('a')], NOW, known).take).toEqual(['a'])
  expect(decideTurns([running('r', -1, { queues: ['value'] })], NOW, known)).toEqual({ take: [], end: [] })
})

test('a job that somebody waits for runs where they wait, keeps its place meanwhile, and is lost with its node', () => {
  const bound = job('bound', { boundTo: 'b', leaseUntil: after(9), kind: 'new', createdAt: after(-1) })
  expect(decideTurns([bound, job('a')], NOW, node)).toEqual({ take: [], end: [] })
  expect(decideTurns([bound, job('a')], NOW, { ...node, name: 'b' }).take).toEqual(['bound'])
  const gone = { ...bound, leaseUntil: NOW }
  expect(decideTurns([gone, job('a')], NOW, { ...node, name: 'b' })).toEqual({ take: ['a'], end: [{ id: 'bound', as: 'lost' }] })
  expect(decideTurns([{ ...gone, state: 'running' }], NOW, node).end).toEqual([{ id: 'bound', as: 'lost' }])
})

const queues = fc.uniqueArray(fc.constantFrom('import', 'churn', 'calendar', 'decide'), { minLength: 1, maxLength: 2 })
const anyJob = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom('import', 'tasks', 'unknown'),
  queues,
  state: fc.constantFrom('queued' as const, 'running' as const),
  createdAt: fc.integer({ min: -50, max: 0 }).map(after),
  lease: fc.integer({ min: -60, max: 60 }),
  cancelRequested: fc.boolean(),
  losses: fc.integer({ min: 0, max: MOST_LOSSES }),
})
const anyOpen = fc.uniqueArray(anyJob, { selector: ({ id }) => id, maxLength: 12 }).map((jobs) =>
  jobs.map(({ lease, ...one }, place): OpenJob => ({
    ...one,
    place,
    boundTo: null,
    leaseUntil: one.state === 'running' ? after(lease) : null,
  })),
)
const anyNode = fc.record({ busyQueues: fc.oneof(fc.constant([]), queues) }).map(({ busyQueues }): AskingNode => ({
  name: 'a',
  busyQueues,
  ruleOf: (kind) => (kind === 'unknown' ? null : kind === 'tasks' ? 'fail' : 'take-over'),
}))

test('whatever is open: no job of a living node is touched, no queue is used twice, nobody is overtaken, and nothing stands still', () => {
  fc.assert(
    fc.property(anyOpen, anyNode, (open, asking) => {
      const { take, end } = decideTurns(open, NOW, asking)
      const of = (id: string) => open.find((one) => one.id === id) as OpenJob
      const live = open.filter((one) => one.state === 'running' && !isLost(one, NOW))
      expect(new Set([...take, ...end.map(({ id }) => id)]).size).toBe(take.length + end.length)
      for (const id of [...take, ...end.map((one) => one.id)]) expect(live).not.toContain(of(id))

      const used = [...live, ...take.map(of)].flatMap((one) => one.queues.map((queue) => ({ queue, id: one.id })))
      for (const id of take) {
        for (const queue of of(id).queues) {
          expect(used.filter((one) => one.queue === queue)).toEqual([{ queue, id }])
          expect(asking.busyQueues).not.toContain(queue)
        }
        // A job that waits and is older shares no queue with it.
        const waiting = open.filter((one) => !live.includes(one) && !take.includes(one.id) && !end.some((each) => each.id === one.id))
        for (const one of waiting.filter(({ kind }) => kind !== 'unknown')) {
          const older = one.createdAt < of(id).createdAt
          expect(older && one.queues.some((queue) => of(id).queues.includes(queue))).toBe(false)
        }
        expect(of(id)).toMatchObject({ cancelRequested: false })
        const { state, kind, losses } = of(id)
        expect(state === 'queued' || (kind === 'import' && losses < MOST_LOSSES - 1)).toBe(true)
      }
      const mayRun = open.filter(
        (one) => one.kind !== 'unknown' && !one.cancelRequested && !live.includes(one) && !end.some((each) => each.id === one.id),
      )
      const isQuiet = live.length === 0 && asking.busyQueues.length === 0
      expect(take.length > 0 || !isQuiet || mayRun.length === 0).toBe(true)
      // The same jobs in another order are decided on in the same way.
      expect(decideTurns(open.toReversed(), NOW, asking).take).toEqual(take)
    }),
    { numRuns: 2_000 },
  )
})
