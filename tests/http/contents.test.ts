import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ClaimedSend } from '#act/send-store.ts'
import type { ContentDetail, ContentLinkCheck, ContentPage, ContentVersions } from '#http/act/content-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T04:00:00Z'))
let shop: ShopServer
let customer: string

const CONTENT = {
  name: 'Spring tea',
  purpose: 'marketing',
  email: {
    subject: { zh: '{{ customer.firstName }}，新茶到了', en: 'New tea, {{ customer.firstName }}' },
    preheader: { zh: '', en: '' },
    body: {
      kind: 'blocks',
      blocks: { zh: [{ kind: 'button', text: '看新茶', href: 'https://shop.example/new' }], en: [] },
    },
  },
  sms: {
    text: { zh: '新茶到店：https://shop.example/new', en: '' },
    templates: { '*': { code: 'SMS_1', params: [{ name: 'name', value: '{{ customer.firstName }}' }] } },
  },
  agent_task: {
    title: { zh: '回访', en: 'Call' },
    script: { zh: '上次下单 {{ daysSinceLastOrder }} 天前', en: 'Last order {{ daysSinceLastOrder }} days ago' },
    slaHours: 24,
  },
  fallbacks: { 'customer.firstName': { zh: '茶友', en: 'friend' } },
  utm: null,
}

beforeAll(async () => {
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  const file = [
    'phone,email,name,email consent,favourite colour',
    '13900001000,c1@example.com,李雷,yes,red',
    '13900001001,c2@example.com,,yes,',
  ].join('\n')
  await shop.ended((await shop.startImport('customers.csv', file, 'customers')).id)
  const [one] = await shop.house.db.selectFrom('customers').select('id').orderBy('masked_name', 'desc').execute()
  customer = one?.id ?? ''
})
afterAll(() => shop?.close())

const create = (content: object = CONTENT) => shop.admin.ask('POST', '/contents', { content })
const made = async () => (await create()).json<ContentDetail>()
const code = ({ statusCode, json }: Awaited<ReturnType<typeof create>>) => [statusCode, json<{ code?: string }>().code]

test('a content is saved by version, published, and put away', async () => {
  const first = await made()
  expect(first).toMatchObject({ version: 1, published: null, state: 'draft', channels: ['email', 'sms', 'agent_task'], content: CONTENT })
  const save = (base: number) => shop.admin.ask('PUT', `/contents/${first.id}`, { base, content: { ...CONTENT, name: 'Spring' } })
  expect((await save(1)).json()).toMatchObject({ version: 2, published: null, name: 'Spring' })
  expect(code(await save(1))).toEqual([409, 'content-changed'])
  const publish = (version: number) => shop.admin.ask('POST', `/contents/${first.id}/publish`, { version })
  expect(code(await publish(1))).toEqual([409, 'content-changed'])
  expect((await publish(2)).json()).toMatchObject({ published: 2, state: 'published' })
  expect(await shop.get<ContentVersions>(`/contents/${first.id}/versions`)).toMatchObject({ items: [{ version: 2 }, { version: 1 }] })
  expect(await shop.get(`/contents/${first.id}/versions/1`)).toMatchObject({ version: 1, content: { name: 'Spring tea' } })
  expect((await shop.admin.ask('PUT', `/contents/${first.id}/archived`, { archived: true })).json()).toMatchObject({ state: 'archived' })
  expect(code(await save(2))).toEqual([409, 'content-archived'])
  expect((await shop.get<ContentPage>('/contents?q=SPRING')).items).toEqual([])
  expect((await shop.get<ContentPage>('/contents?q=SPRING&state=archived')).items).toHaveLength(1)
})

test('pages of the list meet without a gap', async () => {
  for (let i = 0; i < 3; i += 1) {
    clock.moveTo(new Date(clock.now().getTime() + 1_000))
    await create({ ...CONTENT, name: `Page ${i}` })
  }
  const first = await shop.get<ContentPage>('/contents?q=page&limit=2')
  expect([first.items.map(({ name }) => name), first.total]).toEqual([['Page 2', 'Page 1'], 3])
  const second = await shop.get<ContentPage>(`/contents?q=page&limit=2&cursor=${first.nextCursor}`)
  expect([second.items.map(({ name }) => name), second.nextCursor]).toEqual([['Page 0'], null])
  expect((await shop.admin.ask('GET', '/contents?cursor=bm8')).statusCode).toBe(400)
})

test('what is wrong is refused with its place', async () => {
  const wrong = await create({ ...CONTENT, push: { title: { zh: '{{ x }}', en: '' }, body: { zh: '', en: '' }, url: '', imageUrl: '' } })
  expect(wrong.json()).toMatchObject({ status: 400, code: 'template-invalid', params: { part: 'push.title', name: 'x' } })
  expect(code(await create({ ...CONTENT, surprise: 1 }))).toEqual([400, 'unknown-parameter'])
  expect((await shop.admin.ask('GET', '/contents/00000000-0000-7000-8000-000000000009')).statusCode).toBe(404)
})

const sendOf = (id: string, channel: ClaimedSend['channel'], customerId = customer): ClaimedSend => ({
  sendKey: `run:${customerId}:${channel}`,
  decisionId: null,
  runId: 'run',
  customerId,
  source: { kind: 'broadcast', id: 'b1' },
  sourceVersion: 1,
  step: 1,
  content: { id, version: 1 },
  purpose: 'marketing',
  priority: 0,
  nextChannels: [],
  expiresAt: null,
  channel,
  attempts: 0,
  repeatUntil: null,
  plannedAt: clock.now(),
  draw: null,
  variables: { daysSinceLastOrder: null, favouriteCategory: '' },
})

