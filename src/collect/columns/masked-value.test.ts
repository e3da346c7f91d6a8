import { expect, it } from 'vitest'
import { consentOf } from './consent-words.ts'
import { isMasked } from './masked-value.ts'

it.each([
  '138****8000',
  '186******05',
  '138xxxx8000',
  '138XXXX8000',
  '***',
  '张**',
  '张*',
  '*三',
  'J*** S***',
  'a***@x.com',
  'a**@x.com',
  'a*@x.com',
  'anna@***.com',
  '##bGliZXJ0eQ==##5Yx0c2k9',
  '$$uZ4yQmF1b2s=$1$',
  '~Ab3dE9kPq2x~1~',
  '#TsXe9qYc0m2LrWd8Kp4f==#1#',
  'bWFkZSB1cCBjaXBoZXIgdGV4dA==',
  '\t',
  '  ',
  'tb**88',
])('%j is masked', (text) => {
  expect(isMasked(text)).toBe(true)
})

it.each([
  '',
  '13800008000',
  '+86 138 0000 8000',
  'anna@example.com',
  '张三',
  'Anna Smith',
  'tb_nan',
  'M-1001',
  '#1001',
  '$12',
  'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  'xx_li',
  'Max Maxx',
  '0012345',
  "O'Neil",
  'A/B Ltd',
  '会员1号',
])('%j is not', (text) => {
  expect(isMasked(text)).toBe(false)
})

it.each(['是', 'Y', '1', 'TRUE', ' Subscribed ', '同意', '已授权', 'opted-in', 'Opted In', 'confirmed', '√'])('%s is a yes', (word) => {
  expect(consentOf(word)).toBe('yes')
})

it.each([
  '否',
  'N',
  '0',
  'false',
  '退订',
  '拒收',
  '已退订',
  'cleaned',
  'UNSUBSCRIBED',
  'bounced',
  'pending',
  'transactional',
  'NOT_SUBSCRIBED',
  'opted out',
  '',
])('%s is a no', (word) => {
  expect(consentOf(word)).toBe('no')
})

it.each(['maybe', '2026-01-02', 'VIP', '短信', 'yes but not sms', 'email only'])('%s is neither, which counts as a no', (word) => {
  expect(consentOf(word)).toBe('unclear')
})
