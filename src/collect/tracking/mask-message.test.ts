import { expect, test } from 'vitest'
import { codeOfId, maskMessage } from './mask-message.ts'

test('what is looked at keeps its keys and things, and shows no person', () => {
  const masked = maskMessage({
    type: 'track',
    writeKey: 'wk_secret',
    event: 'Product Viewed',
    userId: 'M0001024',
    anonymousId: 9007199254740991,
    traits: { name: '李雷', email: 'li@example.com', plan: 'gold', vip: true },
    properties: {
      products: [{ product_id: 'p1', name: '龙井' }],
      buyer: { name: '李雷' },
      note: 'call 13800138000',
      amount: 12.5,
      none: null,
      people: ['li@example.com'],
      'li@example.com': 1,
    },
    context: { ip: '1.2.3.4' },
  })
  expect(masked).toEqual({
    type: 'track',
    writeKey: '•••',
    event: 'Product Viewed',
    userId: '****1024',
    anonymousId: '****0991',
    traits: { name: '•••', email: '•••', plan: 'gold', vip: true },
    properties: {
      products: [{ product_id: 'p1', name: '龙井' }],
      buyer: { name: '•••' },
      note: 'call [phone]',
      amount: 12.5,
      none: null,
      people: ['[email]'],
      '[email]': 1,
    },
    context: { ip: '•••' },
  })
})

test('the name of a page stays but for what is personal in it; what is no message is shown as it came', () => {
  expect(maskMessage({ type: 'page', name: 'Mail to li@example.com' })).toEqual({ type: 'page', name: 'Mail to [email]' })
  expect(maskMessage('call 13800138000')).toBe('call [phone]')
  expect(maskMessage(13800138000)).toBe('[phone]')
  expect(maskMessage(null)).toBeNull()
})

test('a message of more than 32 KB is told by its size', () => {
  expect(maskMessage({ text: 'x'.repeat(40_000) })).toEqual({ tooLarge: 40_011 })
})

test('the code of an id is the same for the same id and secret alone', () => {
  expect(codeOfId('M1', 'a')).toBe(codeOfId('M1', 'a'))
  expect(new Set([codeOfId('M1', 'a'), codeOfId('M1', 'b'), codeOfId('M2', 'a')]).size).toBe(3)
  expect(codeOfId('M1', 'a')).not.toContain('M1')
})

test('identifiers of every kind and in every spelling are shortened, what tells their kind stays', () => {
  const masked = maskMessage({
    type: 'identify',
    'Anonymous-ID': 'device-00012345',
    traits: {
      memberNumber: 'M0001024',
      member_no: 20001024,
      会员号: '90001024',
      vipNo: ['V0001024'],
      openid: 'oAbc',
      customerId: 'C0001024',
    },
    context: { externalIds: [{ id: 'M0001024', type: 'member_number', collection: 'users', encoding: 'none' }] },
    properties: { product_id: 'p0001024', order_id: 'A0001024' },
  })
  expect(masked).toEqual({
    type: 'identify',
    'Anonymous-ID': '****2345',
    traits: {
      memberNumber: '****1024',
      member_no: '****1024',
      会员号: '****1024',
      vipNo: ['****1024'],
      openid: '•••',
      customerId: '****1024',
    },
    context: { externalIds: [{ id: '****1024', type: 'member_number', collection: 'users', encoding: 'none' }] },
    properties: { product_id: 'p0001024', order_id: 'A0001024' },
  })
})
