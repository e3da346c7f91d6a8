import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Import, Job, NewSource, QuarantinedRecord, Source, UndoReport } from '#http/collect/data-schemas.ts'
import type { LogPreview } from '#http/collect/log-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-10-12T08:00:00Z'))
let shop: ShopServer
let sourceId = ''

beforeAll(async () => {
  shop = await openShopServer(clock)
  const created = await shop.admin.ask('POST', '/sources', { name: 'Old web server', kind: 'web', userIdKind: 'member_number' })
  sourceId = created.json<NewSource>().source.id
})
afterAll(async () => {
  await shop?.close()
})

const BROWSER = 'Mozilla/5.0 (iPhone)'
function line(
  minute: number,
  path: string,
  more: { user?: string; status?: number; agent?: string; ip?: string; cookie?: string } = {},
): string {
  const { user = '-', status = 200, agent = BROWSER, ip = '203.0.113.7', cookie = '-' } = more
  const at = `10/Oct/2026:13:${String(minute).padStart(2, '0')}:36 +0800`
  return `${ip} - ${user} [${at}] "GET ${path} HTTP/1.1" ${status} 5 "-" "${agent}" "${cookie}"`
}

const SHARED = [line(3, '/c', { user: 'M2' }), line(4, '/d', { user: 'M2' })]
const FIRST = [
  line(1, '/a', { user: 'M1' }),
  line(2, '/b', { user: 'M1', cookie: 'vid=d1' }),
  line(2, '/app.css'),
  ...SHARED,
  'no line of the format',
  '',
]
const SECOND = [...SHARED, line(5, '/e', { user: 'M3' }), line(6, '/f', { agent: 'Googlebot/2.1' }), line(7, '/gone', { status: 404 })]

const OPTIONS = { format: 'combined', who: [{ from: 'user', name: '', as: 'userId' }] } as const

async function look(text: string, options: object = {}): Promise<LogPreview> {
  const response = await shop.admin.ask('POST', '/log-imports/preview-lines', { text, options })
  expect([response.statusCode, response.statusCode === 200 ? '' : response.body]).toEqual([200, ''])
  return response.json<LogPreview>()
}

async function take(lines: readonly string[], more: object = {}): Promise<Job> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const { uploadId } = await look(lines.join('\n'), OPTIONS)
  const started = await shop.admin.ask('POST', '/log-imports', { uploadId, sourceId, options: OPTIONS, ...more })
  expect([started.statusCode, started.statusCode === 202 ? '' : started.body]).toEqual([202, ''])
  return (await shop.ended(started.json<Job>().id)).job
}

async function undo(id: string): Promise<Job> {
  const started = await shop.admin.ask('POST', `/imports/${id}/undo`)
  expect(started.statusCode).toBe(202)
  return (await shop.ended(started.json<Job>().id)).job
}

async function events(): Promise<{ path: string; bot: number }[]> {
  const result = await shop.house.engines.clickhouse.query({
    query: "SELECT JSONExtractString(properties, 'path') AS path, is_bot AS bot FROM events ORDER BY path",
    format: 'JSONEachRow',
  })
  return await result.json()
}

test('a preview says what the lines would become, stores nothing and shows no address and no user', async () => {
  const seen = await look(FIRST.join('\n'), OPTIONS)
  expect(seen).toMatchObject({
    guessed: 'combined',
    lines: 6,
    whole: true,
    views: 4,
    refused: 1,
    leftOut: { static: 1 },
    who: { users: 4, devices: 0 },
  })
  expect(seen.sample[0]).toEqual({ line: 1, at: '2026-10-10T05:01:36.000Z', path: '/a', isBot: false, who: 'user' })
  expect(seen.issues).toEqual([{ line: 6, reason: 'unreadable-line', message: expect.any(String) }])
  expect(JSON.stringify(seen)).not.toMatch(/203\.0|"M1"/)
  expect(await events()).toEqual([])
})

