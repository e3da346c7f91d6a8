import { expect, test } from 'vitest'
import { checkContent } from './check-content.ts'
import { contentFindings } from './content-findings.ts'
import { CONTENT_LIBRARY } from './content-library.ts'
import type { EmailLeaf, MessageContent } from './message-content.ts'

const mail = (subject: string, blocks: readonly EmailLeaf[], purpose: MessageContent['purpose'] = 'marketing'): MessageContent => ({
  name: 'Test',
  purpose,
  email: { subject: { zh: '', en: subject }, preheader: { zh: '', en: '' }, body: { kind: 'blocks', blocks: { zh: [], en: blocks } } },
  fallbacks: {},
  utm: null,
})
const codes = (content: MessageContent) => contentFindings(content).map(({ code, language }) => `${code} ${language}`)
const TEXT: EmailLeaf = { kind: 'text', text: 'A few words about the new tea of this spring.' }

test('a plain mail has nothing to say about', () => {
  expect(codes(mail('New tea', [TEXT]))).toEqual([])
})

test('what filters and readers dislike is found with its place, worst first', () => {
  const found = contentFindings(
    mail('BUY NOW!! ACT NOW', [
      { kind: 'image', src: 'https://a.example/i.png', alt: '', href: '' },
      { kind: 'button', text: 'Go', href: '' },
      { kind: 'text', text: '[bank.example](https://evil.example/x) {{ favouriteCategory }}' },
    ]),
  )
  expect(found.map(({ code, severity, place }) => [code, severity, place])).toEqual([
    ['no-address', 'error', 'email.blocks[1]'],
    ['link-differs', 'error', 'email.blocks[2]'],
    ['no-fallback', 'warning', 'email.blocks[2].text'],
    ['shouted-subject', 'warning', 'email.subject'],
    ['no-alt', 'warning', 'email.blocks[0].alt'],
    ['spam-words', 'hint', 'email.subject'],
  ])
  expect(codes(mail('A subject that goes on and on and never says what the mail is about', [TEXT]))).toEqual(['long-subject en'])
  expect(codes(mail('x', [{ kind: 'image', src: 'https://a.example/i.png', alt: 'Tea', href: '' }]))).toEqual(['image-only en'])
  expect(
    codes(mail('x', [{ kind: 'text', text: `[www.a.example](https://a.example/x) {{ shop.url }}/path ${'word '.repeat(5)}` }])),
  ).toEqual(['shop-url-goes-on en'])
})

test('a mail written by hand needs a way to unsubscribe, unless it is transactional', () => {
  const byHand = (purpose: MessageContent['purpose']): MessageContent => {
    const mjml = '<mjml><mj-body><mj-section><mj-column><mj-text>Hello there</mj-text></mj-column></mj-section></mj-body></mjml>'
    const { email: _email, ...rest } = mail('x', [], purpose)
    return {
      ...rest,
      email: { subject: { zh: '', en: 'x' }, preheader: { zh: '', en: '' }, body: { kind: 'mjml', mjml: { zh: '', en: mjml } } },
    }
  }
  expect(codes(byHand('marketing'))).toEqual(['no-unsubscribe en'])
  expect(codes(byHand('transactional'))).toEqual([])
})

test('a page above what Gmail shows, and long text messages, are told', () => {
  const long = Array.from({ length: 60 }, (): EmailLeaf => ({ kind: 'text', text: 'tea '.repeat(300) }))
  expect(codes(mail('x', long))).toEqual(['clipped en'])
  const sms = (text: string): MessageContent => ({
    name: 'Test',
    purpose: 'marketing',
    sms: { text: { zh: text, en: '' }, templates: {} },
    fallbacks: {},
    utm: null,
  })
  expect(codes(sms('新茶到店'))).toEqual(['no-refusal zh'])
  expect(codes(sms('新茶到店，拒收请回复R'))).toEqual([])
  expect(codes(sms(`${'茶'.repeat(600)}拒收请回复R`))).toEqual(['sms-too-long zh'])
})

test('every content of the library can be published as it is and is written in both languages', () => {
  expect(CONTENT_LIBRARY.length).toBeGreaterThanOrEqual(12)
  expect(new Set(CONTENT_LIBRARY.map(({ key }) => key)).size).toBe(CONTENT_LIBRARY.length)
  for (const { content } of CONTENT_LIBRARY) {
    checkContent(content, true)
    expect(contentFindings(content).filter(({ severity, code }) => severity === 'error' || code === 'no-refusal')).toEqual([])
    expect([content.email?.subject.zh, content.email?.subject.en, content.sms?.text.zh, content.sms?.text.en]).not.toContain('')
  }
})
