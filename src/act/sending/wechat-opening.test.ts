import { expect, test } from 'vitest'
import type { OutgoingWechat } from '../outgoing-message.ts'
import { wechatBlock } from './wechat-opening.ts'

const NOW = new Date('2026-03-18T04:00:00Z')
const wechat = (kind: OutgoingWechat['kind'], code = 'T1'): OutgoingWechat => ({
  channel: 'wechat',
  sendKey: 'k',
  purpose: 'marketing',
  openId: 'o-1',
  kind,
  template: kind === 'service' ? null : { code, params: [] },
  text: 'hello',
  url: null,
  miniProgram: null,
})
const route = { windowUntil: null, subscriptions: [] }

test('a customer-service message needs a window that is open', () => {
  expect(wechatBlock(wechat('service'), route, NOW)).toBe('window_closed')
  expect(wechatBlock(wechat('service'), { ...route, windowUntil: NOW }, NOW)).toBe('window_closed')
  expect(wechatBlock(wechat('service'), { ...route, windowUntil: new Date(NOW.getTime() + 1) }, NOW)).toBeNull()
})

test('a subscription message needs a consent to its own template', () => {
  expect(wechatBlock(wechat('subscribe'), route, NOW)).toBe('not_subscribed')
  expect(wechatBlock(wechat('subscribe'), { ...route, subscriptions: [{ template: 'T1', left: 0 }] }, NOW)).toBe('not_subscribed')
  expect(wechatBlock(wechat('subscribe'), { ...route, subscriptions: [{ template: 'T2', left: 3 }] }, NOW)).toBe('not_subscribed')
  expect(wechatBlock(wechat('subscribe'), { ...route, subscriptions: [{ template: 'T1', left: 1 }] }, NOW)).toBeNull()
})

test('template messages and other channels need neither', () => {
  expect(wechatBlock(wechat('template'), route, NOW)).toBeNull()
  const push = {
    channel: 'push',
    sendKey: 'k',
    purpose: 'marketing',
    target: { kind: 'fcm', token: 't' },
    title: '',
    body: '',
    url: null,
    imageUrl: null,
  } as const
  expect(wechatBlock(push, route, NOW)).toBeNull()
})