test('messages are made of a published content, and their links lead where the author wrote', async () => {
  const { id } = await made()
  await shop.admin.ask('POST', `/contents/${id}/publish`, { version: 1 })
  const { contentMaker } = shop.house
  const contact = { customerId: customer, address: 'c1@example.com', language: 'zh-CN', name: '', consent: true, suppressed: false }
  const [mail, sms] = await contentMaker.make(
    [
      { send: sendOf(id, 'email'), contact },
      { send: sendOf(id, 'sms'), contact: { ...contact, address: '+8613900001000', name: '李雷' } },
    ],
    clock.now(),
  )
  if (mail?.kind !== 'made' || mail.message.channel !== 'email') throw new Error(JSON.stringify(mail))
  expect(mail.message.subject).toBe('茶友，新茶到了')
  expect(mail.message.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  const link = /href="([^"]*\/l\/[^"]+)"/u.exec(mail.message.html)?.[1] ?? ''
  const go = async (url: string) =>
    await shop.server.app.inject({ method: 'GET', url: new URL(url).pathname, headers: { 'user-agent': 'Mozilla/5.0' } })
  const clicked = await go(link)
  expect([clicked.statusCode, clicked.headers.location]).toEqual([302, 'https://shop.example/new'])
  // A code of one link with the signature of another leads nowhere.
  const other = link.replace(/\/l\/[^/]+/u, '/l/AAAAAAAAAAAA')
  expect((await go(other)).statusCode).toBe(404)

  if (sms?.kind !== 'made' || sms.message.channel !== 'sms') throw new Error(JSON.stringify(sms))
  expect(sms.message.template).toEqual({ code: 'SMS_1', params: [{ name: 'name', value: '李雷' }] })
  // Marketing to mainland China tells how to refuse, once.
  expect(sms.message.text.endsWith(' 拒收请回复R')).toBe(true)
  expect(sms.text.text).toBe(sms.message.text)
  const short = /新茶到店：(\S+)/u.exec(sms.message.text)?.[1] ?? ''
  expect((await go(short)).headers.location).toBe('https://shop.example/new')
})

test('a customer without a value gets no message, and the name of the variable is told', async () => {
  const { id } = await made()
  const contact = { customerId: customer, address: null, language: '', name: '', consent: null, suppressed: false }
  expect(await shop.house.contentMaker.makeOwn([{ send: sendOf(id, 'agent_task'), contact }], clock.now())).toEqual([
    { kind: 'not_made', reason: 'variable_missing', detail: 'daysSinceLastOrder', missing: ['daysSinceLastOrder'] },
  ])
  expect(await shop.house.contentMaker.makeOwn([{ send: sendOf(id, 'webhook'), contact }], clock.now())).toMatchObject([
    { reason: 'no_form' },
  ])
})

test('a content is previewed with examples, and as a customer whose name is masked for those who may not see it', async () => {
  const preview = (body: object) => shop.admin.ask('POST', '/contents/preview', { content: CONTENT, ...body })
  const example = (await preview({ channel: 'email', language: 'zh' })).json<{ texts: Record<string, string>; made: boolean }>()
  expect([example.made, example.texts['subject']]).toEqual([true, '李雷，新茶到了'])
  expect(example.texts['html']).toContain('href="https://shop.example/new"')
  const real = (await preview({ channel: 'agent_task', customerId: customer, language: 'en' })).json()
  expect(real).toMatchObject({ made: false, reason: 'variable_missing', detail: 'daysSinceLastOrder', nameShown: true })
  expect((await preview({ channel: 'push' })).json()).toMatchObject({ status: 400, code: 'content-no-form' })
  expect((await preview({ channel: 'sms', customerId: '00000000-0000-7000-8000-000000000009' })).statusCode).toBe(404)
})

test('links are visited when somebody asks, at public addresses alone', async () => {
  const site = createServer((request, response) => {
    response.statusCode = request.url === '/gone' ? 404 : 200
    response.end()
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void site.close())
  const { port } = site.address() as AddressInfo
  const text = [`http://127.0.0.1:${port}/gone`, `http://127.0.0.1:${port}/there`, 'https://10.0.0.1/inside', 'http://plain.example/'].join(
    ' ',
  )
  const check = await shop.admin.ask('POST', '/contents/links', {
    content: { ...CONTENT, email: undefined, agent_task: undefined, sms: { text: { zh: text, en: '' }, templates: {} } },
  })
  const { items, left } = check.json<ContentLinkCheck>()
  expect(items.map(({ url, verdict, reason, status }) => [new URL(url).pathname, verdict, reason, status])).toEqual([
    ['/gone', 'broken', 'http', 404],
    ['/inside', 'not_visited', 'address_not_allowed', null],
    ['/', 'not_visited', 'not_encrypted', null],
    ['/there', 'works', '', 200],
  ])
  expect(left).toBe(0)
})

test('findings and ready contents are told', async () => {
  const found = (await shop.admin.ask('POST', '/contents/findings', { content: CONTENT })).json<{ items: { code: string }[] }>()
  expect(found.items.map(({ code: each }) => each)).toContain('no-refusal')
  const { items } = await shop.get<{ items: { key: string; content: object }[] }>('/contents/library')
  expect((await create(items[0]?.content ?? {})).statusCode).toBe(201)
})
