import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type {
  ImportPage,
  Job,
  Metrics,
  QuarantinedRecord,
  QuarantineSummary,
  RecordView,
  ReplayAnswer,
} from '#http/collect/data-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { ADMIN, Visitor } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-01T10:00:00Z'))
const FILE = `订单号,下单时间,手机号,商品,数量,单价
A1,2026-04-01,13812348000,茶,1,100
A2,2026-13-01,13812348001,茶,1,50
A3,2026-04-03,13812348002,茶,x,50
A4,2026-04-04,13812348003,茶,y,70
A5,2026-04-05,13812348004,=茶,z,70
${Array.from(
  { length: 20 },
  (_, i) => `B${i},2026-04-07,138123490${10 + i},茶,1,10
`,
).join('')}`
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  await shop.ended((await shop.startImport('四月.csv', FILE, 'orders')).id)
})
afterAll(async () => {
  await shop.close()
})

const open = async (query = '') => (await shop.get<{ items: QuarantinedRecord[] }>(`/quarantine${query}`)).items
const of = async (reason: string, position: number) => {
  const found = (await open(`?reason=${reason}`)).find((one) => one.position === position)
  if (found === undefined) throw new Error(`no record of row ${position}`)
  return found
}
const counts = async () => {
  const [one] = (await shop.get<Static<typeof ImportPage>>('/imports')).items
  return one === undefined ? null : { rows: one.rows, stored: one.stored, duplicates: one.duplicates, quarantined: one.quarantined }
}

test('each record names its file and its row, and the list can be cut to a file', async () => {
  const records = await open()
  expect(
    records.map(({ from, position, reason, state }) => [from, position, reason, state]).toSorted(([, a], [, b]) => Number(a) - Number(b)),
  ).toEqual([
    ['四月.csv', 3, 'unreadable-date', 'open'],
    ['四月.csv', 4, 'unreadable-number', 'open'],
    ['四月.csv', 5, 'unreadable-number', 'open'],
    ['四月.csv', 6, 'unreadable-number', 'open'],
  ])
  const summary = await shop.get<Static<typeof QuarantineSummary>>('/quarantine/summary')
  expect(summary.origins).toEqual([{ origin: 'import', originId: records[0]?.originId, from: '四月.csv', count: 4 }])
  expect(await open(`?originId=${records[0]?.originId ?? ''}`)).toHaveLength(4)
  const ofFile = await shop.get<Static<typeof QuarantineSummary>>('/quarantine/summary?originId=00000000-0000-0000-0000-000000000000')
  expect(ofFile.items).toEqual([])
  expect(await open('?originId=00000000-0000-0000-0000-000000000000')).toHaveLength(0)
  expect(await counts()).toEqual({ rows: 25, stored: 21, duplicates: 0, quarantined: 4 })
})

test('a record is masked until it is revealed, which is written down', async () => {
  const { id } = await of('unreadable-date', 3)
  const masked = await shop.get<RecordView>(`/quarantine/${id}`)
  expect(masked.replayable).toBe(true)
  expect(masked.cells.find(({ field }) => field === 'phone')).toMatchObject({ column: '手机号', masked: true })
  expect(JSON.stringify(masked)).not.toContain('13812348001')
  const revealed = await shop.admin.ask('POST', `/quarantine/${id}/reveal`, { why: 'the shop asked' })
  expect(revealed.json<RecordView>().cells.find(({ field }) => field === 'phone')).toMatchObject({ value: '13812348001', masked: false })
  expect(revealed.headers['cache-control']).toBe('no-store')
  const audit = await shop.get<{ items: { action: string; target: string }[] }>('/audit?action=record-revealed')
  expect(audit.items).toMatchObject([{ target: `quarantine:${id}` }])
})

test('a corrected row is stored, and received stays stored + duplicates + quarantined', async () => {
  const { id } = await of('unreadable-date', 3)
  const wrong = await shop.admin.ask('POST', `/quarantine/${id}/replay`, { changes: { 下单时间: 'yesterday' } })
  expect(wrong.json<ReplayAnswer>()).toMatchObject({ outcome: 'refused', refusal: { reason: 'unreadable-date', field: 'orderedAt' } })
  expect(await counts()).toEqual({ rows: 25, stored: 21, duplicates: 0, quarantined: 4 })
  const stranger = await shop.admin.ask('POST', `/quarantine/${id}/replay`, { changes: { 颜色: 'red' } })
  expect([stranger.statusCode, stranger.json<{ code: string }>().code]).toEqual([400, 'unknown-record-column'])

  const right = await shop.admin.ask('POST', `/quarantine/${id}/replay`, { changes: { 下单时间: '2026-04-02' } })
  expect(right.json<ReplayAnswer>()).toEqual({ outcome: 'stored', refusal: null })
  expect(await counts()).toEqual({ rows: 25, stored: 22, duplicates: 0, quarantined: 3 })
  expect(await shop.get<Metrics>('/metrics')).toMatchObject({ lines: 22, customers: 22, revenue: 350 })
  expect(await open()).toHaveLength(3)
  expect(await open('?state=resolved')).toMatchObject([{ id, state: 'resolved' }])
  const again = await shop.admin.ask('POST', `/quarantine/${id}/replay`, {})
  expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'record-closed'])
  expect((await shop.get<{ customers: number }>('/overview')).customers).toBe(22)
})

