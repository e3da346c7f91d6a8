import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkContent } from './check-content.ts'
import { compileForm } from './compile-content.ts'
import { LinkList, withUtm } from './content-links.ts'
import { contentValues } from './content-values.ts'
import type { EmailBlock, MessageContent } from './message-content.ts'
import { renderForm } from './render-form.ts'
import { mapText, TagKeeper, templateParts } from './template-parts.ts'
import { withFallbacks } from './variables.ts'

const both = (zh: string, en = zh) => ({ zh, en })
const mail = (blocks: readonly EmailBlock[], more: Partial<MessageContent> = {}): MessageContent => ({
  name: 'Test',
  purpose: 'marketing',
  email: {
    subject: both('你好 {{ customer.firstName }}', 'Hello {{ customer.firstName }}'),
    preheader: both(''),
    body: { kind: 'blocks', blocks: { zh: blocks, en: blocks } },
  },
  fallbacks: {},
  utm: null,
  ...more,
})
const sms = (text: string, more: Partial<MessageContent> = {}): MessageContent => ({
  name: 'Test',
  purpose: 'marketing',
  sms: { text: both(text), templates: {} },
  fallbacks: {},
  utm: null,
  ...more,
})
const VALUES = contentValues({
  letterhead: { shopName: both('茶铺', 'Tea & Co'), timeZone: 'Asia/Shanghai' },
  language: 'en',
  name: 'Anna <b>Smith',
  facts: {
    tier: both('新客户', 'New'),
    daysSinceLastOrder: 12,
    favouriteCategory: 'Oolong',
    attributes: { size: '<L>' },
    tags: {},
    products: ['A & B'],
  },
  said: { daysSinceLastOrder: null, favouriteCategory: '' },
  offer: null,
  given: null,
  couponCode: 'X',
  shopUrl: 'https://s.example/c/1',
  unsubscribeUrl: 'https://s.example/u/1',
  now: new Date('2026-03-01T00:00:00Z'),
})
const made = (content: MessageContent, channel: 'email' | 'sms', values = VALUES) => {
  const form = compileForm(content, channel, 'en')
  if (form === null) throw new Error('no form')
  const links = Object.fromEntries(form.urls.map((_url, i) => [`l${i}`, `https://s.example/l/${i}`]))
  return renderForm(form, values, content.fallbacks, 'en', links)
}
const problem = (work: () => void): unknown => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details['place'] ?? error.details['part'], error.details['name'] ?? ''] : error
  }
}

test('values are escaped in the page and stand as they are in the text', () => {
  const rendered = made(
    mail([
      { kind: 'text', text: 'Size {{ attributes.size }} & <i>' },
      { kind: 'products', count: 2 },
    ]),
    'email',
  )
  if (rendered.kind !== 'rendered') throw new Error(rendered.detail)
  expect(rendered.texts['html']).toContain('Size &lt;L&gt; &amp; &lt;i&gt;')
  expect(rendered.texts['html']).toContain('A &amp; B')
  expect(rendered.texts['html']).not.toContain('<L>')
  expect(rendered.texts['html']).not.toContain('fonts.googleapis')
  expect(rendered.texts['text']).toContain('Size <L> & <i>')
  expect(rendered.texts['text']).toContain('- A & B')
  expect(rendered.texts['subject']).toBe('Hello Anna')
})

test('every variable that is missing is named at once, and none that only a condition asks for', () => {
  const content = sms('{{ tags.colour }} {{ attributes.city }}{% if tags.taste %} {{ tags.taste }}{% endif %} {{ tags.tea }}')
  expect(made(content, 'sms')).toMatchObject({ detail: 'tags.colour', missing: ['tags.colour', 'attributes.city', 'tags.tea'] })
})

test('a variable without a value and without a fallback stops the message and is named whole', () => {
  const content = sms('Your tier: {{ tags.colour }}.')
  expect(made(content, 'sms')).toEqual({ kind: 'not_made', reason: 'variable_missing', detail: 'tags.colour', missing: ['tags.colour'] })
  expect(made({ ...content, fallbacks: { 'tags.colour': both('无', 'none') } }, 'sms')).toMatchObject({
    texts: { text: 'Your tier: none.' },
  })
  // In a condition and before `default` it is asked for and not put in.
  // `size` is a word of the engine: without a value it must not become a count.
  expect(made(sms('Size {{ tags.size }}'), 'sms')).toMatchObject({ reason: 'variable_missing', detail: 'tags.size' })
  expect(made(sms('{% if tags.colour %}x{% endif %}{{ tags.size | default: "any" }}'), 'sms')).toMatchObject({ texts: { text: 'any' } })
})

test('a name of the author’s own for a value that is missing stops the message too, unless it is only asked for', () => {
  const missing = { kind: 'not_made', reason: 'variable_missing', detail: 'tags.size', missing: ['tags.size'] }
  expect(made(sms('{% assign n = tags.size %}Size {{ n }}'), 'sms')).toEqual(missing)
  expect(made(sms('{% assign n = "M" %}{% assign n = tags.size | upcase %}{% assign m = n %}Size {{ m }}'), 'sms')).toEqual(missing)
  expect(
    made(sms('{% assign n = tags.size %}{% if n %}Size {{ n }}{% else %}Any size{% endif %}{{ n | default: "!" }}'), 'sms'),
  ).toMatchObject({ texts: { text: 'Any size!' } })
})

