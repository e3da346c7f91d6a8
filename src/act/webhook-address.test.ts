import { expect, test } from 'vitest'
import { isPublicHost, isReachedFromOutside } from './webhook-address.ts'

test('what its name tells of a host is enough to know that customers cannot open it', () => {
  const inside = ['localhost', '127.0.0.1', '10.1.2.3', '192.168.0.7', '[::1]', 'liuke', 'nas.local', 'crm.internal', '169.254.1.1']
  expect(inside.filter((host) => isPublicHost(host))).toEqual([])
  const outside = ['liuke.shop.example', '8.8.8.8', '[2606:4700::1111]', 'xn--fiq228c.com']
  expect(outside.filter((host) => !isPublicHost(host))).toEqual([])
})

test.each([
  ['https://care.shop.cn', true],
  ['http://8.8.8.8:8080', true],
  ['http://127.0.0.1:8080', false],
  ['http://localhost:8080', false],
  ['http://0.0.0.0:8080', false],
  ['http://192.168.1.5', false],
  ['http://[::1]:8080', false],
  ['http://crm.local', false],
  ['http://server', false],
] as const)('customers reach %s: %s', (address, is) => {
  expect(isReachedFromOutside(address)).toBe(is)
})
