import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { NoAnswer } from '../providers/provider.ts'
import { contentAddresses } from './content-addresses.ts'
import { LinkChecker } from './link-checker.ts'
import type { Visit } from './link-checker.ts'
import { verdictOfSilence, verdictOfStatus } from './link-verdict.ts'
import type { MessageContent } from './message-content.ts'

const CONTENT: MessageContent = {
  name: 'Tea',
  purpose: 'marketing',
  email: {
    subject: { zh: '新茶', en: 'New tea' },
    preheader: { zh: '', en: '' },
    body: {
      kind: 'blocks',
      blocks: {
        zh: [
          { kind: 'button', text: '看新茶', href: 'https://shop.example/new?a=1&b=2' },
          { kind: 'image', src: 'https://img.example/tea.png?w=1&h=2', alt: '茶', href: '' },
          { kind: 'text', text: '去 [这里](https://shop.example/{{ customer.id }})，或 {{ shop.url }}' },
        ],
        en: [],
      },
    },
  },
  sms: { text: { zh: '新茶：https://shop.example/gone', en: 'Tea: https://shop.example/gone' }, templates: {} },
  fallbacks: {},
  utm: null,
}

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'))
const check = async (visit: Visit, content = CONTENT) =>
  await new LinkChecker({ visit, shopUrl: 'https://shop.example/', clock }).check(content)

test('every address that the author wrote is there once, with the channels that have it', () => {
  expect(contentAddresses(CONTENT, 'https://shop.example/')).toEqual([
    { url: 'https://shop.example/new?a=1&b=2', kind: 'link', channels: ['email'] },
    { url: 'https://shop.example/', kind: 'link', channels: ['email'] },
    { url: 'https://img.example/tea.png?w=1&h=2', kind: 'picture', channels: ['email'] },
    { url: 'https://shop.example/gone', kind: 'link', channels: ['sms'] },
  ])
})

test('a link that only a variant has is visited too', () => {
  const sms = { text: { zh: '贵宾：https://shop.example/vip', en: '' }, templates: {} }
  const variants = [{ id: 'v1', name: 'VIP', when: { segment: '00000000-0000-7000-8000-000000000001', language: null }, sms }]
  expect(contentAddresses({ ...CONTENT, variants }, 'https://shop.example/').map(({ url }) => url)).toContain('https://shop.example/vip')
})

test('a page that is gone and a host that is none are broken; what refuses programs is not sure', () => {
  expect([404, 410, 500, 503].map((status) => verdictOfStatus(status).verdict)).toEqual(['broken', 'broken', 'broken', 'broken'])
  expect([401, 403, 429, 999].map((status) => verdictOfStatus(status).verdict)).toEqual(['unsure', 'unsure', 'unsure', 'unsure'])
  expect([200, 206].map((status) => verdictOfStatus(status).verdict)).toEqual(['works', 'works'])
  expect(verdictOfSilence('name_not_found').verdict).toBe('broken')
  expect(verdictOfSilence('timeout').verdict).toBe('unsure')
  expect(verdictOfSilence('address_not_allowed').verdict).toBe('not_visited')
})

test('broken ones stand first, redirects are followed hop by hop, and a refused HEAD is asked again by GET', async () => {
  const visited: string[] = []
  const { items } = await check((url, { method }) => {
    visited.push(`${method} ${url}`)
    if (url === 'https://shop.example/') return Promise.resolve({ status: 301, headers: { location: '/home' } })
    if (url === 'https://shop.example/home') return Promise.resolve({ status: method === 'HEAD' ? 405 : 200, headers: {} })
    if (url.includes('/gone')) return Promise.resolve({ status: 404, headers: {} })
    if (url.includes('img.example')) return Promise.reject(new NoAnswer(false, 'name_not_found'))
    return Promise.resolve({ status: 200, headers: {} })
  })
  expect(items.map(({ url, verdict, reason }) => [url, verdict, reason])).toEqual([
    ['https://img.example/tea.png?w=1&h=2', 'broken', 'name_not_found'],
    ['https://shop.example/gone', 'broken', 'http'],
    ['https://shop.example/new?a=1&b=2', 'works', ''],
    ['https://shop.example/', 'works', ''],
  ])
  expect(visited.filter((one) => one.endsWith('/home') || one.endsWith('example/'))).toEqual([
    'HEAD https://shop.example/',
    'HEAD https://shop.example/home',
    'GET https://shop.example/',
    'GET https://shop.example/home',
  ])
})

test('a circle of redirects ends, and no check goes on for ever', async () => {
  const round = await check(() => Promise.resolve({ status: 302, headers: { location: '/again' } }))
  expect(new Set(round.items.map(({ verdict, reason }) => `${verdict} ${reason}`))).toEqual(new Set(['broken redirects']))
  let visits = 0
  const slow = await check(() => {
    visits += 1
    clock.moveTo(new Date(clock.now().getTime() + 30_000))
    return Promise.reject(new NoAnswer(true, 'timeout'))
  })
  expect([visits < 4, slow.items.every(({ verdict }) => verdict === 'unsure')]).toEqual([true, true])
})

test('of very many addresses the first are visited, and how many are left is said', async () => {
  const text = Array.from({ length: 45 }, (_, i) => `https://a.example/${i}`).join(' ')
  const other = Array.from({ length: 45 }, (_, i) => `https://b.example/${i}`).join(' ')
  const { items, left } = await check(() => Promise.resolve({ status: 200, headers: {} }), {
    name: 'Many',
    purpose: 'marketing',
    sms: { text: { zh: text, en: other }, templates: {} },
    fallbacks: {},
    utm: null,
  })
  expect([items.length, left]).toEqual([60, 30])
})
