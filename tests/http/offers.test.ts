import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail, ContentFindings, ContentPreview } from '#http/act/content-schemas.ts'
import type {
  CodeAnswer,
  OfferCodesTaken,
  OfferDetail,
  OfferPage,
  OfferSecret,
  OfferVersions,
  Redemption,
} from '#http/act/offer-schemas.ts'
import { HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Offers from the list to the till over real engines: one of the stock for each message, codes of five kinds, and who used them.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 10
let shop: ShopServer
let mailbox: Mailbox
/** What a system of the shop was asked, and what it answers. */
const asked: { readonly headers: Record<string, string>; readonly body: string }[] = []
let answer: (n: number) => { readonly status: number; readonly body: string } = (n) => ({
  status: 200,
  body: JSON.stringify({ code: `SHOP-${n}` }),
})
const till = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString('utf8')))
  request.on('end', () => {
    asked.push({ headers: request.headers as Record<string, string>, body })
    const { status, body: said } = answer(asked.length)
    response.writeHead(status, { 'content-type': 'application/json' }).end(said)
  })
})

const both = (zh: string, en: string) => ({ zh, en })
const offer = (name: string, change: object = {}) => ({
  name,
  kind: 'percent',
  value: 15,
  minSpend: 10_000,
  daysToUse: 7,
  perCustomer: 1,
  title: both('秋茶上新', 'Autumn tea'),
  terms: both('每单限用一次', 'Once an order'),
  codes: { mode: 'own' },
  ...change,
})
const CONTENT = {
  name: 'Autumn',
  purpose: 'marketing',
  email: {
    subject: both('{{ offer.title }}：{{ offer.value }}', ''),
    preheader: both('', ''),
    body: { kind: 'blocks', blocks: { zh: [{ kind: 'offer' }], en: [] } },
  },
  sms: { text: both('{{ offer.value }} {{ offer.code }} 拒收请回复R', ''), templates: {} },
  agent_task: {
    title: both('致电', 'Call'),
    script: both('{{ offer.title }} {{ offer.code }}', '{{ offer.title }} {{ offer.code }}'),
    slaHours: 24,
  },
  fallbacks: {},
  utm: null,
}

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  await new Promise<void>((done) => till.listen(0, '127.0.0.1', done))
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1',
  })
  const people = Array.from({ length: CUSTOMERS }, (_, i) => `1390000${1_000 + i},c${i}@example.com,yes,yes,${i < 3 ? 'gold' : 'basic'}`)
  await shop.ended(
    (await shop.startImport('customers.csv', ['phone,email,email consent,sms consent,member level', ...people].join('\n'), 'customers')).id,
  )
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
  till.close()
})

const ask = (method: 'POST' | 'PUT', path: string, body: object = {}) => shop.admin.ask(method, path, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => {
  const { code = '', params } = json<{ code?: string; params?: Record<string, unknown> }>()
  return [statusCode, code, params?.['field'] ?? params?.['place'] ?? params?.['reason'] ?? '']
}
const made = async (given: object) => (await ask('POST', '/offers', given)).json<OfferDetail>()
const live = async (given: object) => {
  const { row } = await made(given)
  expect(outcome(await ask('PUT', `/offers/${row.id}/state`, { state: 'live' }))).toEqual([200, '', ''])
  return row.id
}
const one = (id: string) => shop.get<OfferDetail>(`/offers/${id}`)
const codeIn = (html: string | undefined) => /letter-spacing:1px">([^<]+)</u.exec(html ?? '')?.[1] ?? ''
const reasons = async (runId: string) => {
  const { rows } = await shop.house.engines.pg.query<{ reason: string; n: number }>(
    "SELECT reason, count(*)::int AS n FROM send_ledger WHERE run_id = $1 AND state = 'failed' GROUP BY reason ORDER BY reason",
    [runId],
  )
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))
}
/** Somebody who got an offer. */
const ownerOf = async (offerId: string) => {
  const { rows } = await shop.house.engines.pg.query<{ id: string }>(
    'SELECT s.customer_id AS id FROM offer_issues i JOIN send_ledger s ON s.send_key = i.send_key WHERE i.offer = $1 LIMIT 1',
    [offerId],
  )
  return rows[0]?.id ?? ''
}

async function content(offerId: string, change: object = {}): Promise<string> {
  const saved = (await ask('POST', '/contents', { content: { ...CONTENT, ...change, offerId } })).json<ContentDetail>()
  expect(outcome(await ask('POST', `/contents/${saved.id}/publish`, { version: 1 }))).toEqual([200, '', ''])
  return saved.id
}

