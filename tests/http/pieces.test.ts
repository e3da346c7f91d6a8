import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { MessageDetail } from '#http/act/message-schemas.ts'
import type { ContentDetail, ContentPreview } from '#http/act/content-schemas.ts'
import type { PieceChoice, PieceDetail, PiecePage, PiecesTaken, PieceTags } from '#http/act/piece-schemas.ts'
import { HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Pieces from the list to the mailbox over real engines: each customer gets what they like, nobody the same twice, and clicks of people count.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 40
let shop: ShopServer
let mailbox: Mailbox

const both = (zh: string, en: string) => ({ zh, en })
const piece = (name: string, change: object = {}) => ({
  name,
  kind: 'guide',
  tags: [],
  texts: {
    zh: { title: `${name}指南`, summary: `${name}摘要`, link: `https://shop.example/${name}`, short: `看${name}` },
    en: { title: `${name} guide`, summary: `about ${name}`, link: `https://shop.example/${name}`, short: `see ${name}` },
  },
  ...change,
})
const CONTENT = {
  name: 'Reading',
  purpose: 'marketing',
  email: {
    subject: both('给你的：{{ piece.title }}', 'For you: {{ piece.title }}'),
    preheader: both('', ''),
    body: { kind: 'blocks', blocks: { zh: [{ kind: 'piece', tags: [], optional: false }], en: [] } },
  },
  sms: { text: both('{{ piece.title }} {{ piece.link }} 拒收请回复R', ''), templates: {} },
  fallbacks: {},
  utm: { source: 'liuke', medium: 'email', campaign: 'reading' },
}

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
  })
  const phone = (i: number) => `1390000${1_000 + i}`
  // Every fifth is a gold member; the first half buys tea, the others things for the garden.
  const people = Array.from({ length: CUSTOMERS }, (_, i) => `${phone(i)},c${i}@example.com,yes,yes,${i % 5 === 0 ? 'gold' : 'basic'}`)
  const customers = ['phone,email,email consent,sms consent,member level', ...people].join('\n')
  await shop.ended((await shop.startImport('customers.csv', customers, 'customers')).id)
  const lines = Array.from(
    { length: CUSTOMERS },
    (_, i) => `o${i},${phone(i)},2026-03-01T04:00:00Z,p${i % 2},${i < CUSTOMERS / 2 ? 'Tea' : 'Garden'},1,30,CNY`,
  )
  const orders = ['order_id,phone,order_time,product_id,category,quantity,unit_price,currency', ...lines].join('\n')
  await shop.ended((await shop.startImport('orders.csv', orders, 'orders')).id)
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

const ask = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => shop.admin.ask(method, path, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]
const list = (query = '') => shop.get<PiecePage>(`/pieces${query}`)
const names = async (query = '') => (await list(query)).items.map(({ name }) => name).toSorted()
const mailOf = (i: number) => mailbox.mails.filter(({ to }) => to === `c${i}@example.com`)

test('pieces are written, found, changed and put away', async () => {
  const made = (await ask('POST', '/pieces', piece('tea', { tags: ['Tea'] }))).json<PieceDetail>()
  expect(made).toMatchObject({
    version: 1,
    state: 'current',
    mail: ['zh', 'en'],
    short: ['zh', 'en'],
    audience: null,
    weight: 1,
    pinned: false,
  })
  expect(made.results).toEqual({ sent: 0, delivered: 0, clicked: 0, share: null })
  expect(outcome(await ask('POST', '/pieces', piece('TEA')))).toEqual([409, 'piece-name-taken'])
  expect(outcome(await ask('POST', '/pieces', piece('x', { validFrom: '2026-02-30' })))).toEqual([400, 'piece-wrong'])
  expect(outcome(await ask('POST', '/pieces', piece('x', { where: 'nothing.known = 1' })))).toEqual([400, 'condition-unknown-name'])
  const change = { ...piece('tea', { tags: ['tea'] }), base: 1, validUntil: '2026-12-31' }
  expect((await ask('PUT', `/pieces/${made.id}`, change)).json()).toMatchObject({ version: 2, validUntil: '2026-12-31', tags: ['Tea'] })
  expect(outcome(await ask('PUT', `/pieces/${made.id}`, change))).toEqual([409, 'piece-changed'])
  expect((await ask('PUT', `/pieces/${made.id}/archived`, { archived: true })).json()).toMatchObject({ state: 'archived' })
  expect(outcome(await ask('PUT', `/pieces/${made.id}`, { ...change, base: 2 }))).toEqual([409, 'piece-archived'])
  expect([await names(), await names('?state=archived')]).toEqual([[], ['tea']])
  await ask('PUT', `/pieces/${made.id}/archived`, { archived: false })
  expect(await names('?q=TEA%20GUIDE&kind=guide&tag=Tea&state=current')).toEqual(['tea'])
  expect(await names('?kind=article')).toEqual([])
  expect((await shop.admin.ask('GET', '/pieces/00000000-0000-7000-8000-000000000009')).statusCode).toBe(404)
})

