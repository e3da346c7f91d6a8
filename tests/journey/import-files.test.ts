import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DEFAULT_RULES } from '#identity/identity-rules.ts'
import { ManualClock } from '#kernel/clock.ts'
import { quarantineCsv } from '#quality/quarantine-csv.ts'
import { IS_SURVIVOR } from '#store/analytical/customer-of-origin.ts'
import { queryMetrics } from '#store/analytical/queries/metrics.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
const clock = new ManualClock(new Date('2026-06-01T00:00:00Z'))
let world: IntakeWorld

beforeAll(async () => {
  world = await openIntakeWorld({ clock })
  // A shop where people have several member cards.
  const kinds = DEFAULT_RULES.kinds.map((one) => (one.kind === 'member_number' ? { ...one, perCustomer: 5 } : one))
  await world.identityRules.save({ ...DEFAULT_RULES, kinds }, { base: 0, author: 'test', note: '' })
})
afterAll(async () => {
  await world?.stop()
  rmSync(dir, { recursive: true, force: true })
})

function put(name: string, content: string | Uint8Array): string {
  const file = join(dir, name)
  writeFileSync(file, content)
  return file
}

const CUSTOMERS = `会员号,姓名,手机号,邮箱,性别,出生年份,城市,会员等级,注册时间,注册渠道,营销授权
M1,张三,138 1234 8000,,男,1990,上海,金卡,2025-01-01 10:00:00,web,是
M2,张三,,Zhang@Example.com,男,,,银卡,2025-03-01 10:00:00,store,否
M3,李四,13912348000,,女,,北京,普通,2025-02-01 10:00:00,app,是
M4,测试账号,,test@shop.test,,,,普通,2025-02-01 10:00:00,web,否
M3,李四,13912348000,,女,,北京,普通,2025-02-01 10:00:00,app,是
,王五,无,,,,,,2025-02-01 10:00:00,app,是
`

it('takes customers in: registrations, copies, refusals, consents', async () => {
  const file = put('customers.csv', iconv.encode(CUSTOMERS, 'gb18030'))
  const dry = await world.imports.importFile({ file, kind: 'customers', dryRun: true })
  const result = await world.imports.importFile({ file, kind: 'customers', preset: 'liuke-customers' })
  expect(result).toMatchObject({ rows: 6, stored: 4, duplicates: 1, quarantined: 1, customers: 4 })
  expect(dry).toMatchObject({ rows: 6, stored: 4, duplicates: 1, quarantined: 1, customers: 4, issues: result.issues })
  expect(result.issues).toMatchObject([{ row: 7, reason: 'unreadable-identifier', field: 'phone' }])
  const { rows } = await world.engines.pg.query<{ masked_name: string; gender: string; is_test: boolean; granted: boolean }>(
    `SELECT c.masked_name, c.attributes->>'gender' AS gender, c.is_test, s.granted FROM identifiers i JOIN customers c ON c.id = i.customer_id
     JOIN consents s ON s.customer_id = c.id AND s.channel = 'email' WHERE i.kind = 'member_number' ORDER BY i.first_seen_at, s.granted DESC`,
  )
  expect(rows).toEqual([
    { masked_name: '张*', gender: 'male', is_test: false, granted: true },
    { masked_name: '李*', gender: 'female', is_test: false, granted: true },
    { masked_name: '测***', gender: null, is_test: true, granted: false },
    { masked_name: '张*', gender: 'male', is_test: false, granted: false },
  ])
  expect(await world.row('SELECT count() AS n, countIf(is_test = 1) AS tests, max(birth_year) AS born FROM customers FINAL')).toEqual({
    n: '4',
    tests: '1',
    born: 1990,
  })

  const again = await world.imports.importFile({ file, kind: 'customers', preset: 'liuke-customers' })
  expect(again).toMatchObject({ rows: 6, stored: 0, duplicates: 5, quarantined: 1, customers: 4 })
})