async function broadcast(contentId: string, channels: readonly string[] = ['email']): Promise<BroadcastDetail> {
  const body = {
    name: `Autumn ${clock.now().toISOString()}`,
    audience: { all: [] },
    content: { id: contentId, version: 1 },
    channels,
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: 'a word to everybody',
    expiresHours: 48,
    priority: 50,
    windowDays: 14,
    unitCosts: {},
  }
  const { id } = (await ask('POST', '/broadcasts', body)).json<BroadcastDetail>().broadcast
  await shop.ended((await ask('POST', `/broadcasts/${id}/preview`)).json<{ id: string }>().id)
  const seen = await shop.get<BroadcastDetail>(`/broadcasts/${id}`)
  await ask('POST', `/broadcasts/${id}/start`, { version: 1, confirm: seen.asks })
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  await followBroadcasts(shop.house)
  return await shop.get<BroadcastDetail>(`/broadcasts/${id}`)
}
const later = async (days: number) => {
  clock.moveTo(new Date(clock.now().getTime() + days * 24 * HOUR_MS))
  shop.admin.remember(await ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
}

test('an offer is written, changed as versions, put live and ended; what may not decide about prices is refused by name', async () => {
  const { row, words } = await made(offer('draft', { title: both('', ''), terms: both('', '') }))
  expect([row.state, row.problem, words.en.value]).toEqual(['draft', 'offer_not_live', '15% off on orders of ¥100 or more'])
  const at = `/offers/${row.id}`
  expect(outcome(await ask('PUT', `${at}/state`, { state: 'live' }))).toEqual([400, 'offer-wrong', 'title'])
  expect(outcome(await ask('POST', '/offers', offer('DRAFT')))).toEqual([409, 'offer-name-taken', ''])
  const some = (where: string, reason = '') => ask('POST', '/offers', offer('some', { where, audienceReason: reason }))
  expect(outcome(await some('profile.monetary > 1000', 'They spend more than all others'))).toEqual([
    400,
    'offer-audience-forbidden',
    'profile.monetary',
  ])
  expect(outcome(await some('profile.lifetime_orders = 0'))).toEqual([400, 'offer-audience-reason', 'profile.lifetime_orders'])
  expect((await some('profile.lifetime_orders = 0', 'A discount on the first order')).statusCode).toBe(201)
  expect(
    outcome(await ask('POST', '/offers', offer('inside', { codes: { mode: 'shop', url: 'https://user:pass@shop.example/x' } }))),
  ).toEqual([400, 'webhook-url-refused', 'credentials'])

  expect((await ask('PUT', at, { ...offer('draft'), base: 1 })).json<OfferDetail>().row.version).toBe(2)
  expect(outcome(await ask('PUT', at, { ...offer('draft', { value: 20 }), base: 1 }))).toEqual([409, 'offer-changed', ''])
  expect((await ask('PUT', `${at}/state`, { state: 'live' })).json<OfferDetail>().row).toMatchObject({ state: 'live', problem: null })
  expect((await ask('PUT', `${at}/state`, { state: 'paused' })).json<OfferDetail>().row.state).toBe('paused')
  expect((await ask('PUT', `${at}/state`, { state: 'ended' })).json<OfferDetail>().row.state).toBe('ended')
  expect(outcome(await ask('PUT', at, { ...offer('draft', { value: 20 }), base: 2 }))).toEqual([409, 'offer-is-over', ''])
  expect(outcome(await ask('PUT', `${at}/state`, { state: 'live' }))).toEqual([409, 'offer-state', ''])
  expect((await shop.get<OfferVersions>(`${at}/versions`)).items.map(({ version }) => version)).toEqual([2, 1])
  expect((await shop.get<OfferPage>('/offers?state=ended&q=AUTUMN')).items.map(({ name }) => name)).toEqual(['draft'])
})

let autumn = ''

test('a preview shows the terms with a code that says that it is none, and takes nothing; the check names what is wrong', async () => {
  autumn = (await made(offer('autumn', { stock: 8, cost: 1_500, costBasis: 'average order x 15 %' }))).row.id
  const draft = { ...CONTENT, offerId: autumn }
  const codes = async (given: object) =>
    (await ask('POST', '/contents/findings', { content: given })).json<ContentFindings>().items.map(({ code }) => code)
  expect(await codes(draft)).toContain('offer-not-live')
  expect(await codes({ ...CONTENT })).toContain('offer-not-chosen')
  expect(await codes({ ...draft, offerId: '00000000-0000-7000-8000-000000000009' })).toContain('offer-missing')
  await ask('PUT', `/offers/${autumn}/state`, { state: 'live' })
  expect((await codes(draft)).filter((code) => code.startsWith('offer'))).toEqual([])
  const seen = (await ask('POST', '/contents/preview', { content: draft, channel: 'sms', language: 'zh' })).json<ContentPreview>()
  expect(seen.texts['text']).toBe('满 ¥100 8.5 折 示例码-非真实 拒收请回复R')
  const mail = (await ask('POST', '/contents/preview', { content: draft, channel: 'email', language: 'zh' })).json<ContentPreview>()
  expect(mail.texts['html']).toMatch(/有效期至 2026年3月23日[^]*每单限用一次/u)
  expect((await one(autumn)).row).toMatchObject({ left: 8, counts: { issued: 0 } })
})

test('each message takes one of the stock; who comes too late is told why, and a content says where it stands', async () => {
  const contentId = await content(autumn)
  const sent = await broadcast(contentId)
  expect(sent.broadcast.sends).toMatchObject({ sent: 8 })
  expect(await reasons(sent.broadcast.id)).toEqual({ offer_out_of_stock: 2 })
  const detail = await one(autumn)
  expect(detail.row).toMatchObject({ left: 0, problem: 'offer_out_of_stock', counts: { issued: 8, delivered: 8, opened: 0, used: 0 } })
  expect(detail.contents).toEqual([{ id: contentId, name: 'Autumn', published: true }])
  const mails = mailbox.mails.filter(({ subject }) => subject === '秋茶上新：满 ¥100 8.5 折')
  expect(mails).toHaveLength(8)
  const codes = new Set(mails.map(({ html }) => codeIn(html)))
  expect(codes.size).toBe(8)
  for (const code of codes) expect(code).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/u)
})

