import { expect, test } from 'vitest'
import { messageFrom } from '../content/content-maker.ts'
import type { MessageContent } from '../content/message-content.ts'

const PATH = `/i/${'a'.repeat(22)}.png`
const LETTERHEAD = {
  shopName: { zh: '茶铺', en: 'Tea' },
  shopUrl: 'https://shop.cn',
  fromAddress: 'care@shop.cn',
  publicUrl: 'https://care.shop.cn',
  defaultLanguage: 'zh',
  tokenSecret: Buffer.alloc(32),
  timeZone: 'Asia/Shanghai',
} as const
const CONTACT = { customerId: 'c', language: 'zh', name: '李雷', consent: true, suppressed: false }
const CONTENT: MessageContent = { name: 'x', purpose: 'transactional', fallbacks: {}, utm: null }
const made = (channel: 'email' | 'push', address: string, texts: Readonly<Record<string, string>>) => {
  const message = messageFrom(CONTENT, { sendKey: 'k', channel }, { ...CONTACT, address }, texts, new Date(0), LETTERHEAD)
  if (message.kind !== 'made') throw new Error(message.reason)
  return message.message
}

test('what leaves names images of ours with the public address, in mails and in push; others as they are', () => {
  expect(made('email', 'a@b.cn', { subject: 's', text: 't', html: `<body><img src="${PATH}"></body>` })).toMatchObject({
    html: expect.stringContaining(`<img src="https://care.shop.cn${PATH}">`) as string,
  })
  const target = JSON.stringify({ kind: 'fcm', token: 't' })
  const push = (imageUrl: string) => made('push', target, { title: 't', body: 'b', imageUrl })
  expect(push(PATH)).toMatchObject({ imageUrl: `https://care.shop.cn${PATH}` })
  expect(push('https://cdn.cn/a.png')).toMatchObject({ imageUrl: 'https://cdn.cn/a.png' })
  expect(push('')).toMatchObject({ imageUrl: null })
})