it('takes orders in from a spreadsheet and merges who turns out to be one person', async () => {
  const PEOPLE = `SELECT count() AS n FROM customers FINAL WHERE ${IS_SURVIVOR}`
  const before = await world.row(PEOPLE)
  const cells = [
    ['订单号', '下单时间', '会员号', '手机号', '邮箱', '商品名称', '数量', '单价'],
    ['A1', new Date('2026-01-02T10:00:00Z'), 'M2', null, null, '茶', 2, 12.5],
    ['A2', '2026-02-03 10:00:00', null, 13812348000, null, '杯', 1, 30],
    ['A3', '2026-03-03 10:00:00', null, null, null, '壶', 1, 99],
    ['A4', '2026-03-04 10:00:00', 'M3', null, null, '测试商品', 1, 0.01],
    ['A5', '2026-03-05 10:00:00', 'M3', null, null, '壶', 'x', 99],
    // A phone of M1 and an address of M2 in one order: both are Zhang San.
    ['A6', '2026-03-06 10:00:00', null, '+86 13812348000', 'zhang@example.com', '壶', -1, 99],
  ]
  const file = put('orders.xlsx', await writeXlsx({ sheets: [{ name: '订单', rows: cells }] }))
  const preview = await world.imports.previewImport({ file, kind: 'orders' })
  expect(preview).toMatchObject({ format: 'xlsx', missing: [], mapping: { orderId: '订单号', orderedAt: '下单时间', phone: '手机号' } })
  expect(preview.issues).toMatchObject([{ row: 6, field: 'quantity' }])

  const result = await world.imports.importFile({ file, kind: 'orders' })
  expect(result).toMatchObject({ rows: 6, stored: 5, duplicates: 0, quarantined: 1, customers: 2, orders: 2, returns: 1 })
  const older = await world.identity.find('member_number', 'M1')
  expect(await world.identity.find('member_number', 'M2')).toBe(older)
  expect(await world.identity.find('phone', '13812348000')).toBe(older)
  expect(
    await world.row(`SELECT count() AS n, toString(sum(amount)) AS amount FROM order_lines FINAL WHERE customer_id = toUUID('${older}')`),
  ).toEqual({ n: '3', amount: '-44' })
  expect(await world.row(PEOPLE)).toEqual({ n: String(Number(before['n']) - 1) })
  expect(await world.row('SELECT count() AS n FROM customer_alias FINAL')).toEqual({ n: '1' })
  // One registration said yes to marketing, the other no, in the same file: no is the safe word.
  const { rows } = await world.engines.pg.query<{ merged: number; granted: boolean }>(
    `SELECT (SELECT count(*) FROM customers WHERE merged_into IS NOT NULL) AS merged, (SELECT bool_or(granted) FROM consents WHERE customer_id = $1) AS granted`,
    [older],
  )
  expect(rows).toEqual([{ merged: 1, granted: false }])
  expect(await queryMetrics(world.engines.clickhouse, { currency: 'CNY' })).toMatchObject({
    lines: 2,
    customers: 1,
    invoices: 2,
    revenue: 55,
    currency: 'CNY',
    returns: 1,
  })
})

