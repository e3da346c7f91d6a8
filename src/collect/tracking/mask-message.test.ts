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