test('a row corrected to what is stored already is a duplicate', async () => {
  const { id } = await of('unreadable-number', 4)
  const changes = { 订单号: 'A1', 下单时间: '2026-04-01', 手机号: '13812348000', 数量: '1', 单价: '100' }
  const answer = await shop.admin.ask('POST', `/quarantine/${id}/replay`, { changes })
  expect(answer.json<ReplayAnswer>().outcome).toBe('duplicate')
  expect(await counts()).toEqual({ rows: 25, stored: 22, duplicates: 1, quarantined: 2 })
  expect(await shop.get<Metrics>('/metrics')).toMatchObject({ lines: 22, revenue: 350 })
})

test('the rows of a file are downloaded to be repaired, safe for spreadsheets', async () => {
  const [first] = await open()
  const file = await shop.admin.ask('GET', `/quarantine/export?originId=${first?.originId ?? ''}`)
  expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(file.body.split('\r\n')[0]).toBe(
    '\uFEFF订单号,下单时间,手机号,商品,数量,单价,liuke_record,liuke_line,liuke_reason,liuke_field,liuke_help',
  )
  expect(file.body).toMatch(/A5,2026-04-05,13812348004,'=茶,z,70,[\da-f-]{36},6,Not a number,quantity,This is not a number/)
  const chinese = await shop.admin.ask('GET', '/quarantine/export?language=zh-CN')
  expect(chinese.body).toContain('不是数字')
})

test('all rows of a reason are corrected at once, and dismissed with a reason', async () => {
  const started = await shop.admin.ask('POST', '/quarantine/replay', { reason: 'unreadable-number', changes: { 数量: '2' } })
  expect(started.statusCode).toBe(202)
  const { job } = await shop.ended(started.json<Job>().id)
  expect([job.state, job.result]).toEqual(['done', { tried: 2, stored: 2, duplicates: 0, refused: 0 }])
  expect(await counts()).toEqual({ rows: 25, stored: 24, duplicates: 1, quarantined: 0 })
  expect(await open()).toEqual([])
  expect(await shop.get<Metrics>('/metrics')).toMatchObject({ lines: 24, revenue: 630 })

  clock.moveTo(new Date('2026-05-01T11:00:00Z'))
  await shop.ended(
    (await shop.startImport('五月.csv', FILE.replaceAll('2026-04', '2026-03').replaceAll('2026-13', '2026-14'), 'orders')).id,
  )
  const { id } = await of('unreadable-date', 3)
  expect((await shop.admin.ask('POST', `/quarantine/${id}/dismiss`, { why: '测试数据' })).statusCode).toBe(204)
  expect(await open('?state=dismissed')).toMatchObject([{ id, resolution: '测试数据' }])
  const rest = await shop.admin.ask('POST', '/quarantine/dismiss', { reason: 'unreadable-number', why: 'a test of the shop' })
  expect(rest.json()).toEqual({ dismissed: 3 })
  expect(await counts()).toEqual({ rows: 25, stored: 21, duplicates: 0, quarantined: 4 })
  expect((await shop.get<Static<typeof QuarantineSummary>>('/quarantine/summary')).items).toEqual([])
})

test('who may not import looks on only, and who may not reveal gets no clear rows', async () => {
  await shop.admin.ask('POST', '/users', { ...ADMIN, email: 'ana@example.com', name: 'Ana', role: 'analyst' })
  const analyst = new Visitor(shop.server.app)
  await analyst.login('ana@example.com', ADMIN.password)
  const { id } = (await open('?state=dismissed'))[0] ?? { id: '' }
  expect((await analyst.ask('GET', `/quarantine/${id}`)).statusCode).toBe(200)
  for (const [method, path, body] of [
    ['POST', `/quarantine/${id}/replay`, {}],
    ['POST', `/quarantine/${id}/dismiss`, { why: 'because' }],
    ['POST', `/quarantine/${id}/reveal`, { why: 'because' }],
    ['POST', '/quarantine/replay', {}],
    ['GET', '/quarantine/export', undefined],
  ] as const)
    expect([path, (await analyst.ask(method, path, body)).statusCode]).toEqual([path, 403])
})
