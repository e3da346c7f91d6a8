import { expect, test } from 'vitest'
import { stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { parseKeyring } from '#privacy/keyring.ts'
import { trackedEvent } from '../../tests/support/tracked-event.ts'
import { eventConsents } from './event-consents.ts'

const keyring = parseKeyring(`1 ${Buffer.alloc(32, 5).toString('base64')}`, 'test')
const key = (kind: 'member_number' | 'phone', value: string) => ({ kind, blindIndex: blindIndex(keyring, kind, value) })
const owned = [
  { ...key('member_number', 'M1'), customerId: 'one' },
  { ...key('phone', '+8613800138000'), customerId: 'two' },
].map((one) => ({ ...one, originId: one.customerId, apartFrom: [], createdAt: new Date(0), lastSeenAt: new Date(0) }))

const deviceId = (value: string) => stableId('device', `device:${blindIndex(keyring, 'device', value).toString('base64')}`)
const people = [
  { deviceId: deviceId('d1'), personId: 'two', customerId: 'two' },
  { deviceId: deviceId('till'), personId: 'one', customerId: 'one' },
  { deviceId: deviceId('till'), personId: 'two', customerId: 'two' },
]

const known = (words: Readonly<Record<string, boolean>>) => {
  const asked: string[] = []
  const ask = eventConsents({
    keyring,
    region: () => 'CN',
    store: {
      find: (keys) =>
        Promise.resolve(
          owned.filter((one) => keys.some(({ kind, blindIndex: index }) => kind === one.kind && index.equals(one.blindIndex))),
        ),
      devicePeople: (ids) => Promise.resolve(people.filter((one) => ids.includes(one.deviceId))),
    },
    read: (ids) => {
      asked.push(...ids)
      return Promise.resolve(new Map(Object.entries(words).filter(([id]) => ids.includes(id))))
    },
  })
  return { ask, asked }
}
const of = (...identifiers: { kind: string; value: string }[]) => trackedEvent({ identifiers })

test('the strongest identifier that somebody has says whose word counts', async () => {
  const { ask, asked } = known({ one: true, two: false })
  const events = [
    of({ kind: 'member_number', value: 'M1' }, { kind: 'phone', value: '138 0013 8000' }),
    of({ kind: 'member_number', value: 'M9' }, { kind: 'phone', value: '138 0013 8000' }),
    of({ kind: 'device', value: 'd1' }),
    of({ kind: 'member_number', value: 'M9' }, { kind: 'device', value: 'd1' }),
    of({ kind: 'device', value: 'till' }),
    of({ kind: 'wechat', value: 'x' }),
  ]
  // A device says nothing of somebody who is named: another person may have used it before.
  expect(await ask(events, 'analytics')).toEqual([true, false, false, null, null, null])
  expect(asked.toSorted()).toEqual(['one', 'two'])
})

test('who has said nothing is not known to say anything', async () => {
  expect(await known({}).ask([of({ kind: 'member_number', value: 'M1' })], 'analytics')).toEqual([null])
})
