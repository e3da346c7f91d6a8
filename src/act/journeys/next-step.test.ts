import { describe, expect, test } from 'vitest'
import type { JourneyStep } from './journey.ts'
import { armOf, arrivalAfter, nextMove, waitEnd } from './next-step.ts'
import type { RunPlace, StepFacts } from './next-step.ts'

const at = (text: string) => new Date(text)
const NOW = at('2026-03-16T04:00:00Z')
const EVENT = { name: 'Order Completed', where: [] }
const BY_ID: readonly JourneyStep[] = [
  { id: 'wait', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 2, unit: 'hour' } }, next: 'send' },
  { id: 'hour', name: '', kind: 'wait', wait: { kind: 'until', at: '10:00', days: [] }, next: null },
  { id: 'event', name: '', kind: 'wait_event', event: EVENT, timeout: { n: 1, unit: 'day' }, next: 'send', late: 'task' },
  {
    id: 'branch',
    name: '',
    kind: 'branch',
    cases: [
      { id: 'a', name: '', condition: { all: [] }, next: 'send' },
      { id: 'b', name: '', condition: { all: [] }, next: 'task' },
    ],
    next: 'hook',
  },
  {
    id: 'split',
    name: '',
    kind: 'split',
    arms: [
      { id: 'x', name: '', share: 0.3, next: 'send' },
      { id: 'y', name: '', share: 0.7, next: null },
    ],
  },
  {
    id: 'send',
    name: '',
    kind: 'send',
    content: { id: 'c', version: 1 },
    channels: ['email'],
    expiresHours: 24,
    unitCosts: {},
    time: 'now',
    next: 'event',
  },
  { id: 'task', name: '', kind: 'task', title: { zh: '', en: 'Call' }, script: { zh: '', en: '' }, slaHours: 24, next: null },
  { id: 'hook', name: '', kind: 'webhook', note: '', next: null },
  { id: 'tag', name: '', kind: 'tag', tag: 't', value: null, next: null },
  { id: 'attribute', name: '', kind: 'attribute', attribute: 'a', value: 1, next: 'wait' },
]
const place = (stepId: string | null, more: Partial<RunPlace> = {}): RunPlace => ({
  enrolmentId: 'run',
  stepId,
  arrivedAt: NOW,
  waitsSince: null,
  ...more,
})
const move = (stepId: string | null, facts: Partial<StepFacts> = {}, more: Partial<RunPlace> = {}) =>
  nextMove(
    place(stepId, more),
    { steps: BY_ID },
    { now: NOW, timeZone: 'Asia/Shanghai', isOut: false, met: new Set(), happenedAt: null, ...facts },
  )

describe('what follows', () => {
  test('a wait begins once, and goes on when its time is over', () => {
    expect(move('wait')).toEqual({ kind: 'wait', since: NOW, dueAt: at('2026-03-16T06:00:00Z') })
    const waitsSince = NOW
    expect(move('wait', { now: at('2026-03-16T05:59:59Z') }, { waitsSince })).toMatchObject({ kind: 'wait', since: NOW })
    expect(move('wait', { now: at('2026-03-16T06:00:00Z') }, { waitsSince })).toMatchObject({ outcome: 'waited', next: 'send' })
  })

  test('an awaited event goes one way and the end of its time the other; what happened before it arrived does not count', () => {
    expect(move('event')).toEqual({ kind: 'wait', since: NOW, dueAt: at('2026-03-17T04:00:00Z') })
    expect(move('event', { happenedAt: NOW })).toMatchObject({ outcome: 'happened', next: 'send' })
    expect(move('event', { happenedAt: new Date(NOW.getTime() - 1) })).toMatchObject({ kind: 'wait' })
    expect(move('event', { now: at('2026-03-17T04:00:00Z') }, { waitsSince: NOW })).toMatchObject({ outcome: 'late', next: 'task' })
  })

  test('the first case that is met is taken, else the way for all others', () => {
    expect(move('branch', { met: new Set(['a', 'b']) })).toMatchObject({ outcome: 'a', next: 'send' })
    expect(move('branch', { met: new Set(['b']) })).toMatchObject({ outcome: 'b', next: 'task' })
    expect(move('branch')).toMatchObject({ outcome: 'otherwise', next: 'hook' })
  })

  test.each(['send', 'task', 'hook', 'tag', 'attribute'])('%s does something and goes on at once', (id) => {
    expect(move(id)).toMatchObject({ kind: 'done', outcome: 'done', effect: { id } })
  })

  test('an end, an exit and a step that is gone end the run', () => {
    expect(move(null)).toEqual({ kind: 'end', state: 'done', reason: 'reached_end' })
    expect(move('send', { isOut: true })).toEqual({ kind: 'end', state: 'left', reason: 'exit_condition' })
    expect(move('nowhere')).toEqual({ kind: 'end', state: 'failed', reason: 'step_gone' })
  })

  test('a split draws by the run: the same each time, by its shares, with the chance of its arm', () => {
    const arms = [
      { id: 'x', name: '', share: 0.3, next: null },
      { id: 'y', name: '', share: 0.7, next: null },
    ]
    const drawn = Array.from({ length: 4_000 }, (_, i) => armOf(arms, `run-${i}`, 'split')?.id)
    expect(drawn).toEqual(Array.from({ length: 4_000 }, (_, i) => armOf(arms, `run-${i}`, 'split')?.id))
    const share = drawn.filter((id) => id === 'x').length / drawn.length
    expect(Math.abs(share - 0.3)).toBeLessThan(0.03)
    const taken = move('split')
    expect(taken).toMatchObject({ kind: 'done', probability: armOf(arms, 'run', 'split')?.share })
  })
})