test('every line is accounted for; a rotated log that overlaps counts its copies as duplicates', async () => {
  const dry = await take(FIRST, { dryRun: true })
  expect(dry).toMatchObject({ state: 'done', result: { lines: 6, stored: 4, quarantined: 1, leftOut: { static: 1 }, dryRun: true } })
  expect(await events()).toEqual([])
  const first = await take(FIRST)
  expect(first).toMatchObject({
    state: 'done',
    result: { lines: 6, stored: 4, duplicates: 0, quarantined: 1, leftOut: { static: 1 }, customers: 2 },
  })
  const second = await take(SECOND)
  expect(second).toMatchObject({
    state: 'done',
    result: { lines: 5, stored: 2, duplicates: 2, quarantined: 0, leftOut: { status: 1 }, bots: 1 },
  })
  expect(await take(SECOND)).toMatchObject({ result: { stored: 0, duplicates: 4 } })
  expect(await events()).toEqual([...['/a', '/b', '/c', '/d', '/e'].map((path) => ({ path, bot: 0 })), { path: '/f', bot: 1 }])
  const { items } = await shop.get<{ items: Import[] }>('/imports')
  for (const one of items) expect(one.rows).toBe(one.stored + one.duplicates + one.quarantined + one.leftOut + one.droppedByConsent)
  const { items: sources } = await shop.get<{ items: Source[] }>('/sources')
  expect(sources.find(({ id }) => id === sourceId)).toMatchObject({ received: 13, stored: 6, duplicates: 6, quarantined: 1 })
  const kept = await shop.get<{ items: QuarantinedRecord[] }>('/quarantine')
  expect(kept.items).toMatchObject([{ reason: 'unreadable-line', position: 6, from: 'pasted.log', state: 'open' }])
})

test('undoing a log leaves the page views that another one also has, and takes whom it alone made known', async () => {
  const { items } = await shop.get<{ items: Import[] }>('/imports')
  const [again, second, first] = items.map(({ id }) => id) as [string, string, string]
  expect(await shop.get<UndoReport>(`/imports/${first}/undo`)).toMatchObject({
    events: 2,
    eventsStay: 2,
    customers: 1,
    customersStay: 1,
    refused: 1,
  })
  expect(await undo(first)).toMatchObject({ state: 'done' })
  expect((await events()).map(({ path }) => path)).toEqual(['/c', '/d', '/e', '/f'])
  expect((await shop.get<{ items: QuarantinedRecord[] }>('/quarantine')).items).toEqual([])
  // The later run over the same file goes with it.
  expect(await undo(second)).toMatchObject({ state: 'done' })
  expect(await events()).toEqual([])
  expect((await shop.get<{ items: Import[] }>('/imports')).items.find(({ id }) => id === again)).toMatchObject({ state: 'undone' })
  expect((await shop.get<{ items: Source[] }>('/sources')).items.find(({ id }) => id === sourceId)).toMatchObject({
    received: 0,
    stored: 0,
  })
  expect(await take(FIRST)).toMatchObject({ result: { stored: 4, duplicates: 0 } })
})

test('a source that needs consent keeps nothing of people who gave none, and says how many', async () => {
  const consent = { purpose: 'analytics', required: true, categories: [] }
  expect((await shop.admin.ask('PATCH', `/sources/${sourceId}`, { consent })).statusCode).toBe(204)
  expect(await take([line(20, '/x', { user: 'M1' })])).toMatchObject({ result: { lines: 1, stored: 0, droppedByConsent: 1 } })
  expect((await events()).some(({ path }) => path === '/x')).toBe(false)
})

test('a log that mostly cannot be read is asked about, and what is no log, pattern or source is refused with a remedy', async () => {
  const job = await take(['hello', 'world', line(30, '/y', { user: 'M1' })])
  expect(job).toMatchObject({ state: 'failed', problem: { code: 'log-mostly-unreadable', params: { refused: 2, lines: 3 } } })
  expect(await take(['hello', 'world', line(30, '/y', { user: 'M1' })], { accept: true })).toMatchObject({
    state: 'done',
    result: { quarantined: 2 },
  })
  const ask = async (body: object) =>
    (await shop.admin.ask('POST', '/log-imports/preview-lines', body)).json<{ code: string; status: number }>()
  expect(await ask({ text: 'x', options: { format: 'pattern', pattern: '(?P<time>.)' } })).toMatchObject({
    status: 400,
    code: 'log-pattern-wrong',
  })
  expect(await ask({ text: 'x', options: { who: [{ from: 'cookie', name: '', as: 'userId' }] } })).toMatchObject({
    status: 400,
    code: 'log-options-wrong',
  })
  expect(await ask({ text: 'x', options: { timeZone: 'Mars/Olympus' } })).toMatchObject({ status: 400, code: 'log-options-wrong' })
  expect(await ask({ text: 'x', options: { formats: 'json' } })).toMatchObject({ status: 400, code: 'unknown-parameter' })
  const { uploadId } = await look('x')
  const wrong = await shop.admin.ask('POST', '/log-imports', {
    uploadId,
    sourceId: '01890000-0000-7000-8000-000000000001',
    options: OPTIONS,
  })
  expect(wrong.json()).toMatchObject({ status: 404, code: 'source-not-found' })
})
