import { expect, test } from 'vitest'
import type { EmailBody, MessageContent } from '../content/message-content.ts'
import { imageFindings } from './image-findings.ts'
import type { StoredImage } from './image-ports.ts'
import type { ImageType } from './image-type.ts'

const NONE = { zh: '', en: '' }
const codeOf = (letter: string) => letter.repeat(22)
const image = (letter: string, type: ImageType = 'png', bytes = 1_000): StoredImage => ({
  id: letter,
  code: codeOf(letter),
  type,
  bytes,
  width: 8,
  height: 6,
  frames: 1,
  name: letter,
  alt: '',
  addedAt: new Date(0),
  addedBy: 'user:1',
})
const mail = (body: EmailBody, imageUrl = ''): MessageContent => ({
  name: 'x',
  purpose: 'marketing',
  email: { subject: { zh: '新品', en: '' }, preheader: NONE, body },
  ...(imageUrl === '' ? {} : { push: { title: NONE, body: NONE, url: '', imageUrl } }),
  fallbacks: {},
  utm: null,
})
const blocks = (...addresses: readonly string[]) =>
  mail({ kind: 'blocks', blocks: { zh: addresses.map((src) => ({ kind: 'image', src, alt: 'x', href: '' })), en: [] } })
const mjml = (zh: string) => mail({ kind: 'mjml', mjml: { zh, en: '' } })
const found = (content: MessageContent, known: readonly StoredImage[] = [], publicUrl = 'https://care.shop.cn') =>
  imageFindings(content, { publicUrl, known: new Map(known.map((one) => [one.code, one])) }).map(({ code, place }) => `${code} ${place}`)
const path = (letter: string, type = 'png') => `/i/${codeOf(letter)}.${type}`

test('images of ours that are there, at an address that customers reach, need no word', () => {
  expect(found(blocks(path('a'), path('b')), [image('a'), image('b')])).toEqual([])
  expect(found(blocks(`https://care.shop.cn${path('a')}`), [image('a')])).toEqual([])
})

test('without an address of the internet nobody would see them; images elsewhere do not need it', () => {
  expect(found(blocks(path('a'), path('a')), [image('a')], 'http://127.0.0.1:8080')).toEqual(['image-not-reached email.blocks[0].src'])
  expect(found(blocks('https://cdn.shop.cn/a.png'), [], 'http://127.0.0.1:8080')).toEqual(['image-elsewhere email.blocks[0].src'])
})

test('one that was removed is told at each place; one elsewhere once a host, a variable never', () => {
  expect(found(mail(blocks(path('a'), path('b')).email?.body ?? { kind: 'text', text: NONE }, path('a')), [image('b')])).toEqual([
    'image-gone email.blocks[0].src',
    'image-gone push.imageUrl',
  ])
  expect(found(blocks('https://a.cn/1.png', 'https://a.cn/2.png', 'http://b.cn/3.png', '{{ attributes.image }}'))).toEqual([
    'image-elsewhere email.blocks[0].src',
    'image-elsewhere email.blocks[2].src',
  ])
})

test('WebP, and more than a megabyte in a mail, counted once an image', () => {
  expect(found(blocks(path('a', 'webp')), [image('a', 'webp')])).toEqual(['image-webp email.blocks[0].src'])
  const heavy = [image('a', 'png', 600_000), image('b', 'png', 600_000)]
  expect(found(blocks(path('a'), path('b')), heavy)).toEqual(['images-heavy email.body'])
  expect(found(blocks(path('a'), path('a')), heavy)).toEqual([])
})

test('MJML by hand: its images, those of backgrounds, and images without alt', () => {
  const body = `<mj-hero background-url="${path('a')}"></mj-hero><mj-image src="https://a.cn/1.png" alt="茶" /><mj-image src="https://a.cn/2.png" alt="" />`
  expect(found(mjml(body))).toEqual(['image-gone email.body', 'image-elsewhere email.body', 'no-alt email.body'])
  expect(found(mjml(`<mj-image src="${path('a')}" alt="茶" />`), [image('a')])).toEqual([])
})