it('counts orders as every figure does: an order number of one customer, with a sale at a price', async () => {
  const figures = async () => ({
    metrics: await queryMetrics(world.engines.clickhouse, { currency: 'CNY' }),
    view: Number((await world.row('SELECT count() AS n FROM orders'))['n']),
  })
  const before = await figures()
  const rows = [
    '订单号,下单时间,客户编号,商品名称,数量,单价',
    // Two lines of one order, and the first of them once more.
    'B1,2026-04-01 10:00:00,K1,茶,2,12.5',
    'B1,2026-04-01 10:00:00,K1,杯,1,30',
    'B1,2026-04-01 10:00:00,K1,茶,2,12.5',
    // The same number of another customer is another order.
    'B1,2026-04-02 10:00:00,K2,茶,1,12.5',
    'B2,2026-04-03 10:00:00,K2,壶,1,99',
    // A return, a gift, an order of nobody and a test are none.
    'B2,2026-04-09 10:00:00,K2,壶,-1,99',
    'B3,2026-04-10 10:00:00,K1,赠品,1,0',
    'B4,2026-04-11 10:00:00,,茶,1,12.5',
    'B5,2026-04-12 10:00:00,K1,测试商品,1,0.01',
  ]
  const file = put('counted.csv', `${rows.join('\n')}\n`)
  const dry = await world.imports.importFile({ file, kind: 'orders', dryRun: true })
  const result = await world.imports.importFile({ file, kind: 'orders' })
  const after = await figures()
  expect(dry).toMatchObject({ orders: 3, returns: 1 })
  expect(result).toMatchObject({ rows: 9, duplicates: 1, orders: 3, returns: 1, questions: [{ code: 'rows-repeated' }] })
  expect(after.view - before.view).toBe(3)
  expect(after.metrics.invoices - before.metrics.invoices).toBe(3)
  expect(after.metrics.returns - before.metrics.returns).toBe(1)
})

it('asks about a file in which one number stands in every row', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `SAME,2026-05-01 10:${10 + i}:00,P${i % 2},茶,1,0`)
  const file = put('absurd.csv', `订单号,下单时间,客户编号,商品名称,数量,单价\n${rows.join('\n')}\n`)
  const { questions } = await world.imports.importFile({ file, kind: 'orders', dryRun: true })
  expect(questions.map(({ code }) => code)).toEqual(['no-amounts', 'one-day'])
})

it('takes tickets in, and a closed one in place of the open one', async () => {
  const head = '工单号,会员号,创建时间,关闭时间,类型,主题,渠道,满意度\n'
  const open = put('tickets.csv', `${head}K1,M3,2026-03-01 10:00:00,,投诉,物流,phone,\nK2,M3,13月32日,,咨询,发票,phone,\n`)
  const closed = put('tickets-2.csv', `${head}K1,M3,2026-03-01 10:00:00,2026-03-02 10:00:00,投诉,物流,phone,2\n`)
  const first = await world.imports.importFile({ file: open, kind: 'tickets', preset: 'liuke-tickets' })
  expect(first).toMatchObject({ rows: 2, stored: 1, duplicates: 0, quarantined: 1, customers: 1 })
  expect(await world.imports.importFile({ file: open, kind: 'tickets', preset: 'liuke-tickets' })).toMatchObject({
    stored: 0,
    duplicates: 1,
  })
  expect(await world.imports.importFile({ file: closed, kind: 'tickets', preset: 'liuke-tickets' })).toMatchObject({
    stored: 1,
    duplicates: 0,
  })
  expect(
    await world.row(
      'SELECT count() AS n, any(kind) AS kind, any(satisfaction) AS score, toString(any(available_at)) AS known FROM service_tickets FINAL',
    ),
  ).toEqual({
    n: '1',
    kind: 'complaint',
    score: 2,
    known: '2026-03-02 02:00:00.000',
  })
})