test('fallbacks never replace what is known, nor what they are given', () => {
  const before = structuredClone(VALUES)
  expect(withFallbacks(VALUES, { 'customer.firstName': both('朋友', 'friend'), 'coupon.code': both('C') }, 'en')).toMatchObject({
    customer: { firstName: 'Anna', tier: 'New' },
    coupon: { code: 'C' },
  })
  expect(VALUES).toEqual(before)
})

test('links of the author become placeholders, with the tags of the content, and no address of a value does', () => {
  const links = new LinkList({ source: 'liuke', medium: '', campaign: 'may' })
  expect(links.inText('See https://a.example/x?q=1. 再看https://b.example/y，好 {{ attributes.site }}')).toBe(
    'See {{ link.l0 }}. 再看{{ link.l1 }}，好 {{ attributes.site }}',
  )
  expect(links.urls).toEqual([
    'https://a.example/x?q=1&utm_source=liuke&utm_campaign=may',
    'https://b.example/y?utm_source=liuke&utm_campaign=may',
  ])
  expect(links.inText('https://c.example/{{ coupon.code }}')).toBe('https://c.example/{{ coupon.code }}')
  expect(withUtm('javascript:alert(1)', null)).toBeNull()
  expect(withUtm('https://u:p@a.example/', null)).toBeNull()
})

test('a mail counts each of its links once, in the page and in the text', () => {
  const content = mail([
    { kind: 'button', text: 'Go', href: 'https://a.example/?a=1&b=2' },
    { kind: 'text', text: 'or [here](https://a.example/?a=1&b=2) **now**' },
  ])
  const form = compileForm(content, 'email', 'en')
  expect(form?.urls).toEqual(['https://a.example/?a=1&b=2'])
  const rendered = made(content, 'email')
  if (rendered.kind !== 'rendered') throw new Error(rendered.detail)
  expect(rendered.texts['html']?.split('https://s.example/l/0')).toHaveLength(3)
  expect(rendered.texts['html']).toContain('<strong>now</strong>')
  expect(rendered.texts['text']).toContain('Go: https://s.example/l/0')
})

test('what is wrong is told with its place', () => {
  expect(problem(() => checkContent(sms('Hi {{ customer.phone }}'), false))).toEqual(['template-invalid', 'sms.text', 'customer.phone'])
  expect(problem(() => checkContent(mail([{ kind: 'divider' }, { kind: 'text', text: '{% include "x" %}' }]), false))).toEqual([
    'template-invalid',
    'email.blocks[1].text',
    'include',
  ])
  expect(problem(() => checkContent(mail([{ kind: 'button', text: 'x', href: 'javascript:alert(1)' }]), false))).toEqual([
    'content-wrong',
    'email.blocks[0].href',
    '',
  ])
  expect(problem(() => checkContent(sms('ok', { fallbacks: { 'customer.phone': both('x') } }), false))).toEqual([
    'content-wrong',
    'fallbacks.customer.phone',
    '',
  ])
  const pieces = (n: number) => mail(Array.from({ length: n }, () => ({ kind: 'piece', tags: [], optional: false })))
  expect(problem(() => checkContent(pieces(5), false))).toBeNull()
  expect(problem(() => checkContent(pieces(6), false))).toEqual(['content-wrong', 'email.blocks', ''])
  expect(problem(() => checkContent(sms(''), true))).toEqual(['content-wrong', 'sms.text', ''])
  expect(problem(() => checkContent(sms(''), false))).toBeNull()
  const mjml = (text: string): MessageContent => ({
    ...mail([]),
    email: { subject: both('s'), preheader: both(''), body: { kind: 'mjml', mjml: both(text) } },
  })
  expect(problem(() => checkContent(mjml('<mjml><mj-body><mj-include path="/etc/passwd" /></mj-body></mjml>'), false))).toEqual([
    'mjml-wrong',
    'email.body',
    '',
  ])
  for (const wrong of ['<mjml><mj-body>', '<mjml><mj-body><mj-nothing /></mj-body></mjml>', 'hello']) {
    expect(problem(() => checkContent(mjml(wrong), false))).toEqual(['mjml-wrong', 'email.body', ''])
  }
  expect(
    problem(() =>
      checkContent(
        mjml(
          '<mjml><mj-body><mj-section><mj-column><mj-button href="{{ shop.url | default: "x" }}">{{ offer.label }}</mj-button></mj-column></mj-section></mj-body></mjml>',
        ),
        true,
      ),
    ),
  ).toBeNull()
})

test('tags are cut out of a text and put back as they were', () => {
  for (const text of ['a {{ b }} c {% if d < "}" %}e{% endif %}', '{{ open', '{% x %}{{ y }}', 'lqtag0z {{ a }}']) {
    expect(
      templateParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  }
  const tags = new TagKeeper()
  expect(tags.show(tags.hide('x="{{ a | default: "b" }}"'))).toBe('x="{{ a | default: "b" }}"')
  expect(mapText('a{{ a }}a', (text) => text.toUpperCase())).toBe('A{{ a }}A')
})
