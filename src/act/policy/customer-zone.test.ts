import { expect, it } from 'vitest'
import { localMinutes } from '#kernel/local-time.ts'
import { readCustomerZone } from './customer-zone.ts'

it('takes the names and aliases of the database as they are', () => {
  const names = ['Asia/Shanghai', 'PRC', 'EST5EDT', 'GMT0', 'Etc/GMT+8', 'America/Port-au-Prince', 'UTC']
  expect(names.map((name) => readCustomerZone(name))).toEqual(names)
  expect(readCustomerZone(' Asia/Shanghai ')).toBe('Asia/Shanghai')
})

it.each([
  ['+08:00', '+08:00'],
  ['+0800', '+08:00'],
  ['+8', '+08:00'],
  ['UTC+8', '+08:00'],
  ['GMT+8', '+08:00'],
  ['gmt +05:30', '+05:30'],
  ['UTC−3', '-03:00'],
  ['-12', '-12:00'],
  ['UTC+14', '+14:00'],
  ['GMT+00:00', 'UTC'],
  ['Z', 'UTC'],
])('reads the offset %s as %s', (text, zone) => {
  expect(readCustomerZone(text)).toBe(zone)
})

it.each(['', '8', 'Mars/Olympus', 'Beijing', '+25', '+14:30', '-13', '+08:75', 'GMT+8 Beijing', '东八区', 'UTC+', 'x'.repeat(10_000)])(
  'does not guess what %s means',
  (text) => {
    expect(readCustomerZone(text)).toBeNull()
  },
)

it('reads an offset east of Greenwich as a clock that is ahead', () => {
  const noon = new Date('2026-06-03T12:00:00Z')
  expect(['GMT+8', 'Etc/GMT-8', 'Asia/Shanghai'].map((text) => localMinutes(noon, readCustomerZone(text) ?? ''))).toEqual([
    1_200, 1_200, 1_200,
  ])
})
