import { describe, expect, test } from 'vitest'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { composeEmail, languageOf, messageIdOf } from './compose-email.ts'
import type { Letterhead } from './compose-email.ts'
import type { ClaimedSend } from './send-store.ts'
import { readToken, signToken } from './signed-token.ts'

const DEFINITION = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
const NOW = new Date('2026-03-01T00:00:00Z')
const LETTERHEAD: Letterhead = {
  shopName: { zh: '山前茶社', en: 'Hillside Tea' },
  shopUrl: 'https://shop.example.com/',
  fromAddress: 'care@shop.example.com',
  publicUrl: 'https://liuke.example.com',
  defaultLanguage: 'zh',
  tokenSecret: Buffer.alloc(32, 1),
  timeZone: 'Asia/Shanghai',
}
const send = (sendKey: string, daysSinceLastOrder: number | null = 80): ClaimedSend => ({
  sendKey,
  decisionId: 'd',
  runId: 'r',
  customerId: 'c',
  source: { kind: 'strategy', id: 'lapsed-coupon' },
  sourceVersion: 1,
  step: 1,
  content: null,
  purpose: 'marketing',
  priority: 0,
  nextChannels: [],
  expiresAt: null,
  channel: 'email',
  attempts: 0,
  repeatUntil: null,
  plannedAt: NOW,
  draw: null,
  variables: { daysSinceLastOrder, favouriteCategory: '' },
})
const contact = (name: string, language = 'en', address = 'a@example.com') => ({
  customerId: 'c',
  address,
  language,
  name,
  consent: true,
  suppressed: false,
})
const compose = (key: string, who = contact('Anna Example'), definition = DEFINITION) =>
  composeEmail(send(key), definition, who, LETTERHEAD, NOW)

test('says it in the language of the person, by name, with offer, code and last day', () => {
  const zh = compose('k:1', contact('张小明', 'zh-CN'))
  expect(zh.subject).toBe('张小明，我们为您留了一份心意')
  expect(zh.text).toMatch(/80 天.*全场九折券，券码 [2-9A-Z]{5}-[2-9A-Z]{5}，2026年3月15日/s)
  const en = compose('k:1')
  expect(en.subject).toBe('Anna, we kept something for you')
  expect(en.text).toContain('10% off everything')
  expect(en.html).toContain('lang="en"')
  expect(compose('k:1', contact('', '')).subject).toBe('您好，我们为您留了一份心意')
  expect(languageOf({ language: 'fr' }, LETTERHEAD)).toBe('en')
})

test('one click ends it: the header and the footer carry a link that only we can have signed', () => {
  const mail = compose('k:1')
  const link = /^<(.+)>$/.exec(mail.headers['List-Unsubscribe'] ?? '')?.[1] ?? ''
  expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  expect(mail.text).toContain(link)
  expect(mail.html).toContain(link)
  expect(readToken(LETTERHEAD.tokenSecret, 'unsubscribe', link.split('/u/')[1] ?? '')).toBe('k:1')
})

test('a second try of a send is recognisably the same message', () => {
  expect(compose('k:1')).toEqual(compose('k:1'))
  expect(messageIdOf('k:1', 'care@shop.example.com')).toMatch(/^<[0-9a-f]{32}@shop\.example\.com>$/)
  expect(compose('k:2').messageId).not.toBe(compose('k:1').messageId)
  expect(compose('k:2').text).not.toContain(/[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(compose('k:1').text)?.[0])
})

test('nothing of one person reaches the next message', () => {
  compose('k:1', contact('Secret Person', 'en', 'secret@example.com'))
  const sparse = composeEmail(send('k:2', null), DEFINITION, contact(''), LETTERHEAD, NOW)
  expect(JSON.stringify(sparse)).not.toMatch(/secret/i)
  expect(sparse.text).toContain('Hello there')
  expect(sparse.text).not.toContain('days since')
})

test('what an author writes is text: markup shows as it was typed, values are escaped once, and links stay links', () => {
  const body = '<b>Bold</b> & "{{ shop.name }}" {{ customer.firstName | escape }}\n\n<img src=x onerror=alert(1)>\n{{ shop.url }}'
  const definition = { ...DEFINITION, content: { ...DEFINITION.content, body: { zh: body, en: body } } }
  const mail = composeEmail(send('k:1'), definition, contact("O'Neil<i>"), { ...LETTERHEAD, shopName: { zh: 'A & B', en: 'A & B' } }, NOW)
  expect(mail.html).toContain('&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;A &amp; B&quot; O&#39;Neil&lt;i&gt;')
  expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;<br><a href="https://liuke.example.com/c/')
  expect(mail.text).toContain(`<b>Bold</b> & "A & B" O'Neil<i>`)
})

describe('hostile values', () => {
  test('a name cannot add a header or markup', () => {
    const definition = {
      ...DEFINITION,
      content: { ...DEFINITION.content, subject: { zh: '{{ customer.firstName }}', en: '{{ customer.firstName }}' } },
    }
    const mail = compose('k:1', contact('<script>alert(1)</script>\r\nBcc:x@example.com'), definition)
    expect(mail.subject).not.toMatch(/[\r\n]/)
    expect(mail.html).not.toContain('<script>')
    expect(mail.html).toContain('&lt;script&gt;')
  })

  test.each(['', 'abc', 'abc.def', `${Buffer.from('k:1').toString('base64url')}.AAAA`, 'x'.repeat(5_000)])(
    'the token %j is refused',
    (token) => {
      expect(() => readToken(LETTERHEAD.tokenSecret, 'unsubscribe', token)).toThrow(expect.objectContaining({ code: 'link-invalid' }))
    },
  )

  test('a link of one purpose does not serve another, nor one of another installation', () => {
    const open = signToken(LETTERHEAD.tokenSecret, 'open', 'k:1')
    expect(() => readToken(LETTERHEAD.tokenSecret, 'unsubscribe', open)).toThrow('not valid')
    expect(() => readToken(Buffer.alloc(32, 2), 'open', open)).toThrow('not valid')
    expect(readToken(LETTERHEAD.tokenSecret, 'open', open)).toBe('k:1')
  })
})
