import { describe, expect, test } from 'vitest'
import { harmlessTexts, personalTexts } from '../../tests/support/personal-corpus.ts'
import { isPersonalKey } from './personal-key.ts'
import { findPersonal, protectId, withoutPersonal } from './personal-text.ts'

describe('on a corpus', () => {
  const texts = personalTexts('corpus', 2_000)
  test.each(Object.keys(texts))('%s: at least 99 of 100 are found', (kind) => {
    const missed = (texts[kind] as string[]).filter((text) => findPersonal(text).length === 0)
    expect(missed.slice(0, 5)).toEqual(missed.length <= 20 ? missed.slice(0, 5) : [])
  })

  test('at most one in a thousand names, numbers and addresses of goods is mistaken for personal data', () => {
    const harmless = harmlessTexts('goods', 60_000)
    const alarms = harmless.filter((text) => withoutPersonal(text) !== text)
    expect(alarms.length <= harmless.length / 1_000 ? [] : alarms.slice(0, 20)).toEqual([])
  })
})

test.each([
  ['call 138 0013 8000 or li@example.com', 'call [phone] or [email]'],
  ['１３８００１３８０００', '[phone]'],
  ['邮箱li@example.com谢谢', '邮箱[email]谢谢'],
  ['mail=li%2540example.com', 'mail=[email]'],
  ['身份证 11010519491231002X 号', '身份证 [id-card] 号'],
  ['6222 0210 0111 2345 678', '[bank-card]'],
  ['https://s.example/?name=%E5%BC%A0&sku=5', 'https://s.example/?name=[removed]&sku=5'],
  ['1\u200b3800138000', '[phone]'],
  ['icon@2x.png vue@3.2.1 6901234567892', 'icon@2x.png vue@3.2.1 6901234567892'],
  ['', ''],
])('%s', (text, expected) => expect(withoutPersonal(text)).toBe(expected))

test('keys give the meaning of their values, in any spelling', () => {
  const personal =
    'email Mobile receiver_address Recipient wechat WeChatId addressLine1 shipping_address_2 customerName user-name 收货地址 手机号 联系人 id_number openid ＥＭＡＩＬ'
  const harmless = 'product_name event_name phone_model 手机型号 email_template category brand price quantity order_id url title sku amount'
  expect(personal.split(' ').filter((key) => !isPersonalKey(key))).toEqual([])
  expect(harmless.split(' ').filter(isPersonalKey)).toEqual([])
})

test('a personal id becomes a code: stable, unique, and impossible to derive without the secret', () => {
  const code = protectId('li@example.com', 'secret')
  expect(code).toMatch(/^p_[\w-]{22}$/)
  expect(protectId('li@example.com', 'secret')).toBe(code)
  expect(protectId('wang@example.com', 'secret')).not.toBe(code)
  expect(protectId('li@example.com', 'other')).not.toBe(code)
  expect(protectId('P-1001', 'secret')).toBe('P-1001')
})

test('a UUID that was drawn is no phone number, and one that a number was written into is', () => {
  const drawn = 'ajs-next-1795962205630-d1339049-4800-4e0c-b6a1-d657a5416bdc'
  expect(protectId(drawn, 'secret')).toBe(drawn)
  expect(withoutPersonal(`${drawn} of 13800138001`)).toBe(`${drawn} of [phone]`)
  expect(withoutPersonal(`${'㍍'.repeat(40)} 13800138001`)).toContain('[phone]')
  expect(withoutPersonal(`13800138001 ${drawn}`)).toBe(`[phone] ${drawn}`)
  expect(protectId('d1339049-4800-4e00-8000-000000000000', 'secret')).toMatch(/^p_/)
})

test('works in linear time on any text', () => {
  const pieces = ['a@', '@', '1', '1 ', '1-', '+1', '13800138000', 'a.', '%4', '%25', '%40', '１', '=&', '?&', '(1', '0']
  const slow = pieces.filter((piece) => {
    const text = piece.repeat(100_000 / piece.length)
    const started = performance.now()
    withoutPersonal(text)
    return performance.now() - started > 1_500
  })
  expect(slow).toEqual([])
})
