import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { deviceOwners, newcomers, PEOPLE_OF_A_DEVICE } from './device-people.ts'

const on = (deviceId: string, personId: string, customerId = personId) => ({ deviceId, personId, customerId })

test('a device belongs to the one customer who identified on it, by whatever record, and to nobody once a second one did', () => {
  const owners = deviceOwners([on('d1', 'a'), on('d2', 'a'), on('d2', 'b', 'a'), on('d3', 'a'), on('d3', 'c')])
  expect([...owners]).toEqual([
    ['d1', 'a'],
    ['d2', 'a'],
    ['d3', NO_CUSTOMER],
  ])
  expect(deviceOwners([on('d1', 'a'), on('d1', 'b'), on('d1', 'a')]).get('d1')).toBe(NO_CUSTOMER)
})

test('whoever came first on a device changes nothing', () => {
  const people = fc.array(fc.tuple(fc.constantFrom('d1', 'd2', 'd3'), fc.constantFrom('a', 'b', 'c')), { maxLength: 12 })
  fc.assert(
    fc.property(people, fc.infiniteStream(fc.nat()), (pairs, random) => {
      const list = pairs.map(([device, person]) => on(device, person))
      const shuffled = list.map((one) => ({ one, place: random.next().value })).toSorted((a, b) => a.place - b.place)
      const [given, other] = [list, shuffled.map(({ one }) => one)].map((each) => Object.fromEntries(deviceOwners(each)))
      expect(other).toEqual(given)
    }),
  )
})

test('newcomers are told once, and a kiosk keeps no list of the town', () => {
  expect(newcomers([on('d1', 'a')], [on('d1', 'a'), on('d1', 'b'), on('d1', 'b'), on('d2', 'a')])).toEqual([on('d1', 'b'), on('d2', 'a')])
  const town = Array.from({ length: 300 }, (_, i) => on('kiosk', `p${i}`))
  expect(newcomers(town.slice(0, 3), town)).toHaveLength(PEOPLE_OF_A_DEVICE - 3)
})
