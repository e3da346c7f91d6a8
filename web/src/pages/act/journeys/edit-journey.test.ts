import { expect, test } from 'vitest'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import { copyStep, evenShares, insertStep, leadsTo, linesOf, newStep, relink, removeStep, stepOf } from './edit-journey.ts'

const EMPTY: JourneyDefinition = {
  name: 'Cart',
  entry: { kind: 'order', first: true },
  audience: { all: [] },
  rule: { kind: 'once' },
  steps: [],
  first: null,
  exits: { events: [], condition: null },
  goal: null,
  windowDays: 7,
  holdout: 0.1,
  holdoutWaiver: '',
  priority: 50,
}
const ENTRY = { from: null, way: 'next' }
const ids = (prefix: string) => {
  let last = 0
  return () => `${prefix}${(last += 1)}`
}
const add = (journey: JourneyDefinition, at: { from: string | null; way: string }, kind: Parameters<typeof newStep>[0], prefix: string) =>
  insertStep(journey, at, newStep(kind, ids(prefix)))
/** Entry, a wait, a branch with one case to a message, and a task for everybody else. */
const built = () => {
  const wait = add(EMPTY, ENTRY, 'wait', 'w')
  const branch = add(wait, { from: 'w1', way: 'next' }, 'branch', 'b')
  const send = add(branch, { from: 'b1', way: 'b2' }, 'send', 's')
  return add(send, { from: 'b1', way: 'next' }, 'task', 't')
}

test('a step is put into a way and leads on to where the way led', () => {
  const journey = add(add(EMPTY, ENTRY, 'send', 's'), ENTRY, 'wait', 'w')
  expect(journey.first).toBe('w1')
  expect(leadsTo(journey, { from: 'w1', way: 'next' })).toBe('s1')
  // Of a branch the way of everybody else goes on.
  const branch = add(journey, ENTRY, 'branch', 'b')
  expect([leadsTo(branch, { from: 'b1', way: 'next' }), leadsTo(branch, { from: 'b1', way: 'b2' })]).toEqual(['w1', null])
  const split = add(journey, ENTRY, 'split', 'x')
  expect(leadsTo(split, { from: 'x1', way: 'x2' })).toBe('w1')
})

test('a step that is taken out leaves no gap, and takes with it what only it led to', () => {
  expect(removeStep(built(), 'w1').first).toBe('b1')
  const rest = removeStep(built(), 'b1')
  expect(rest.steps.map(({ id }) => id)).toEqual(['w1', 't1'])
  expect(leadsTo(rest, { from: 'w1', way: 'next' })).toBe('t1')
  // What is led to by another way stays.
  const joined = relink(built(), { from: 't1', way: 'next' }, 's1')
  expect(removeStep(joined, 'b1').steps.map(({ id }) => id)).toEqual(['w1', 's1', 't1'])
})

test('what nobody came to before is not taken away with another step', () => {
  const orphan = relink(built(), { from: 'b1', way: 'b2' }, null)
  expect(removeStep(orphan, 'w1').steps.map(({ id }) => id)).toEqual(['b1', 's1', 't1'])
})

test('a step that leads to itself can be taken out', () => {
  const circle = relink(add(EMPTY, ENTRY, 'wait', 'w'), { from: 'w1', way: 'next' }, 'w1')
  expect(removeStep(circle, 'w1')).toMatchObject({ steps: [], first: null })
})

test('a copy stands behind its step, with ids of its own', () => {
  const copy = copyStep(built(), 'b1', ids('n'))
  const made = stepOf(copy, 'n1')
  expect(made).toMatchObject({ kind: 'branch', cases: [{ id: 'n2', next: null }], next: 't1' })
  expect(leadsTo(copy, { from: 'b1', way: 'next' })).toBe('n1')
})

test.each([2, 3, 7])('even shares of %i arms add up to 1', (count) => {
  const shares = evenShares(count)
  expect(shares).toHaveLength(count)
  expect(Math.round(shares.reduce((sum, one) => sum + one, 0) * 100)).toBe(100)
})

test('the list shows each step once, ways of several one deeper, and where they end', () => {
  const shape = (journey: JourneyDefinition) =>
    linesOf(journey).map(
      (line) =>
        `${' '.repeat(line.depth)}${line.kind === 'step' ? line.step.id : line.kind === 'way' ? `[${line.at.way}]` : `-> ${line.to ?? 'end'}`}`,
    )
  expect(shape(built())).toEqual(['w1', 'b1', ' [b2]', '  s1', '  -> end', ' [next]', '  t1', '  -> end'])
  // A step that two ways lead to is pointed to the second time.
  expect(shape(relink(built(), { from: 't1', way: 'next' }, 's1')).at(-1)).toBe('  -> s1')
  const orphan = linesOf(relink(built(), { from: 'b1', way: 'b2' }, null)).find((line) => line.kind === 'step' && line.isUnreached)
  expect(orphan).toMatchObject({ step: { id: 's1' }, depth: 0 })
})