test('a limit for each customer holds over broadcasts, and an offer without stock comes back when it is raised', async () => {
  await later(1)
  const before = await one(autumn)
  const raised = await ask('PUT', `/offers/${autumn}`, { ...offer('autumn', { stock: 100, value: 30 }), base: before.row.version })
  expect(raised.json<OfferDetail>().row).toMatchObject({ version: 2, left: 92, problem: null })
  const second = await broadcast(await content(autumn))
  expect(second.broadcast.sends).toMatchObject({ sent: 2 })
  expect(await reasons(second.broadcast.id)).toEqual({ offer_limit: 8 })
})

test('opening counts for people, a code is used once by one order, and keeps the terms that it was given with', async () => {
  const mail = mailbox.mails.find(({ subject }) => subject === '秋茶上新：满 ¥100 8.5 折')
  const open = /\/o\/[\w.-]+/u.exec(mail?.html ?? '')?.[0] ?? ''
  const look = (agent: string) => shop.server.app.inject({ method: 'GET', url: open, headers: { 'user-agent': agent } })
  await look('GoogleImageProxy')
  clock.moveTo(new Date(clock.now().getTime() + HOUR_MS))
  await look('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)')
  expect((await one(autumn)).row.counts.opened).toBe(1)

  const code = codeIn(mail?.html).toLowerCase().replace('-', ' ')
  const question = { code, orderId: 'A1', amount: 20_000, currency: 'CNY' }
  const checked = (await ask('POST', '/offers/check', question)).json<CodeAnswer>()
  expect(checked).toMatchObject({ holds: true, reason: null, offer: { value: 15, version: 1, validUntil: '2026-03-23' } })
  expect((await ask('POST', '/offers/check', { ...question, amount: 9_999 })).json()).toMatchObject({
    holds: false,
    reason: 'below_minimum',
  })
  expect((await ask('POST', '/offers/check', { ...question, code: 'NOBODYS' })).json()).toEqual({
    holds: false,
    reason: 'unknown',
    offer: null,
  })
  expect((await one(autumn)).row.counts.used).toBe(0)

  const used = (await ask('POST', `/offers/${autumn}/redemptions`, question)).json<Redemption>()
  expect(used).toMatchObject({ offerName: 'autumn', value: 15, again: false })
  expect((await ask('POST', '/offers/redemptions', question)).json()).toMatchObject({ again: true, usedAt: used.usedAt })
  expect(outcome(await ask('POST', '/offers/redemptions', { ...question, orderId: 'A2' }))).toEqual([409, 'offer-code-refused', 'used'])
  expect((await one(autumn)).row.counts).toMatchObject({ issued: 10, opened: 1, used: 1 })
  const touches = await shop.house.engines.pg.query('SELECT used_at FROM coupons WHERE order_id = $1', ['A1'])
  expect(touches.rowCount).toBe(1)
})

