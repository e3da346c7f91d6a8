import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { readTimeline } from '#store/analytical/queries/timeline.ts'
import { askKysely } from '#store/relational/ask.ts'
import { appendConsents } from '#store/relational/consent-ledger.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { House } from '../../src/main/house.ts'
import { openWholeHouse } from '../support/whole-house.ts'
import type { WholeHouse } from '../support/whole-house.ts'

const NOW = new Date('2026-05-01T10:00:10Z')
const KEY = 'wk_test_tracking'
const SECOND_KEY = 'wk_test_second'
const clock = new ManualClock(NOW)
let house: House
let server: WholeHouse

beforeAll(async () => {
  server = await openWholeHouse({ clock, env: { LIUKE_PUBLIC_URL: 'https://people.example' } })
  house = server.house
  for (const [name, key] of [
    ['shop', KEY],
    ['till', SECOND_KEY],
  ] as const) {
    await house.db
      .insertInto('sources')
      .values({
        id: newId(NOW),
        name,
        kind: 'web',
        user_id_kind: 'member_number',
        write_key_hash: createHash('sha256').update(key).digest(),
        created_at: NOW,
      })
      .execute()
  }
})

afterAll(() => server.stop())

async function post(path: string, body: unknown, headers: Record<string, string> = {}, key: string | null = KEY): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...(key === null ? {} : { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }), ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? (body as string) : JSON.stringify(body),
  })
}

async function events(where: string): Promise<Record<string, unknown>[]> {
  await drainInbox(house)
  const result = await house.engines.clickhouse.query({
    query: `SELECT message_id, toString(customer_id) AS customer_id, name, channel, toString(occurred_at) AS occurred_at, properties FROM events FINAL WHERE ${where} ORDER BY message_id`,
    format: 'JSONEachRow',
  })
  return result.json()
}

async function totals() {
  await drainInbox(house)
  const row = await house.db
    .selectFrom('intake_counts')
    .select((eb) => [
      eb.fn.sum<number>('received').as('received'),
      eb.fn.sum<number>('stored').as('stored'),
      eb.fn.sum<number>('duplicates').as('duplicates'),
      eb.fn.sum<number>('quarantined').as('quarantined'),
    ])
    .executeTakeFirstOrThrow()
  const { received, stored, duplicates, quarantined } = row
  return { received: Number(received), stored: Number(stored), duplicates: Number(duplicates), quarantined: Number(quarantined) }
}

