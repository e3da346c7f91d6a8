import { expect, it } from 'vitest'
import { hasTestWord, testReason } from './test-record.ts'

const REAL = { orderId: '1001', customerName: 'Ann', productName: 'Green tea', remark: '', quantity: 10_000n, amount: 12_000_000n }

it.each([
  ['TEST-1', 'number'],
  ['测试001', 'number'],
] as const)('the order number %s says test', (orderId, reason) => {
  expect(testReason({ ...REAL, orderId })).toBe(reason)
})

it.each([
  'Test',
  'test product',
  'Test Product 2',
  'TEST ITEM',
  'Test - do not buy',
  'Dummy product',
  '测试商品',
  '测试链接',
  '测试',
  '测试商品，请勿拍',
  '【测试】',
  '店铺测试链接',
])('the product %s is a test', (productName) => {
  expect(testReason({ ...REAL, productName })).toBe('product')
})

it.each([
  'Glucose test strips',
  'Pregnancy test',
  'Test strips 50',
  'COVID-19 Test Kit',
  'Drum test pad',
  '血糖测试仪',
  '甲醛测试盒',
  '测试纸',
  '补差价',
  '邮费补差',
  'Contest ticket',
  'Tester perfume',
  'Sample pack',
  'Latest edition',
])('the product %s is none', (productName) => {
  expect(testReason({ ...REAL, productName })).toBeUndefined()
})

it('says why: the name, the remark, a cent', () => {
  expect(testReason({ ...REAL, customerName: 'Test Account' })).toBe('name')
  expect(testReason({ ...REAL, remark: '内部测试，勿发货' })).toBe('remark')
  expect(testReason({ ...REAL, amount: 10_000n })).toBe('price')
  expect(testReason({ ...REAL, amount: 10_000n, quantity: 20_000n })).toBeUndefined()
  expect(testReason(REAL)).toBeUndefined()
})

it('takes test as a word of its own', () => {
  expect(['test', 'Test user', 'a test', '测试账号', 'TEST01'].map((text) => hasTestWord(text))).toEqual([true, true, true, true, true])
  expect(['Testa', 'Contest', 'Tester', 'Ernest', 'Testino'].map((text) => hasTestWord(text))).toEqual([false, false, false, false, false])
})
