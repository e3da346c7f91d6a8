import { expect, test } from 'vitest'
import { isPublicHost } from './webhook-address.ts'

test('what its name tells of a host is enough to know that customers cannot open it', () => {
  const inside = ['localhost', '127.0.0.1', '10.1.2.3', '192.168.0.7', '[::1]', 'liuke', 'nas.local', 'crm.internal', '169.254.1.1']
  expect(inside.filter((host) => isPublicHost(host))).toEqual([])
  const outside = ['liuke.shop.example', '8.8.8.8', '[2606:4700::1111]', 'xn--fiq228c.com']
  expect(outside.filter((host) => !isPublicHost(host))).toEqual([])
})
