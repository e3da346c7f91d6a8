import { expect, test } from 'vitest'
import { placesOf, signUpOfEvent } from './sign-up.ts'

const places = (address: string, device = '') => placesOf({ address, device }, 'secret')
const codeOf = (address: string) => places(address)[0]?.code

test('an address becomes a code of the installation that says nothing of it, the same for the same line', () => {
  expect(places('203.0.113.7')).toEqual([{ kind: 'address', code: expect.stringMatching(/^p_[\w-]{22}$/u) }])
  expect(codeOf('203.0.113.7')).toBe(codeOf(' ::ffff:203.0.113.7 '))
  expect(codeOf('203.0.113.7')).not.toBe(codeOf('203.0.113.8'))
  expect(codeOf('203.0.113.7')).not.toBe(placesOf({ address: '203.0.113.7', device: '' }, 'other')[0]?.code)
  expect(codeOf('2001:db8:1:2::1')).toBe(codeOf('2001:0DB8:0001:0002:aaaa:bbbb:cccc:dddd'))
  expect(codeOf('2001:db8:1:2::1')).not.toBe(codeOf('2001:db8:1:3::1'))
  expect(codeOf('2001:db8::1')).toBe(codeOf('2001:db8:0:0:1::'))
})

test.each(['10.1.2.3', '192.168.0.1', '100.64.1.1', '127.0.0.1', '::1', 'fe80::1', 'fd00::1', 'fe80::1%eth0', 'no address', '', '1.2.3'])(
  '%s is the place of nobody',
  (address) => {
    expect(places(address)).toEqual([])
  },
)

test('a device is a place of its own kind, so that it is never taken for an address', () => {
  expect(places('203.0.113.7', '203.0.113.7').map(({ kind }) => kind)).toEqual(['address', 'device'])
  expect(new Set(places('203.0.113.7', '203.0.113.7').map(({ code }) => code)).size).toBe(2)
  expect(places('', 'd'.repeat(201))).toEqual([])
})

test('an event is a sign-up when the account was made that day, or nobody says when', () => {
  const own = places('203.0.113.7')
  const at = Date.parse('2026-03-15T08:00:00Z')
  expect(signUpOfEvent(own, at, at - 60_000)).toEqual({ places: own, at: at - 60_000, isStated: true })
  expect(signUpOfEvent(own, at, null)).toEqual({ places: own, at, isStated: false })
  expect(signUpOfEvent(own, at, at - 2 * 86_400_000)).toBeUndefined()
  expect(signUpOfEvent([], at, null)).toBeUndefined()
})
