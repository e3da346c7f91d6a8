import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail, BroadcastWhy } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail, ContentFindings, ContentPreview } from '#http/act/content-schemas.ts'
import type { Send } from '#http/decide/retain-schemas.ts'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Variants from the editor to the mailbox over real engines: each customer gets what they are at that moment, and it can be seen afterwards.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
let shop: ShopServer
let mailbox: Mailbox
let gold = ''

const both = (zh: string, en: string) => ({ zh, en })
const mail = (zh: string, en: string, address: string) => ({
  email: {
    subject: both(zh, en),
    preheader: both('', ''),
    body: {
      kind: 'blocks',
      blocks: { zh: [{ kind: 'button', text: '看', href: address }], en: [{ kind: 'button', text: 'See', href: address }] },
    },
  },
})
const HEAD = 'phone,email,email consent,member level,language'
const person = (i: number, level: string, language: string) => `1390000${1_000 + i},c${i}@example.com,yes,${level},${language}`
const load = async (...rows: readonly string[]) =>
  await shop.ended((await shop.startImport('customers.csv', [HEAD, ...rows].join('\n'), 'customers')).id)

const content = (segment: string) => ({
  name: 'Spring',
  purpose: 'marketing',
  ...mail('大家好', 'Hello all', 'https://shop.example/all'),
  fallbacks: {},
  utm: null,
  variants: [
    { id: 'vip', name: 'Gold members', when: { segment, language: null }, ...mail('金卡专享', '', 'https://shop.example/gold') },
    {
      id: 'english',
      name: 'Readers of English',
      when: { segment: null, language: 'en' },
      ...mail('', 'For you', 'https://shop.example/english'),
    },
  ],
})
const ask = (method: 'POST' | 'PUT', path: string, body?: object) => shop.admin.ask(method, path, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]
const publish = async (body: object): Promise<string> => {
  const { id } = (await ask('POST', '/contents', { content: body })).json<ContentDetail>()
  expect((await ask('POST', `/contents/${id}/publish`, { version: 1 })).statusCode).toBe(200)
  return id
}
const draft = async (contentId: string): Promise<string> => {
  const made = await ask('POST', '/broadcasts', {
    name: `Spring ${contentId.slice(-4)}`,
    audience: { all: [] },
    content: { id: contentId, version: 1 },
    channels: ['email'],
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: 'a word to everybody',
    expiresHours: 48,
    priority: 50,
    windowDays: 14,
    unitCosts: {},
  })
  expect(made.statusCode).toBe(201)
  const { id } = made.json<BroadcastDetail>().broadcast
  await shop.ended((await ask('POST', `/broadcasts/${id}/preview`)).json<{ id: string }>().id)
  return id
}
const seen = (id: string) => shop.get<BroadcastDetail>(`/broadcasts/${id}`)
const gotVariant = async (variant: string) =>
  (await shop.get<{ readonly items: readonly Send[] }>(`/sends?variant=${variant}`)).items[0]?.customerId ?? ''