test('a file of orders says who used what; a code that is over is noted as such; taking the file back takes the use back', async () => {
  const mails = mailbox.mails.filter(({ subject }) => subject === '秋茶上新：满 ¥100 8.5 折')
  const free: string[] = []
  for (const { html } of mails) {
    const { holds } = (await ask('POST', '/offers/check', { code: codeIn(html), orderId: 'x' })).json<CodeAnswer>()
    if (holds) free.push(codeIn(html))
  }
  expect(free).toHaveLength(7)
  await later(8)
  const lines = [
    `f1,13900001000,2026-03-17T04:00:00Z,p1,1,300,CNY,${free[0] ?? ''}`,
    `f2,13900001001,2026-03-25T04:00:00Z,p1,1,300,CNY,${free[1] ?? ''}`,
    'f3,13900001002,2026-03-17T04:00:00Z,p1,1,300,CNY,SOMEBODYS',
  ]
  const job = await shop.startImport(
    'orders.csv',
    ['order_id,phone,order_time,product_id,quantity,unit_price,currency,coupon_code', ...lines].join('\n'),
    'orders',
  )
  await shop.ended(job.id)
  expect((await one(autumn)).row.counts).toMatchObject({ used: 3, late: 1, untied: 0 })
  const { rows } = await shop.house.engines.pg.query<{ id: string }>("SELECT id FROM imports WHERE file_name = 'orders.csv'")
  await shop.ended((await ask('POST', `/imports/${rows[0]?.id ?? ''}/undo`)).json<{ id: string }>().id)
  expect((await one(autumn)).row.counts).toMatchObject({ used: 1, late: 0 })
  expect((await ask('POST', '/offers/check', { code: free[0] ?? '', orderId: 'f9' })).json()).toMatchObject({ reason: 'over' })
})

test('codes of a list are given out once each, and kept so that nobody can read them', async () => {
  await later(8)
  const { row } = await made(offer('list', { codes: { mode: 'imported' }, perCustomer: null }))
  expect(outcome(await ask('PUT', `/offers/${row.id}/state`, { state: 'live' }))).toEqual([409, 'offer-no-codes', ''])
  const bring = async (text: string) => (await ask('POST', `/offers/${row.id}/codes`, { text })).json<OfferCodesTaken>()
  expect(await bring('code\nGIFT-0001\nGIFT-0002\nGIFT0001\n??\nGIFT-0003\nGIFT-0004')).toEqual({
    added: 4,
    known: 0,
    repeated: 1,
    wrongCount: 1,
    wrong: [5],
  })
  expect(await bring('GIFT-0004\nGIFT-0005\nGIFT-0006')).toMatchObject({ added: 2, known: 1 })
  expect(outcome(await ask('POST', `/offers/${autumn}/codes`, { text: 'X123' }))).toEqual([409, 'offer-codes-mode', ''])
  await ask('PUT', `/offers/${row.id}/state`, { state: 'live' })
  const sent = await broadcast(await content(row.id, { name: 'List' }))
  expect(sent.broadcast.sends).toMatchObject({ sent: 6 })
  expect(await reasons(sent.broadcast.id)).toEqual({ offer_out_of_stock: 4 })
  const given = mailbox.mails.map(({ html }) => codeIn(html)).filter((code) => code.startsWith('GIFT'))
  expect(given.toSorted()).toEqual(['GIFT-0001', 'GIFT-0002', 'GIFT-0003', 'GIFT-0004', 'GIFT-0005', 'GIFT-0006'])
  expect((await one(row.id)).row).toMatchObject({ left: 0, counts: { codes: 6, codesLeft: 0 } })
  const { rows } = await shop.house.engines.pg.query<{ all: string }>(
    "SELECT string_agg(encode(code, 'escape'), ' ') AS all FROM offer_codes",
  )
  expect(rows[0]?.all).not.toContain('GIFT')
})

