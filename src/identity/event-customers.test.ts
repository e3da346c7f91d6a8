import { expect, test } from 'vitest'
import { trackedEvent } from '../../tests/support/tracked-event.ts'
import { sendersOf } from './event-customers.ts'

const user = { identifiers: [{ kind: 'user_id', value: 'u1' }] }
const says = (occurredAt: number, memberLevel: string) => trackedEvent({ ...user, occurredAt, fields: { attributes: { memberLevel } } })

test('who says nothing new of themselves is told of once, and whoever is not named not at all', () => {
  const events = [trackedEvent({ ...user, occurredAt: 1 }), trackedEvent({ identifiers: [] }), trackedEvent({ ...user, occurredAt: 2 })]
  const { claims, senderOf } = sendersOf(events)
  expect(claims).toHaveLength(1)
  expect(senderOf).toEqual([0, -1, 0])
})

test('what changes and changes back is told each time, so that the last word is the last', () => {
  const { claims, senderOf } = sendersOf([says(1, 'gold'), says(2, 'silver'), says(3, 'gold'), says(3, 'gold')])
  expect(claims.map(({ seenAt, attributes }) => [seenAt.getTime(), attributes?.['memberLevel']])).toEqual([
    [1, 'gold'],
    [2, 'silver'],
    [3, 'gold'],
  ])
  expect(senderOf).toEqual([0, 1, 2, 2])
  const named = [1, 2, 3].map((occurredAt) => trackedEvent({ ...user, occurredAt, personName: occurredAt === 2 ? 'Bo' : 'Al' }))
  expect(sendersOf(named).claims.map(({ name }) => name)).toEqual(['Al', 'Bo', 'Al'])
})
