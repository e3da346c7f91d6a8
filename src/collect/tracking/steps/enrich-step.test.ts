import { expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { trackedEvent } from '../../../../tests/support/tracked-event.ts'
import { enrichStep } from './enrich-step.ts'

const ownerOf = (id: string) => ({ customerId: id, originId: id })
const clicks = [0, 300, 900].map((offset) => trackedEvent({ occurredAt: 1_000_000 + offset, productId: 'p' }))
const repeats = (events: typeof clicks, owners: readonly string[]) =>
  enrichStep(events, owners.map(ownerOf)).map(({ isRepeat }) => isRepeat)

test('a second click on the same target within half a second is a repeat', () => {
  expect(repeats(clicks, ['a', 'a', 'a'])).toEqual([false, true, false])
  expect(repeats(clicks, ['a', 'b', 'a'])).toEqual([false, false, false])
  expect(repeats(clicks.toReversed(), ['a', 'a', 'a'])).toEqual([false, true, false])
})

test('devices of nobody known are told apart', () => {
  const onDevice = (originId: string) => ({ customerId: NO_CUSTOMER, originId })
  const flags = (owners: readonly string[]) => enrichStep(clicks.slice(0, 2), owners.map(onDevice)).map(({ isRepeat }) => isRepeat)
  expect([flags(['d1', 'd2']), flags(['d1', 'd1'])]).toEqual([
    [false, false],
    [false, true],
  ])
})

test('other targets, and views of pages, repeat nothing', () => {
  expect(repeats([...clicks.slice(0, 1), trackedEvent({ occurredAt: 1_000_100, productId: 'q' })], ['a', 'a'])).toEqual([false, false])
  expect(
    repeats(
      clicks.map((click) => ({ ...click, type: 'page' as const })),
      ['a', 'a', 'a'],
    ),
  ).toEqual([false, false, false])
})

test('an event keeps what it says and gets its owner, or nobody', () => {
  expect(enrichStep(clicks.slice(0, 2), [ownerOf('a')])).toMatchObject([
    { ...clicks[0], customerId: 'a', originId: 'a' },
    { customerId: NO_CUSTOMER, originId: NO_CUSTOMER },
  ])
})