describe('a wait until an hour', () => {
  const until = (time: string, days: readonly number[] = []) => ({ kind: 'until', at: time, days }) as const
  test('is the next one of the customer, never the one that is now', () => {
    expect(waitEnd(until('13:00'), NOW, 'Asia/Shanghai')).toEqual(at('2026-03-16T05:00:00Z'))
    expect(waitEnd(until('12:00'), NOW, 'Asia/Shanghai')).toEqual(at('2026-03-17T04:00:00Z'))
    expect(waitEnd(until('11:00'), NOW, 'Asia/Shanghai')).toEqual(at('2026-03-17T03:00:00Z'))
  })

  test('is of the days that are meant', () => {
    // The 16th is a Monday.
    expect(waitEnd(until('13:00', [3]), NOW, 'Asia/Shanghai')).toEqual(at('2026-03-18T05:00:00Z'))
    expect(waitEnd(until('11:00', [1]), NOW, 'Asia/Shanghai')).toEqual(at('2026-03-23T03:00:00Z'))
  })

  test('comes once on a day that lacks it and once on a day that has it twice', () => {
    // Berlin: 29 March jumps from 02:00 to 03:00, 25 October goes back from 03:00 to 02:00.
    const wait = until('02:30')
    const lacking = waitEnd(wait, at('2026-03-28T12:00:00Z'), 'Europe/Berlin')
    expect(lacking).toEqual(at('2026-03-29T01:00:00Z'))
    expect(waitEnd(wait, lacking, 'Europe/Berlin')).toEqual(at('2026-03-30T00:30:00Z'))
    const twice = waitEnd(wait, at('2026-10-24T12:00:00Z'), 'Europe/Berlin')
    expect(twice).toEqual(at('2026-10-25T00:30:00Z'))
    expect(waitEnd(wait, twice, 'Europe/Berlin')).toEqual(at('2026-10-26T01:30:00Z'))
  })
})

test('what counts behind a step counts since the wait should have ended, or since what was waited for', () => {
  const [arrivedAt, now] = [new Date('2026-03-16T00:00:00Z'), new Date('2026-03-16T09:00:00Z')]
  const facts = { now, timeZone: 'UTC', happenedAt: null }
  const wait: JourneyStep = { id: 'w', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 2, unit: 'hour' } }, next: null }
  const event: JourneyStep = {
    id: 'e',
    name: '',
    kind: 'wait_event',
    event: { name: 'x', where: [] },
    timeout: { n: 1, unit: 'day' },
    next: null,
    late: null,
  }
  expect(arrivalAfter(wait, { arrivedAt, waitsSince: arrivedAt }, facts)).toEqual(new Date('2026-03-16T02:00:00Z'))
  const happenedAt = new Date('2026-03-16T05:00:00Z')
  expect(arrivalAfter(event, { arrivedAt, waitsSince: arrivedAt }, { ...facts, happenedAt })).toEqual(new Date('2026-03-16T05:00:00.001Z'))
  expect(arrivalAfter(event, { arrivedAt, waitsSince: arrivedAt }, facts)).toEqual(new Date('2026-03-16T09:00:00.001Z'))
  const branch: JourneyStep = { id: 'b', name: '', kind: 'branch', cases: [], next: null }
  expect(arrivalAfter(branch, { arrivedAt, waitsSince: null }, facts)).toEqual(arrivedAt)
})
