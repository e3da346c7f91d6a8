import { expect, test } from 'vitest'
import { checkAddress } from './check-address.ts'

test.each(['db.example.com', '10.0.0.5', 'localhost', '2001:db8::1', 'db_1'])('%s can be the host of a database', (host) => {
  expect(() => checkAddress({ host })).not.toThrow()
})

test.each([
  '/var/run/postgresql',
  '169.254.169.254',
  'fe80::1',
  '::ffff:169.254.1.1',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '100.100.100.200',
  'a b',
  '-x',
  'x;y',
  '',
])('%s cannot', (host) => {
  expect(() => checkAddress({ host })).toThrow(/host name or an address/)
})