describe('tracking API', () => {
  test('a batch is stored once, however often it is sent, and an unusable message is kept with its reason', async () => {
    const batch = [
      {
        type: 'identify',
        userId: 'M100',
        messageId: 'b1',
        traits: { phone: '138 1234 8000', email: 'Li@Example.com', name: '李雷' },
        anonymousId: 'dev-1',
      },
      { type: 'track', event: 'Product Viewed', userId: 'M100', messageId: 'b2', properties: { product_id: 'p1', category: 'tea' } },
      { type: 'track', userId: 'M100', messageId: 'b3' },
      { type: 'page', anonymousId: 'dev-1', messageId: 'b4', name: 'Home' },
    ]
    expect(await (await post('/v1/batch', { batch })).json()).toEqual({ success: true })
    expect((await post('/v1/b', { batch })).status).toBe(200)
    const rows = await events(`message_id LIKE 'b%'`)
    expect(rows.map((row) => row['message_id'])).toEqual(['b1', 'b2', 'b4'])
    const customers = new Set(rows.map((row) => row['customer_id']))
    expect(customers.size).toBe(1)
    expect(await house.identity.find('phone', '+8613812348000')).toBe([...customers][0])
    expect(JSON.stringify(rows)).not.toMatch(/13812348000|138 1234|Example|李雷/u)
    const counts = await house.db.selectFrom('intake_counts').selectAll().execute()
    expect(counts).toMatchObject([{ received: 8, stored: 3, duplicates: 3, quarantined: 2 }])
    expect(await house.quarantine.summary()).toEqual([{ reason: 'no_event_name', origin: 'tracking', count: 2 }])
  })

  test('the timeline shows the amount of an event in the currency of the event', async () => {
    const send = (messageId: string, properties: object) =>
      post('/v1/track', { userId: 'M150', event: 'Order Completed', messageId, properties: { order_id: messageId, ...properties } })
    await send('m1', { revenue: '12.50', currency: 'usd' })
    await send('m2', { revenue: 900, currency: 'JPY' })
    await send('m3', { total: 5, currency: '元' })
    await send('m4', { revenue: 7.25 })
    const [row] = await events(`message_id LIKE 'm_'`)
    const id = String(row?.['customer_id'])
    const { items } = await readTimeline(house.engines.clickhouse, [id], { limit: 10, cursor: null, kind: 'event' }, house.project.currency)
    expect(Object.fromEntries(items.map((entry) => [entry.id, entry.amount]))).toEqual({
      'e:m1': { minor: 1250, currency: 'USD' },
      'e:m2': { minor: 900, currency: 'JPY' },
      'e:m3': { minor: 500, currency: '元' },
      'e:m4': { minor: 725, currency: house.project.currency },
    })
  })

  test('a device whose clock runs an hour ahead is corrected', async () => {
    clock.moveTo(new Date(NOW.getTime() + 1_000))
    await post('/v1/track', {
      userId: 'M100',
      event: 'Clock',
      messageId: 'c1',
      timestamp: '2026-05-01T11:00:00Z',
      sentAt: '2026-05-01T11:00:10Z',
    })
    expect(await events(`message_id = 'c1'`)).toMatchObject([{ occurred_at: '2026-05-01 10:00:01.000' }])
  })

  test('gzip, text/plain, the key in the body and the short paths all work', async () => {
    const body = { userId: 'M100', event: 'Forms', writeKey: KEY }
    await post(
      '/v1/t',
      gzipSync(JSON.stringify({ ...body, messageId: 'f1' })) as never,
      { 'content-encoding': 'GZip', 'content-type': 'application/json' },
      null,
    )
    await post('/v1/t', { ...body, messageId: 'f2' }, { 'content-type': 'text/plain' }, null)
    await post('/v1/track', { ...body, messageId: 'f3' }, { authorization: `Bearer ${KEY}` }, null)
    expect((await events(`name = 'Forms'`)).map((row) => row['message_id'])).toEqual(['f1', 'f2', 'f3'])
  })

  test('beacon, import and gzip of whole batches work', async () => {
    const batch = (messageId: string) => ({
      batch: [{ type: 'track', userId: 'M400', event: 'Doors', messageId, timestamp: '2025-06-01T00:00:00Z' }],
      sentAt: '2025-06-01T00:00:05Z',
    })
    await post(`/beacon/v1/batch?writeKey=${KEY}`, batch('d1'), { 'content-type': 'text/plain' }, null)
    await post('/v1/batch', gzipSync(JSON.stringify(batch('d2'))), { 'content-encoding': 'gzip' })
    await post('/v1/import', batch('d3'))
    await post('/v1/batch', { ...batch('d4'), historical: true })
    await post('/v1/import', { ...batch('d5'), historical: false })
    const day = (row: Record<string, unknown>) => [row['message_id'], String(row['occurred_at']).slice(0, 10)]
    expect((await events(`name = 'Doors'`)).map(day)).toEqual([
      ['d1', '2026-05-01'],
      ['d2', '2026-05-01'],
      ['d3', '2025-06-01'],
      ['d4', '2025-06-01'],
      ['d5', '2026-05-01'],
    ])
  })

  test('a pixel is a message and answers a picture that other sites may show', async () => {
    const pixel = (path: string, method = 'GET') =>
      fetch(`${server.url}/pixel/v1/${path}`, { method, headers: { 'user-agent': 'Mozilla/5.0' } })
    const track = `track?writeKey=${KEY}&userId=M401&event=Mail%20Read&messageId=g1&properties.product_id=p9`
    const answer = await pixel(track)
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'image/gif', 'no-store'])
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 6)
        .toString(),
    ).toBe('GIF89a')
    expect((await pixel(`page?writeKey=${KEY}&anonymousId=d401&name=Start&messageId=g2`)).status).toBe(200)
    expect((await pixel(track.replace(KEY, 'wk_wrong'))).status).toBe(401)
    expect((await pixel('track?userId=M401&event=x')).status).toBe(401)
    expect((await pixel(track.replace('g1', 'g3'), 'HEAD')).status).toBe(404)
    expect(
      (await events(`message_id LIKE 'g_'`)).map((row) => [row['message_id'], row['name'], row['channel'], row['properties']]),
    ).toEqual([
      ['g1', 'Mail Read', 'web', '{"product_id":"p9"}'],
      ['g2', 'Start', 'web', '{}'],
    ])
  })

  test('what programs ask for before they send', async () => {
    const get = (path: string, key = KEY) =>
      fetch(`${server.url}${path}`, { headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` } })
    const config = await get('/sourceConfig/?p=npm&v=3.0.0')
    expect(await config.json()).toMatchObject({ source: { writeKey: KEY, enabled: true, config: {}, destinations: [] } })
    expect((await fetch(`${server.url}/sourceConfig?writeKey=${KEY}`)).status).toBe(200)
    expect((await get('/sourceConfig', 'wk_wrong')).status).toBe(401)
    expect((await fetch(`${server.url}/sourceConfig`)).status).toBe(401)
    expect(await (await post('/v1/m', { series: [] })).json()).toEqual({ success: true })
    const settings = (host: string) =>
      server.server.app.inject({ url: `/v1/projects/${KEY}/settings`, headers: { host } }).then((answer) => answer.json() as unknown)
    // By the name that people use, its scheme, although the proxy that speaks TLS asks us without.
    expect(await settings('people.example')).toMatchObject({
      integrations: { 'Segment.io': { apiKey: KEY, apiHost: 'people.example/v1', protocol: 'https' } },
      metrics: { sampleRate: 0 },
    })
    expect(await settings('10.0.0.7:8080')).toMatchObject({
      integrations: { 'Segment.io': { apiHost: '10.0.0.7:8080/v1', protocol: 'http' } },
    })
  })

  test('one hostile message stops nobody: each is stored or kept whole with its reason', async () => {
    const before = await totals()
    const hostile = [
      { type: 'track', event: '\ud800', userId: 'u', messageId: 'h1' },
      { type: 'track', event: 'a'.repeat(199) + '😀', userId: 'u', messageId: 'h2', properties: { product_id: 'p'.repeat(199) + '😀' } },
      { type: 'track', event: 'Hostile', userId: 'u\udfff', messageId: 'h3' },
      { type: 'track', event: 'Hostile', userId: 'nul\u0000', messageId: 'h4' },
      'not an object',
      { type: 'track', event: 'Hostile', userId: 'u', messageId: 'h5', timestamp: '1970-01-01T00:00:00Z' },
      { type: 'track', event: 'Hostile', userId: 'u', messageId: 'h6', properties: { revenue: 1e30 } },
      { type: 'track', event: 'Fine', userId: 'u', messageId: 'h7' },
    ]
    expect((await post('/v1/batch', { batch: hostile, sentAt: '2199-01-01T00:00:00Z' })).status).toBe(200)
    expect((await events(`message_id LIKE 'h_'`)).map((row) => [row['message_id'], String(row['name']).length])).toEqual([
      ['h2', 201],
      ['h7', 4],
    ])
    const after = await totals()
    expect(after).toEqual({
      received: before.received + 8,
      stored: before.stored + 2,
      duplicates: before.duplicates,
      quarantined: before.quarantined + 6,
    })
    const reasons = (await house.quarantine.summary()).map(({ reason }) => reason)
    expect(reasons).toEqual(expect.arrayContaining(['malformed_text', 'not_an_object', 'time_out_of_range', 'amount_out_of_range']))
    const [kept] = (await house.quarantine.list({ reason: 'not_an_object' }, { limit: 1, cursor: null })).items
    expect((await house.quarantine.read(kept?.id ?? ''))?.content).toEqual({ message: 'not an object' })
  })

  test('numeric ids beyond 2^53 stay two people and two messages', async () => {
    for (const last of ['8', '9']) {
      const id = `123456789012345678${last}`
      const body = `{"type":"track","event":"Long ids","userId":${id},"messageId":${id},"properties":{"product_id":${id},"orderId":${id}}}`
      expect((await post('/v1/track', body)).status).toBe(200)
    }
    const rows = await events(`name = 'Long ids'`)
    expect(rows.map((row) => row['message_id'])).toEqual(['1234567890123456788', '1234567890123456789'])
    expect(new Set(rows.map((row) => row['customer_id'])).size).toBe(2)
    expect(rows.map((row) => JSON.parse(String(row['properties'])))).toEqual([
      { product_id: '1234567890123456788', orderId: '1234567890123456788' },
      { product_id: '1234567890123456789', orderId: '1234567890123456789' },
    ])
  })

  test('9007199254740992 and the number after it are two customers', async () => {
    for (const [last, messageId] of [
      ['2', 'n1'],
      ['3', 'n2'],
    ]) {
      await post('/v1/track', `{"event":"Product Viewed","userId":900719925474099${last},"messageId":"${messageId}"}`)
    }
    const rows = await events(`message_id IN ('n1', 'n2')`)
    expect(new Set(rows.map((row) => row['customer_id'])).size).toBe(2)
  })

  test('seconds since 1970 are seconds', async () => {
    await post('/v1/track', { event: 'x', userId: 'u20', messageId: 's1', timestamp: 1_772_676_000 })
    await post('/v1/track', { event: 'x', userId: 'u20', messageId: 's2', originalTimestamp: '1772676000', sentAt: 1_772_676_010 })
    expect((await events(`message_id IN ('s1', 's2')`)).map((row) => row['occurred_at'])).toEqual([
      '2026-03-05 02:00:00.000',
      expect.stringMatching(/^2026-05-01 \d\d:\d\d:\d\d\.\d{3}$/),
    ])
  })

  test("a time without a zone is of the project's zone", async () => {
    await post('/v1/track', { event: 'x', userId: 'u20', messageId: 'z1', timestamp: '2026-04-30T10:00:00' })
    expect([house.project.timeZone, (await events(`message_id = 'z1'`))[0]?.['occurred_at']]).toEqual([
      'Asia/Shanghai',
      '2026-04-30 02:00:00.000',
    ])
  })

  test('the same message id of two sources are two messages', async () => {
    for (const key of [KEY, SECOND_KEY, KEY, SECOND_KEY]) {
      await post('/v1/track', { event: 'Twice', userId: key === KEY ? 'M310' : 'M311', messageId: 'same' }, {}, key)
    }
    // Of one customer at one moment they are no copies of each other either.
    for (const key of [KEY, SECOND_KEY]) {
      const moment = { userId: 'M312', messageId: 'moment', timestamp: '2026-05-01T09:00:00Z' }
      await post('/v1/track', { event: 'Twice', ...moment }, {}, key)
    }
    const rows = await events(`name = 'Twice'`)
    expect(rows.map((row) => row['message_id'])).toEqual(['moment', 'moment', 'same', 'same'])
    expect(new Set(rows.map((row) => row['customer_id'])).size).toBe(3)
  })

  test('numbers that Python writes and JSON does not know are kept or quarantined, and do not stop the others', async () => {
    const batch = `{"batch":[
      {"type":"track","event":"Sloppy","userId":"M320","messageId":"q1","properties":{"score":NaN}},
      {"type":"track","event":"Sloppy","userId":"M320","messageId":"q2","properties":{"revenue":-Infinity}},
      {"type":"track","event":"Sloppy","userId":NaN,"messageId":"q3"}]}`
    expect((await post('/v1/batch', batch)).status).toBe(200)
    const rows = await events(`name = 'Sloppy'`)
    expect(rows.map((row) => [row['message_id'], JSON.parse(String(row['properties']))])).toEqual([['q1', { score: 'NaN' }]])
    const kept = (await house.quarantine.list({ state: 'open' }, { limit: 100, cursor: null })).items
    expect(kept.filter(({ field }) => field === 'properties.revenue' || field === 'userId').map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['unreadable_amount', 'unreadable_identifier']),
    )
  })

  test('a server that is called by another name takes messages all the same, and shows nothing else', async () => {
    const asked = (path: string, method: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: 'events.shop.example', authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` }
        const sent = request(`${server.url}${path}`, { method, headers }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        sent.on('error', reject)
        sent.end(method === 'POST' ? JSON.stringify({ event: 'Named', userId: 'M330' }) : undefined)
      })
    expect(await asked('/v1/track', 'POST')).toBe(200)
    expect(await asked('/v1/m', 'POST')).toBe(200)
    expect(await asked(`/v1/projects/${KEY}/settings`, 'GET')).toBe(200)
    expect(await asked('/api/v1/setup', 'GET')).toBe(400)
    expect(await asked('/', 'GET')).toBe(400)
    expect(await events(`name = 'Named'`)).toHaveLength(1)
  })

  test('a clock that is wrong by years is corrected, or its message quarantined', async () => {
    await post('/v1/track', {
      event: 'Years',
      userId: 'M340',
      messageId: 'y1',
      timestamp: '2009-01-01T00:00:00Z',
      sentAt: '2009-01-01T00:00:10Z',
    })
    await post('/v1/track', {
      event: 'Years',
      userId: 'M340',
      messageId: 'y2',
      timestamp: '1970-01-01T00:05:00Z',
      sentAt: clock.now().toISOString(),
    })
    await post('/v1/track', {
      event: 'Years',
      userId: 'M340',
      messageId: 'y3',
      timestamp: '2009-01-01T00:00:00Z',
      context: { historical: true },
    })
    expect((await events(`name = 'Years'`)).map((row) => [row['message_id'], String(row['occurred_at']).slice(0, 10)])).toEqual([
      ['y1', '2026-05-01'],
      ['y3', '2009-01-01'],
    ])
  })

  test('a device named by an e-mail address still finds its owner, and the address is not stored in clear', async () => {
    await post('/v1/identify', { userId: 'M200', anonymousId: 'wang@example.com', messageId: 'o1' })
    await post('/v1/track', { anonymousId: 'wang@example.com', event: 'Owned', messageId: 'wang@example.com' })
    const rows = await events(`name = 'Owned'`)
    expect(rows).toHaveLength(1)
    expect(rows[0]?.['customer_id']).toBe(await house.identity.find('member_number', 'M200'))
    expect(rows[0]?.['message_id']).toMatch(/^p_/)
  })

  test('what people do not want kept is counted and kept nowhere', async () => {
    const till = await house.db.selectFrom('sources').select('id').where('name', '=', 'till').executeTakeFirstOrThrow()
    const send = (messageId: string, userId: string, word?: boolean) =>
      post(
        '/v1/track',
        {
          event: 'Wanted',
          userId,
          messageId,
          ...(word === undefined ? {} : { context: { consent: { categoryPreferences: { C0002: word } } } }),
        },
        {},
        SECOND_KEY,
      )
    await send('w1', 'M501', true)
    await drainInbox(house)
    const customerId = await house.identity.find('member_number', 'M501')
    const dropped = async () => {
      await drainInbox(house)
      const row = await house.db
        .selectFrom('intake_counts')
        .select((eb) => [
          eb.fn.sum<number>('dropped_by_consent').as('dropped'),
          sql<number>`sum(received - stored - duplicates - quarantined - dropped_by_consent)`.as('lost'),
        ])
        .where('source', '=', till.id)
        .executeTakeFirstOrThrow()
      return [Number(row.dropped), Number(row.lost)]
    }
    await house.sourceCatalogue.setConsent(till.id, { purpose: 'analytics', required: true, categories: ['c0002'] })
    await send('w2', 'M501', true)
    await send('w3', 'M502', false)
    await send('w4', 'M503')
    expect(await dropped()).toEqual([2, 0])
    // The ledger knows M501 now: what it says counts where the message says nothing, and its no always.
    const word = { customerId: String(customerId), purpose: 'analytics', source: 'staff', evidence: 'form', saidAt: clock.now() } as const
    const say = (granted: boolean) =>
      house.db.transaction().execute((trx) => appendConsents(askKysely(trx), [{ ...word, channel: 'all', granted }]))
    await say(true)
    await send('w5', 'M501')
    expect(await dropped()).toEqual([2, 0])
    await say(false)
    await send('w6', 'M501', true)
    expect(await dropped()).toEqual([3, 0])
    expect((await events(`name = 'Wanted'`)).map((row) => row['message_id'])).toEqual(['w1', 'w2', 'w5'])
    // Who was only asked about is no customer by that.
    expect(await Promise.all(['M502', 'M503'].map((number) => house.identity.find('member_number', number)))).toEqual([null, null])
    await house.sourceCatalogue.setConsent(till.id, null)
    await send('w7', 'M501')
    expect((await events(`message_id = 'w7'`)).length).toBe(1)
  })

  test('readiness tells how long the oldest request has waited', async () => {
    await post('/v1/track', { userId: 'M100', event: 'Waits' })
    const ready = async () => (await fetch(`${server.url}/health/ready`)).json()
    expect(await ready()).toMatchObject({ status: 'ready', oldestWaitingSeconds: 0 })
    clock.moveTo(new Date(clock.now().getTime() + 120_500))
    expect(await ready()).toMatchObject({ status: 'degraded', oldestWaitingSeconds: 120 })
    clock.moveTo(new Date(clock.now().getTime() + 3_600_000))
    expect(await ready()).toMatchObject({ status: 503, code: 'intake-stalled' })
    await drainInbox(house)
    expect(await ready()).toMatchObject({ status: 'ready', oldestWaitingSeconds: 0 })
  })

  test.each([
    ['deep properties', `{"batch":[{"type":"track","properties":${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}}]}`, KEY, 400, 'too-deep'],
    ['another encoding', Buffer.from([0x7b, 0x22, 0xc4, 0xe3, 0x22, 0x7d]), KEY, 400, 'not-utf8'],
    ['no key', { batch: [{}] }, null, 401, 'unknown-write-key'],
    ['a wrong key', { batch: [{}] }, 'wk_wrong', 401, 'unknown-write-key'],
    ['an empty batch', { batch: [] }, KEY, 400, 'empty-batch'],
    ['broken JSON', '{"batch":', KEY, 400, 'bad-json'],
    ['too many messages', { batch: Array.from({ length: 2501 }, () => ({})) }, KEY, 413, 'batch-too-long'],
  ])('%s is refused', async (_name, body, key, status, code) => {
    const answer = await post('/v1/batch', body, {}, key)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ status, code })
  })

  test('browsers of other sites may send', async () => {
    const answer = await fetch(`${server.url}/v1/batch`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(answer.headers.get('access-control-expose-headers')).toBe('Retry-After')
  })
})
