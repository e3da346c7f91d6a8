import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import type { Step } from './edit-journey.ts'
import { COLUMN, ENTRY, endOf, layoutJourney, neighbour, ROW } from './layout-journey.ts'

const journeyOf = (first: string | null, steps: readonly Step[]): JourneyDefinition => ({
  name: 'Cart',
  entry: { kind: 'order', first: true },
  audience: { all: [] },
  rule: { kind: 'once' },
  steps: [...steps],
  first,
  exits: { events: [], condition: null },
  goal: null,
  windowDays: 7,
  holdout: 0.1,
  holdoutWaiver: '',
  priority: 50,
})
const wait = (id: string, next: string | null): Step => ({
  id,
  name: '',
  kind: 'wait',
  wait: { kind: 'for', duration: { n: 1, unit: 'day' } },
  next,
})
const split = (id: string, ...ways: (string | null)[]): Step => ({
  id,
  name: '',
  kind: 'split',
  arms: ways.map((next, i) => ({ id: `${id}${i}`, name: '', share: 1 / ways.length, next })),
})
const grid = (journey: JourneyDefinition) =>
  Object.fromEntries([...layoutJourney(journey).places].map(([id, { x, y }]) => [id, [x / COLUMN, y / ROW]]))

test('steps stand below one another, and where it ends', () => {
  expect(grid(journeyOf('a', [wait('a', 'b'), wait('b', null)]))).toEqual({
    [ENTRY]: [0, 0],
    a: [0, 1],
    b: [0, 2],
    [endOf('b', 'next')]: [0, 3],
  })
  expect(grid(journeyOf(null, []))).toEqual({ [ENTRY]: [0, 0], [endOf(ENTRY, 'next')]: [0, 1] })
})

test('ways stand side by side, and what they lead to again in their middle below the longest', () => {
  expect(grid(journeyOf('s', [split('s', 'a', 'b'), wait('a', 'c'), wait('b', 'z'), wait('c', 'z'), wait('z', null)]))).toMatchObject({
    [ENTRY]: [0.5, 0],
    s: [0.5, 1],
    a: [0, 2],
    c: [0, 3],
    b: [1, 2],
    z: [0.5, 4],
  })
})

test('a way back up is drawn and moves nothing', () => {
  const { links } = layoutJourney(journeyOf('a', [wait('a', 'b'), wait('b', 'a')]))
  expect(links.filter(({ isBack }) => isBack)).toEqual([{ from: 'b', way: 'next', to: 'a', isBack: true }])
})

test('steps that nobody comes to stand to the right', () => {
  expect(grid(journeyOf('a', [wait('a', null), wait('o', 'p'), wait('p', null)]))).toMatchObject({ a: [0, 1], o: [1, 0], p: [1, 1] })
})

const anyJourney = fc.integer({ min: 1, max: 14 }).chain((count) => {
  const id = fc.option(
    fc.integer({ min: 0, max: count - 1 }).map((i) => `n${i}`),
    { nil: null },
  )
  return fc.tuple(id, fc.array(fc.array(id, { minLength: 1, maxLength: 3 }), { minLength: count, maxLength: count })).map(([first, ways]) =>
    journeyOf(
      first,
      ways.map((each, i) => split(`n${i}`, ...each)),
    ),
  )
})

test('every step has a place of its own, whatever leads where', () => {
  fc.assert(
    fc.property(anyJourney, (journey) => {
      const { places, links } = layoutJourney(journey)
      const nodes = new Set([ENTRY, ...journey.steps.map(({ id }) => id), ...links.map(({ to }) => to)])
      expect(new Set(places.keys())).toEqual(nodes)
      const taken = [...places.values()]
      for (const [i, { x, y }] of taken.entries()) {
        expect(taken.slice(i + 1).filter((other) => other.y === y && Math.abs(other.x - x) < COLUMN)).toEqual([])
      }
      // What is not a way back leads down.
      const down = links.filter(({ from, to, isBack }) => !isBack && from === ENTRY && (places.get(to)?.y ?? 0) <= 0)
      expect(down).toEqual([])
    }),
  )
})

test('arrow keys walk over the steps', () => {
  const layout = layoutJourney(journeyOf('s', [split('s', 'a', 'b'), wait('a', null), wait('b', null)]))
  expect(neighbour(layout, ENTRY, 'ArrowDown')).toBe('s')
  expect(neighbour(layout, 's', 'ArrowDown')).toBe('a')
  expect(neighbour(layout, 'a', 'ArrowRight')).toBe('b')
  expect(neighbour(layout, 'b', 'ArrowLeft')).toBe('a')
  expect(neighbour(layout, 'b', 'ArrowUp')).toBe('s')
  expect(neighbour(layout, 'a', 'ArrowDown')).toBeUndefined()
})