test('many come at once; what is wrong is told with its place and stops no other', async () => {
  const items = [
    piece('tea', { tags: ['Tea'], validUntil: '2026-12-31' }),
    piece('plants', { tags: ['gardening'] }),
    piece('gold', { kind: 'right', where: 'customer.member_level is "gold"', pinned: true }),
    piece('later', { validFrom: '2026-04-01' }),
    piece('wrong', { texts: {} }),
    piece('lost', { where: 'customer.nothing = 1' }),
  ]
  const taken = (await ask('POST', '/pieces/import', { items })).json<PiecesTaken>()
  expect(taken).toMatchObject({ added: 3, saved: 0, same: 1 })
  expect(taken.refused.map(({ name, place, problem: { code } }) => [name, place, code])).toEqual([
    ['wrong', 5, 'piece-wrong'],
    ['lost', 6, 'condition-unknown-name'],
  ])
  expect((await ask('POST', '/pieces/import', { items: items.slice(0, 4) })).json()).toMatchObject({
    added: 0,
    saved: 0,
    same: 4,
    refused: [],
  })
  expect(await names('?state=upcoming')).toEqual(['later'])
  expect((await ask('PUT', '/pieces/tags', { name: 'Gardening', words: ['garden'] })).statusCode).toBe(204)
  const tags = (await shop.get<PieceTags>('/pieces/tags')).items
  expect(tags).toEqual([
    { name: 'Tea', words: [], pieces: 1 },
    { name: 'gardening', words: ['garden'], pieces: 1 },
  ])
  expect(outcome(await ask('DELETE', '/pieces/tags/Tea'))).toEqual([409, 'piece-tag-in-use'])
})

test('one customer and every piece: what would come, why, and why the others would not', async () => {
  const { rows } = await shop.house.engines.pg.query<{ customer_id: string }>('SELECT id AS customer_id FROM customers LIMIT 1')
  const customerId = rows[0]?.customer_id ?? ''
  const choice = (await ask('POST', '/pieces/choice', { customerId, channel: 'email', tags: [] })).json<PieceChoice>()
  expect(choice.ranked.length + choice.refused.length).toBe(4)
  expect(choice.refused.find(({ name }) => name === 'later')?.reason).toBe('upcoming')
  expect(choice.ranked.find(({ name }) => name === 'tea' || name === 'plants')?.reasons.among).toBe(choice.ranked.length)
  const again = (await ask('POST', '/pieces/choice', { customerId, channel: 'email', tags: [] })).json<PieceChoice>()
  expect(again).toEqual(choice)
})

