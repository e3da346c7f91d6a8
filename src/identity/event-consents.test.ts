import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { parseKeyring } from '#privacy/keyring.ts'
import { trackedEvent } from '../../tests/support/tracked-event.ts'
import { eventConsents } from './event-consents.ts'
import { createIdentityService } from './identity-service.ts'

const keyring = parseKeyring(`1 ${Buffer.alloc(32, 5).toString('base64')}`, 'test')
const key = (kind: 'user_id' | 'member_number' | 'phone', value: string) => ({ kind, blindIndex: blindIndex(keyring, kind, value) })
const owned = [
  { ...key('member_number', 'M1'), customerId: 'one' },
  { ...key('phone', '+8613812348000'), customerId: 'two' },
  { ...key('user_id', 'U1'), customerId: 'three' },
  { ...key('phone', '+8613900139000'), customerId: 'three' },
].map((one) => ({
  ...one,
  originId: one.customerId,
  apartFrom: [],
  createdAt: new Date(0),
  maskedName: '',
  firstSeenAt: new Date(0),
  lastSeenAt: new Date(0),
  namedBy: [],
}))

const deviceId = (value: string) => stableId('device', `device:${blindIndex(keyring, 'device', value).toString('base64')}`)
const people = [
  { deviceId: deviceId('d1'), personId: 'two', customerId: 'two' },
  { deviceId: deviceId('till'), personId: 'one', customerId: 'one' },
  { deviceId: deviceId('till'), personId: 'two', customerId: 'two' },
]

const known = (words: Readonly<Record<string, boolean>>) => {
  const asked: string[] = []
  const never = () => Promise.reject(new Error('somebody is only asked about'))
  const identity = createIdentityService({
    keyring,
    clock: new ManualClock(new Date(0)),
    store: {
      find: (keys) => {
        const customers = owned.filter((one) =>
          keys.some(({ kind, blindIndex: index }) => kind === one.kind && index.equals(one.blindIndex)),
        )
        return Promise.resolve(owned.filter(({ customerId }) => customers.some((one) => one.customerId === customerId)))
      },
      customers: () => Promise.resolve([]),
      mergeOf: () => Promise.resolve(null),
      devicePeople: (ids) => Promise.resolve(people.filter((one) => ids.includes(one.deviceId))),
      change: never,
      mapping: never,
      aligning: never,
    },
    facts: { saveCustomers: never, mapOrigins: never, mappedOrigins: never, catchLateFacts: never },
  })
  const ask = eventConsents({
    identity,
    read: (ids) => {
      asked.push(...ids)
      return Promise.resolve(new Map(Object.entries(words).filter(([id]) => ids.includes(id))))
    },
  })
  return { ask, asked }
}
const of = (...identifiers: { kind: string; value: string }[]) => trackedEvent({ identifiers })

test('what counts is the word of the customer that the event would belong to', async () => {
  const { ask, asked } = known({ one: true, two: false })
  const events = [
    of({ kind: 'member_number', value: 'M1' }),
    of({ kind: 'member_number', value: 'M9' }, { kind: 'phone', value: '138 1234 8000' }),
    of({ kind: 'device', value: 'd1' }),
    of({ kind: 'member_number', value: 'M9' }, { kind: 'device', value: 'd1' }),
    of({ kind: 'device', value: 'till' }),
    of({ kind: 'wechat', value: 'x' }),
    // A placeholder of a program names nobody.
    of({ kind: 'user_id', value: 'unknown' }, { kind: 'device', value: 'd1' }),
  ]
  // A device says nothing of somebody who is named: another person may have used it before.
  expect(await ask(events, 'analytics')).toEqual([true, false, false, null, null, null, false])
  expect(asked.toSorted()).toEqual(['one', 'two'])
})

test('where an event names two customers who would be merged, the refusal of either counts', async () => {
  const both = of({ kind: 'member_number', value: 'M1' }, { kind: 'phone', value: '138 1234 8000' })
  expect(await known({ one: true, two: false }).ask([both], 'analytics')).toEqual([false])
  expect(await known({ one: false, two: true }).ask([both], 'analytics')).toEqual([false])
  expect(await known({ one: true }).ask([both], 'analytics')).toEqual([true])
  // What one event says does not make them one for the others.
  expect(await known({ one: true, two: false }).ask([both, of({ kind: 'member_number', value: 'M1' })], 'analytics')).toEqual([false, true])
})

test('a stranger with an account is not the customer whose phone they share', async () => {
  const shared = of({ kind: 'user_id', value: 'U2' }, { kind: 'phone', value: '139 0013 9000' })
  expect(await known({ three: false }).ask([shared, of({ kind: 'phone', value: '139 0013 9000' })], 'analytics')).toEqual([null, false])
})

test('who has said nothing is not known to say anything', async () => {
  expect(await known({}).ask([of({ kind: 'member_number', value: 'M1' })], 'analytics')).toEqual([null])
})