const subjects = () => Object.fromEntries(mailbox.mails.map(({ to, subject }) => [to.split('@')[0], subject]))

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, { LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`, LIUKE_MAIL_FROM: 'care@shop.example' })
  await load(
    person(0, 'gold', 'zh-CN'),
    person(1, 'gold', 'en'),
    person(2, 'basic', 'en'),
    person(3, 'basic', 'zh-CN'),
    person(4, 'basic', 'zh-CN'),
  )
  gold = (await ask('POST', '/segments', { name: 'Gold', where: 'customer.member_level is "gold"' })).json<SavedSegment>().id
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

test('everybody gets the variant of what they are when the message is made, and it is known afterwards', async () => {
  const contentId = await publish(content(gold))
  const id = await draft(contentId)
  const before = await seen(id)
  expect(before.broadcast.preview?.sums).toMatchObject({ planned: 5, byVariant: { vip: 2, english: 1, base: 2 } })
  expect(before.variants).toEqual([
    { id: 'vip', name: 'Gold members', problem: null, sent: 0 },
    { id: 'english', name: 'Readers of English', problem: null, sent: 0 },
    { id: 'base', name: '', problem: null, sent: 0 },
  ])
  expect((await ask('POST', `/broadcasts/${id}/start`, { version: 1, confirm: before.asks })).statusCode).toBe(200)
  await followBroadcasts(shop.house)
  // One becomes a gold member, and one is none any more, after the plan and before the message.
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  await load(person(4, 'gold', 'zh-CN'), person(0, 'basic', 'zh-CN'))
  await shop.house.sender.drain()
  await followBroadcasts(shop.house)
  // What the gold variant leaves out in English is that of the content.
  expect(subjects()).toEqual({ c0: '大家好', c1: 'Hello all', c2: 'For you', c3: '大家好', c4: '金卡专享' })
  const after = await seen(id)
  expect(after.broadcast.sums.byVariant).toEqual({ vip: 2, english: 1, base: 2 })
  expect(after.variants.map(({ id: of, sent }) => [of, sent])).toEqual([
    ['vip', 2],
    ['english', 1],
    ['base', 2],
  ])
  const list = async (query: string) =>
    (await shop.get<{ readonly items: readonly Send[] }>(`/sends?runId=${id}${query}`)).items.map(({ variant }) => variant)
  expect(await list('&variant=english')).toEqual([{ id: 'english', name: 'Readers of English' }])
  expect(await list('&variant=base')).toEqual([
    { id: 'base', name: '' },
    { id: 'base', name: '' },
  ])
  const why = async (who: string) => (await shop.get<BroadcastWhy>(`/broadcasts/${id}/customers/${who}`)).send?.variant
  expect(await why(await gotVariant('english'))).toEqual({ id: 'english', name: 'Readers of English' })
  expect(await why(await gotVariant('base'))).toEqual({ id: 'base', name: '' })
  const next = await draft(contentId)
  const would = (await shop.get<BroadcastWhy>(`/broadcasts/${next}/customers/${await gotVariant('english')}`)).would
  expect(would?.variant).toEqual({ id: 'english', name: 'Readers of English' })
  const file = await shop.admin.ask('GET', `/sends.csv?runId=${id}&language=en`)
  expect(file.body.split('\n')[0]).toContain('Variant')
  expect([file.body.match(/Gold members/gu)?.length, file.body.match(/Default/gu)?.length]).toEqual([2, 2])
})

test('links of a variant lead where its author wrote', async () => {
  const found = mailbox.mails.find(({ to }) => to === 'c4@example.com')
  const link = /href="([^"]*\/l\/[^"]+)"/u.exec(found?.html ?? '')?.[1] ?? ''
  const clicked = await shop.server.app.inject({ method: 'GET', url: new URL(link).pathname, headers: { 'user-agent': 'Mozilla/5.0' } })
  expect([clicked.statusCode, clicked.headers.location]).toEqual([302, 'https://shop.example/gold'])
})

test('a preview shows the variant that a customer gets and why, or the one that is asked for', async () => {
  const english = await gotVariant('english')
  const preview = async (more: object) =>
    (await ask('POST', '/contents/preview', { content: content(gold), channel: 'email', ...more })).json<ContentPreview>()
  const own = await preview({ customerId: english })
  expect([own.variant?.id, own.texts['subject'], own.language]).toEqual(['english', 'For you', 'en'])
  expect(own.variants).toEqual([
    { id: 'vip', name: 'Gold members', segment: 'Gold', reason: 'not_in_segment' },
    { id: 'english', name: 'Readers of English', segment: '', reason: 'taken' },
  ])
  expect((await preview({ customerId: english, variant: 'vip', language: 'zh' })).texts['subject']).toBe('金卡专享')
  const example = await preview({ variant: 'vip' })
  expect([example.variant, example.texts['subject'], example.variants]).toEqual([{ id: 'vip', name: 'Gold members' }, '金卡专享', []])
  expect((await preview({})).texts['subject']).toBe('大家好')
  expect(outcome(await ask('POST', '/contents/preview', { content: content(gold), channel: 'email', variant: 'nobody' }))).toEqual([
    400,
    'content-no-variant',
  ])
})

test('a segment that was put away is told before publishing and at the review, and nobody gets its variant', async () => {
  const contentId = await publish({ ...content(gold), name: 'Autumn' })
  const id = await draft(contentId)
  expect((await seen(id)).asks).not.toContain('variant_lost')
  expect((await ask('PUT', `/segments/${gold}/archived`, { archived: true })).statusCode).toBe(200)
  const found = (await ask('POST', '/contents/findings', { content: content(gold) })).json<ContentFindings>().items
  expect(found.filter(({ severity }) => severity === 'error').map(({ code, variant }) => [code, variant])).toEqual([
    ['variant-segment-gone', 'Gold members'],
  ])
  const other = (await ask('POST', '/contents', { content: content(gold) })).json<ContentDetail>()
  expect(outcome(await ask('POST', `/contents/${other.id}/publish`, { version: 1 }))).toEqual([409, 'content-variant-lost'])
  const late = await seen(id)
  expect(late.asks).toContain('variant_lost')
  expect(late.variants.map(({ problem }) => problem)).toEqual(['archived', null, null])
  const members = (await shop.get<{ readonly items: readonly Send[] }>('/sends?variant=vip')).items.map(({ customerId }) => customerId)
  const shown = await Promise.all(
    members.map((customerId) => ask('POST', '/contents/preview', { content: content(gold), channel: 'email', customerId })),
  )
  const answers = shown.map((one) => one.json<ContentPreview>())
  expect(answers.map(({ variants }) => variants[0]?.reason)).toEqual(['segment_gone', 'segment_gone'])
  expect(answers.map(({ variant }) => variant?.id ?? 'base').toSorted()).toEqual(['base', 'english'])
})