async function broadcast(contentId: string, channels: readonly string[] = ['email']): Promise<BroadcastDetail> {
  const body = {
    name: `Reading ${clock.now().toISOString()}`,
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
const nextDay = async () => {
  clock.moveTo(new Date(clock.now().getTime() + 24 * HOUR_MS))
  shop.admin.remember(await ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
}
const used = async () => {
  const { rows } = await shop.house.engines.pg.query<{
    customer: string
    name: string
    send_key: string
    reasons: { cause: string | null }
  }>(
    `SELECT s.customer_id AS customer, p.name, u.send_key, u.reasons FROM piece_sends u JOIN send_ledger s ON s.send_key = u.send_key
     JOIN content_pieces p ON p.id = u.piece ORDER BY u.chosen_at, s.customer_id`,
  )
  return rows
}

let contentId = ''

test('a broadcast gives each customer what they like, members what is theirs, and nobody the same twice', async () => {
  const saved = (await ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
  contentId = saved.id
  expect((await ask('POST', `/contents/${contentId}/publish`, { version: 1 })).statusCode).toBe(200)
  const first = await broadcast(contentId)
  expect(first.broadcast.sends).toMatchObject({ sent: CUSTOMERS })
  const gold = Array.from({ length: CUSTOMERS }, (_, i) => i).filter((i) => i % 5 === 0)
  for (const i of gold) expect(mailOf(i)[0]?.subject).toBe('给你的：gold指南')
  const others = Array.from({ length: CUSTOMERS }, (_, i) => i).filter((i) => i % 5 !== 0)
  const liked = others.filter((i) => mailOf(i)[0]?.subject === `给你的：${i < CUSTOMERS / 2 ? 'tea' : 'plants'}指南`)
  expect(liked.length).toBeGreaterThan(others.length * 0.7)
  expect((await used()).filter(({ reasons }) => reasons.cause === 'category').length).toBeGreaterThan(others.length * 0.7)

  await nextDay()
  const second = await broadcast(contentId)
  expect(second.broadcast.sends).toMatchObject({ sent: CUSTOMERS })
  const had = await used()
  expect(had).toHaveLength(2 * CUSTOMERS)
  expect(new Set(had.map(({ customer, name }) => `${customer} ${name}`)).size).toBe(2 * CUSTOMERS)
  expect(new Set(had.map(({ name }) => name))).toEqual(new Set(['tea', 'plants', 'gold']))
})

test('where none is left the message is not made and says why; an optional block is left out', async () => {
  await nextDay()
  const third = await broadcast(contentId)
  // Gold members have one piece more than the others.
  expect(third.broadcast.sends).toMatchObject({ sent: CUSTOMERS / 5 })
  const { rows } = await shop.house.engines.pg.query<{ state: string; n: number }>(
    "SELECT state, count(*)::int AS n FROM send_ledger WHERE run_id = $1 AND reason = 'no_piece' GROUP BY state",
    [third.broadcast.id],
  )
  expect(rows).toEqual([{ state: 'failed', n: (CUSTOMERS * 4) / 5 }])
  await nextDay()
  const blocks = [
    { kind: 'text', text: '你好' },
    { kind: 'piece', tags: [], optional: true },
  ]
  const content = {
    ...CONTENT,
    email: { ...CONTENT.email, subject: both('你好', ''), body: { kind: 'blocks', blocks: { zh: blocks, en: [] } } },
  }
  const optional = (await ask('POST', '/contents', { content })).json<ContentDetail>()
  await ask('POST', `/contents/${optional.id}/publish`, { version: 1 })
  const fourth = await broadcast(optional.id)
  expect(fourth.broadcast.sends).toMatchObject({ sent: CUSTOMERS })
  expect(mailOf(1).at(-1)?.html).toContain('你好')
  expect(mailOf(1).at(-1)?.html).not.toContain('指南')
  expect((await used()).length).toBe(2 * CUSTOMERS + CUSTOMERS / 5)
})

test('a sent message says which piece stands in it and why it was chosen', async () => {
  const [one] = await used()
  const detail = await shop.get<MessageDetail>(`/sends/${one?.send_key ?? ''}`)
  expect(detail.pieces.map(({ name }) => name)).toEqual([one?.name])
  expect(detail.pieces[0]?.reasons).toHaveProperty('among')
})

test('clicks of people count for the piece, those of programs do not', async () => {
  const mail = mailOf(1)[0]
  const link = /href="([^"]*\/l\/[^"]+)"/u.exec(mail?.html ?? '')?.[1] ?? ''
  const go = (agent: string) => shop.server.app.inject({ method: 'GET', url: new URL(link).pathname, headers: { 'user-agent': agent } })
  const clicked = async () => (await list()).items.reduce((sum, { results }) => sum + results.clicked, 0)
  const program = await go('python-requests/2.31')
  expect([program.statusCode, await clicked()]).toEqual([302, 0])
  const person = await go('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)')
  expect(person.headers.location).toMatch(
    /^https:\/\/shop\.example\/(?:tea|plants)\?utm_source=liuke&utm_medium=email&utm_campaign=reading$/u,
  )
  await go('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)')
  expect(await clicked()).toBe(1)
  const of = (await list()).items.find(({ results }) => results.clicked === 1)
  expect(of?.results).toMatchObject({ sent: of?.results.delivered, share: null })
  expect((await list()).items.reduce((sum, { results }) => sum + results.sent, 0)).toBe(2 * CUSTOMERS + CUSTOMERS / 5)
})

test('a preview as a customer shows a piece and says why; nothing counts as sent', async () => {
  await ask('POST', '/pieces', piece('fresh', { tags: ['Tea'] }))
  const before = await used()
  const customerId = before[0]?.customer ?? ''
  const seen = (await ask('POST', '/contents/preview', { content: CONTENT, channel: 'sms', customerId })).json<ContentPreview>()
  expect([seen.made, seen.texts['text']]).toEqual([
    true,
    'fresh指南 https://shop.example/fresh?utm_source=liuke&utm_medium=email&utm_campaign=reading 拒收请回复R',
  ])
  expect(seen.pieces).toMatchObject([{ name: 'fresh', reasons: { tag: 'Tea' } }])
  const example = (await ask('POST', '/contents/preview', { content: CONTENT, channel: 'email', language: 'zh' })).json<ContentPreview>()
  expect([example.made, example.texts['subject']]).toEqual([true, '给你的：三步泡好一壶乌龙'])
  expect(await used()).toEqual(before)
})

test('a message that failed or was held back frees its piece, one that nobody knows of does not, and with the row of the ledger it goes', async () => {
  const { pg } = shop.house.engines
  const [one] = await used()
  const { customer = '', name = '', send_key: key = '' } = one ?? {}
  const refusal = async () => {
    const choice = (await ask('POST', '/pieces/choice', { customerId: customer, channel: 'email' })).json<PieceChoice>()
    return choice.refused.find((each) => each.name === name)?.reason ?? null
  }
  const state = (to: string) => pg.query('UPDATE send_ledger SET state = $2 WHERE send_key = $1', [key, to])
  expect(await refusal()).toBe('had')
  for (const [to, expected] of [
    ['failed', null],
    ['uncertain', 'had'],
    ['suppressed', null],
    ['delivered', 'had'],
  ] as const) {
    await state(to)
    expect([to, await refusal()]).toEqual([to, expected])
  }
  await pg.query('DELETE FROM sent_messages WHERE send_key = $1', [key])
  await pg.query('DELETE FROM send_ledger WHERE send_key = $1', [key])
  expect((await used()).some((each) => each.send_key === key)).toBe(false)
  expect(await refusal()).toBeNull()
})