it('lists what was refused, once however often it was imported, and gives it back to be repaired', async () => {
  expect(await world.quarantine.summary()).toEqual([
    { reason: 'unreadable-date', origin: 'import', count: 1 },
    { reason: 'unreadable-identifier', origin: 'import', count: 1 },
    { reason: 'unreadable-number', origin: 'import', count: 1 },
  ])
  const page = await world.quarantine.list({ origin: 'import' }, { limit: 2, cursor: null })
  expect(page.items).toHaveLength(2)
  const rest = await world.quarantine.list({ origin: 'import' }, { limit: 2, cursor: page.nextCursor })
  expect(rest).toMatchObject({ items: [{ stage: 'read', state: 'open' }], nextCursor: null })

  const { items } = await world.quarantine.list({ reason: 'unreadable-identifier' }, { limit: 10, cursor: null })
  const [entry] = items
  expect(await world.quarantine.read(entry?.id ?? '')).toMatchObject({
    entry: { position: 7, field: 'phone' },
    content: { 姓名: '王五', 手机号: '无' },
  })
  const sealed = await world.engines.pg.query<{ record: Buffer }>('SELECT record FROM quarantine')
  expect(sealed.rows.every(({ record }) => !record.includes('王五'))).toBe(true)

  let csv = ''
  for await (const part of quarantineCsv(world.quarantine, { reason: 'unreadable-identifier' })) csv += part
  expect(csv).toBe(
    '\uFEFF会员号,姓名,手机号,邮箱,性别,出生年份,城市,会员等级,注册时间,注册渠道,营销授权,liuke_record,liuke_line,liuke_reason,liuke_field,liuke_help\r\n' +
      `,王五,无,,,,,,2025-02-01 10:00:00,app,是,${entry?.id},7,Unreadable identifier,phone,"The phone, email or ID can't be read. Check it."\r\n`,
  )
  const closing = { actor: 'system', now: clock.now() }
  expect(await world.quarantine.dismiss({ id: entry?.id ?? '' }, 'not needed', closing)).toBe(1)
  expect(await world.quarantine.dismiss({ id: entry?.id ?? '' }, 'not needed', closing)).toBe(0)
})

it('stores nothing of a file that cannot be read to its end, and says so in one sentence', async () => {
  const lines = async (): Promise<unknown> => (await world.row('SELECT count() AS n FROM order_lines'))['n']
  const before = [await lines(), (await world.importStore.list({ limit: 100, cursor: null })).items.length]
  const head = '订单号,下单时间,会员号,单价\n'
  const half = put('half.csv', `${head}B1,2026-01-01,M1,1\n${'B2,2026-01-01,M1,"1\n'.repeat(1)}`)
  const nothing = put('nothing.csv', head)
  const other = put('other.csv', '订单号,会员号,单价\nB1,M1,1\n')
  await expect(world.imports.importFile({ file: half, kind: 'orders' })).rejects.toThrow('never closed')
  await expect(world.imports.importFile({ file: nothing, kind: 'orders' })).rejects.toThrow('has a heading but no rows')
  await expect(world.imports.importFile({ file: other, kind: 'orders' })).rejects.toThrow(
    'no column for orderedAt (下单时间); its columns are "订单号", "会员号", "单价"',
  )
  await expect(world.imports.importFile({ file: other, kind: 'orders', preset: 'online-retail' })).rejects.toThrow(
    'other.csv has no column "InvoiceNo"',
  )
  await expect(world.imports.importFile({ file: dir, kind: 'orders' })).rejects.toThrow('is a directory')
  expect([await lines(), (await world.importStore.list({ limit: 100, cursor: null })).items.length]).toEqual(before)
})

it('lets one import run at a time, and stops when asked', async () => {
  const file = put(
    'many.csv',
    `订单号,下单时间,会员号,单价\n${Array.from({ length: 3_000 }, (_, i) => `C${i},2026-01-01,M${i % 40},1`).join('\n')}\n`,
  )
  const place = await world.importStore.lock()
  await expect(world.imports.importFile({ file, kind: 'orders' })).rejects.toThrow('Another import is running')
  await place.release()
  const stop = new AbortController()
  const stopped = world.imports.importFile({ file, kind: 'orders', batchRows: 500, signal: stop.signal, onProgress: () => stop.abort() })
  await expect(stopped).rejects.toThrow('was stopped; import the file again')
  expect((await world.importStore.list({ limit: 100, cursor: null })).items.filter(({ state }) => state === 'interrupted')).toMatchObject([
    { fileName: 'many.csv' },
  ])
  expect(await world.imports.importFile({ file, kind: 'orders', batchRows: 500 })).toMatchObject({ rows: 3_000, quarantined: 0 })
  expect(await world.row(`SELECT count() AS n, uniqExact(line_key) AS keys FROM order_lines WHERE startsWith(order_id, 'C')`)).toEqual({
    n: '3000',
    keys: '3000',
  })
})