test('the shop is asked for codes with a signature and a key of the message; without a code the message is not made', async () => {
  await later(8)
  const { port } = till.address() as AddressInfo
  const { row } = await made(
    offer('shop', { codes: { mode: 'shop', url: `http://127.0.0.1:${port}/codes` }, stock: 50, perCustomer: null }),
  )
  expect(outcome(await ask('PUT', `/offers/${row.id}/state`, { state: 'live' }))).toEqual([409, 'offer-no-secret', ''])
  const { secret } = (await ask('POST', `/offers/${row.id}/secret`)).json<OfferSecret>()
  await ask('PUT', `/offers/${row.id}/state`, { state: 'live' })
  const contentId = await content(row.id, { name: 'Shop' })
  answer = (n) => (n % 5 === 0 ? { status: 503, body: 'busy' } : { status: 200, body: JSON.stringify({ code: `SHOP-${n}` }) })
  const sent = await broadcast(contentId)
  expect(sent.broadcast.sends).toMatchObject({ sent: 8 })
  expect(await reasons(sent.broadcast.id)).toEqual({ offer_no_code: 2 })
  expect((await one(row.id)).row).toMatchObject({ left: 42, counts: { issued: 8 } })
  expect(asked).toHaveLength(CUSTOMERS)
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(CUSTOMERS)
  const [first] = asked
  const said = JSON.parse(first?.body ?? '{}') as Record<string, unknown>
  expect(Object.keys(said).toSorted()).toEqual(['customerId', 'idempotencyKey', 'lastDay', 'offerId', 'type'])
  expect(() => new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).toThrow(/timestamp/iu)
  expect(new Webhook(secret).sign(String(said['idempotencyKey']), clock.now(), first?.body ?? '')).toBe(first?.headers['webhook-signature'])
})

test('one code for all is tied to the customer who got it, as often as one may', async () => {
  await later(8)
  const shared = await live(offer('shared', { codes: { mode: 'shared', code: 'TEA-15' } }))
  expect(outcome(await ask('POST', '/offers', offer('again', { codes: { mode: 'shared', code: 'tea15' } })))).toEqual([
    409,
    'offer-code-taken',
    '',
  ])
  await broadcast(await content(shared, { name: 'Shared' }))
  const customerId = await ownerOf(shared)
  expect(customerId).not.toBe('')
  const use = (orderId: string, change: object = {}) => ask('POST', '/offers/redemptions', { code: 'tea 15', orderId, ...change })
  expect((await use('S1', { customerId })).json<Redemption>()).toMatchObject({ again: false, offerName: 'shared' })
  expect(outcome(await use('S2', { customerId }))).toEqual([409, 'offer-code-refused', 'limit'])
  expect((await use('S3')).statusCode).toBe(200)
  expect((await one(shared)).row.counts).toMatchObject({ issued: CUSTOMERS, used: 1, untied: 1 })
  expect(outcome(await ask('POST', `/offers/${autumn}/redemptions`, { code: 'TEA15', orderId: 'S4' }))).toEqual([
    409,
    'offer-code-refused',
    'unknown',
  ])
})

test('an offer for some is for them alone, and one that is paused or ended is not given out', async () => {
  await later(8)
  const gold = await live(
    offer('gold', { where: 'customer.member_level is "gold"', audienceReason: 'A right of gold members', perCustomer: null }),
  )
  const contentId = await content(gold, { name: 'Gold' })
  const sent = await broadcast(contentId)
  expect(sent.broadcast.sends).toMatchObject({ sent: 3 })
  expect(await reasons(sent.broadcast.id)).toEqual({ offer_not_for_customer: 7 })
  await later(8)
  await ask('PUT', `/offers/${gold}/state`, { state: 'paused' })
  const paused = await broadcast(contentId)
  expect(await reasons(paused.broadcast.id)).toEqual({ offer_not_live: 10 })
  await later(8)
  await ask('PUT', `/offers/${gold}/state`, { state: 'ended' })
  const ended = await broadcast(contentId)
  expect(await reasons(ended.broadcast.id)).toEqual({ offer_ended: 10 })
  const saved = (await ask('POST', '/contents', { content: { ...CONTENT, name: 'Late', offerId: gold } })).json<ContentDetail>()
  expect(outcome(await ask('POST', `/contents/${saved.id}/publish`, { version: 1 }))).toEqual([409, 'content-offer-lost', ''])
})

test('a message that cannot be made for another reason gives back what it took', async () => {
  await later(8)
  const id = await live(offer('back', { perCustomer: null, stock: 20 }))
  const email = { ...CONTENT.email, subject: both('{{ favouriteCategory }} {{ offer.value }}', '') }
  const sent = await broadcast(await content(id, { name: 'Back', email }))
  expect(await reasons(sent.broadcast.id)).toEqual({ variable_missing: CUSTOMERS })
  expect((await one(id)).row).toMatchObject({ left: 20, counts: { issued: 0 } })
})
