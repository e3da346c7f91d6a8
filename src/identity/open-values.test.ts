import { createSecretKey } from 'node:crypto'
import { expect, it } from 'vitest'
import { parseKeyring } from '#privacy/keyring.ts'
import { DEFAULT_RULES, ruleBook } from './identity-rules.ts'
import { openValues } from './open-values.ts'

const keyring = parseKeyring(`1 ${Buffer.alloc(32, 9).toString('base64')}`, 'a test')

it('reads a value again by new rules and in another country, although it has been read before', () => {
  let [book, country] = [ruleBook(DEFAULT_RULES), 'CN']
  const open = openValues(
    keyring,
    () => country,
    () => book,
  )
  const first = open('phone', '13900001101')
  expect(open('phone', '13900001101')).toBe(first)
  expect(first).toMatchObject({ value: '+8613900001101' })
  expect(first).not.toHaveProperty('reason')
  const index = first?.blindIndex.toString('base64') ?? ''
  book = ruleBook({ ...DEFAULT_RULES, blocked: [{ kind: 'phone', index, masked: '', reason: 'of the shop' }] })
  expect(open('phone', '13900001101')).toMatchObject({ value: '+8613900001101', reason: 'listed' })
  country = 'US'
  expect(open('phone', '2015550123')).toMatchObject({ value: '+12015550123' })
  country = 'GB'
  expect(open('phone', '2015550123')).toMatchObject({ value: '+442015550123' })
})

it('tells values of two kinds apart, and still knows each after more people came than it keeps', () => {
  const other = { ...keyring, index: createSecretKey(Buffer.alloc(32, 1)) }
  const book = ruleBook(DEFAULT_RULES)
  const [open, fresh] = [keyring, other].map((keys) =>
    openValues(
      keys,
      () => 'CN',
      () => book,
    ),
  )
  const [code, member] = [open?.('user_id', 'A1'), open?.('member_number', 'A1')]
  expect(code?.key).not.toBe(member?.key)
  for (let i = 0; i < 25_000; i += 1) open?.('user_id', `U${i}`)
  expect(open?.('user_id', 'A1')).toEqual(code)
  expect(fresh?.('user_id', 'A1')?.key).not.toBe(code?.key)
  expect(open?.('device', 'd1')).toHaveProperty('deviceId', expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/))
  expect(code).not.toHaveProperty('deviceId')
})
