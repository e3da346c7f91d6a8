import { expect, test } from 'vitest'
import { NO_OWNER } from '../identity-claim.ts'
import { trackedEvent } from '../../../tests/support/tracked-event.ts'
import { LEFT_OUT_APART, LeftOutTally } from './left-out-tally.ts'
import type { LeftOutTrait } from './trait-attributes.ts'

const event = (leftOut: readonly LeftOutTrait[], receivedAt = 1, sourceId = 's') => ({
  ...trackedEvent({ receivedAt, sourceId }),
  ...NO_OWNER,
  isRepeat: false,
  leftOut,
})

test('counts by source, trait and reason, with when the last came', () => {
  const tally = new LeftOutTally()
  const seats = { trait: 'seats', reason: 'attribute_type' } as const
  tally.add(event([seats], 5))
  tally.add({ ...event([seats], 3), traits: { said: [], leftOut: [{ trait: 'tags', reason: 'attribute_nested' }] } })
  tally.add(event([seats], 4, 'other'))
  expect(tally.counts).toEqual([
    { sourceId: 's', trait: 'seats', reason: 'attribute_type', count: 2, lastAt: 5 },
    { sourceId: 's', trait: 'tags', reason: 'attribute_nested', count: 1, lastAt: 3 },
    { sourceId: 'other', trait: 'seats', reason: 'attribute_type', count: 1, lastAt: 4 },
  ])
})

test('beyond so many traits of a source the others are counted together', () => {
  const tally = new LeftOutTally()
  for (let i = 0; i < LEFT_OUT_APART + 7; i += 1) tally.add(event([{ trait: `t${i}`, reason: 'attribute_full' }]))
  expect(tally.counts).toHaveLength(LEFT_OUT_APART + 1)
  expect(tally.counts.at(-1)).toMatchObject({ trait: '', count: 7 })
})
