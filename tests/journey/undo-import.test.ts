import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { quarantineCsv } from '#quality/quarantine-csv.ts'
import { emptyShop, type OpenEngines, openEngines } from '../support/data-folder.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
let clock: ManualClock
let open: OpenEngines
let world: IntakeWorld

beforeAll(async () => {
  open = await openEngines()
})
beforeEach(async () => {
  clock = new ManualClock(new Date('2026-06-01T00:00:00Z'))
  await emptyShop(open.engines)
  world = await openIntakeWorld({ clock, open })
})
afterAll(async () => {
  await open?.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function take(
  name: string,
  content: string,
  kind: ImportKind = 'orders',
  options: Partial<Parameters<IntakeWorld['imports']['importFile']>[0]> = {},
) {
  const file = join(newDataDir(), name)
  writeFileSync(file, content)
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  return world.imports.importFile({ file, kind, ...options })
}

/** Everything that imports leave behind, but for the list of imports and what is never taken back. */
async function state(): Promise<object> {
  const lines = await world.row(
    'SELECT count() AS n, toString(sum(cityHash64(toString(tuple(* EXCEPT (received_at, import_id)))))) AS sum FROM order_lines FINAL',
  )
  const tickets = await world.row(
    'SELECT count() AS n, toString(sum(cityHash64(toString(tuple(* EXCEPT (received_at, import_id)))))) AS sum FROM service_tickets FINAL',
  )
  const people = await world.row(
    'SELECT count() AS n, toString(sum(cityHash64(toString(tuple(* EXCEPT updated_at))))) AS sum FROM customers FINAL',
  )
  const { rows } = await world.engines.pg.query<Record<string, string>>(`SELECT
    (SELECT string_agg(id::text, ',' ORDER BY id) FROM customers) AS customers,
    (SELECT string_agg(kind || masked || customer_id, ',' ORDER BY kind, blind_index) FROM identifiers) AS identifiers,
    (SELECT string_agg(customer_id || channel || granted, ',' ORDER BY customer_id, channel) FROM consents) AS consents,
    (SELECT count(*) FROM quarantine) AS quarantine,
    (SELECT count(*) FROM imported_records) AS remembered`)
  return { ...rows[0], lines, tickets, people }
}

const counts = async (id: string) => {
  const found = await world.importStore.get(id)
  if (found === null) throw new Error('There is no such import.')
  const { rows, stored, duplicates, quarantined, mended } = found
  return { rows, stored, duplicates, quarantined, mended }
}
const undo = (id: string) => world.undos.undo(id, { by: 'ann@shop.cn' })
const HEADING = 'order_id,member_number,ordered_at,product_id,quantity,amount,refund_amount'
const JAN = ['A1,M1,2026-01-02 10:00:00,P1,1,100.00,', 'A2,M2,2026-01-03 10:00:00,P2,2,60.00,', 'A3,M2,2026-01-04 10:00:00,P1,1,30.00,']
const FEB = ['B1,M2,2026-02-02 10:00:00,P1,1,50.00,', 'B2,M3,2026-02-03 10:00:00,P2,1,40.00,', 'B3,M4,not a date,P2,1,40.00,']
const orders = (...rows: readonly string[]): string => `${HEADING}\n${rows.join('\n')}\n`
const CUSTOMERS = '会员号,手机号,姓名,营销授权\nM1,13900001101,甲,是\nM7,13900001107,庚,否\n'
const TICKETS = '工单号,会员号,创建时间,关闭时间,类型\nT1,M1,2026-01-05 10:00:00,,咨询\nT2,M8,2026-01-06 10:00:00,,投诉\n'

it('leaves the shop as it was before the import, and the same file comes in again as at first', async () => {
  await take('people.csv', CUSTOMERS, 'customers')
  await take('jan.csv', orders(...JAN))
  const before = await state()
  const first = await take('feb.csv', orders(...FEB))
  expect(first).toMatchObject({ stored: 2, quarantined: 1, customers: 2 })
  const after = await state()
  expect(await undo(first.importId)).toEqual({
    lines: 2,
    linesStay: 0,
    tickets: 0,
    ticketsStay: 0,
    measures: 0,
    measuresStay: 0,
    subscriptions: 0,
    subscriptionsStay: 0,
    feedback: 0,
    feedbackStay: 0,
    events: 0,
    eventsStay: 0,
    accounts: 0,
    customers: 1,
    customersStay: 0,
    contactsStay: 0,
    consents: 0,
    attributes: 0,
    coupons: 0,
    refused: 1,
  })
  expect(await state()).toEqual(before)
  expect(await world.importStore.get(first.importId)).toMatchObject({ state: 'undone', undoneBy: 'ann@shop.cn', undoneAt: clock.now() })
  await expect(undo(first.importId)).rejects.toMatchObject({ code: 'import-undone' })
  const again = await take('feb.csv', orders(...FEB))
  expect(again).toMatchObject({ stored: 2, quarantined: 1, customers: 2, sales: first.sales, orders: first.orders })
  expect(await state()).toEqual(after)
})

it('empties the shop when everything is taken back, in whatever order', async () => {
  const empty = await state()
  const people = await take('people.csv', CUSTOMERS, 'customers')
  const tickets = await take('tickets.csv', TICKETS, 'tickets')
  const jan = await take('jan.csv', orders(...JAN))
  const feb = await take('feb.csv', orders(...FEB))
  for (const { importId } of [jan, people, feb, tickets]) await undo(importId)
  expect(await state()).toEqual(empty)
})

it('keeps lines that another file has too, and brings back what the import had stored over', async () => {
  const jan = await take('jan.csv', orders(...JAN))
  const afterJan = await state()
  // The export of February holds January as well, and knows that A2 was given back.
  const refunded = 'A2,M2,2026-01-03 10:00:00,P2,2,60.00,60.00'
  const feb = await take('feb.csv', orders(JAN[0] ?? '', refunded, JAN[2] ?? '', ...FEB))
  expect(feb).toMatchObject({ stored: 3, duplicates: 2, quarantined: 1 })
  const both = await state()
  // Taking January back changes no figure: February says all of it.
  expect(await undo(jan.importId)).toMatchObject({ lines: 0, linesStay: 2, customers: 0, customersStay: 2 })
  expect(await state()).toEqual(both)
  expect(await undo(feb.importId)).toMatchObject({ lines: 6, linesStay: 0, customers: 3 })
  expect(await world.row('SELECT count() AS n FROM order_lines FINAL')).toEqual({ n: '0' })

  await take('jan.csv', orders(...JAN))
  const second = await take('feb.csv', orders(JAN[0] ?? '', refunded, JAN[2] ?? '', ...FEB))
  expect(await undo(second.importId)).toMatchObject({ lines: 3, linesStay: 1 })
  expect(await state()).toEqual(afterJan)
})

it('gives consents and tickets back the word from before the import', async () => {
  const tickets = await take('tickets.csv', TICKETS, 'tickets')
  await take('people.csv', CUSTOMERS, 'customers')
  const before = await state()
  const other = await take('words.csv', '会员号,营销授权\nM1,否\nM7,是\nM8,是\n', 'customers')
  const closed = await take('closed.csv', TICKETS.replace('10:00:00,,投诉', '10:00:00,2026-01-08 10:00:00,投诉'), 'tickets')
  expect(await state()).not.toEqual(before)
  expect(await undo(closed.importId)).toMatchObject({ tickets: 0, ticketsStay: 1 })
  expect(await undo(other.importId)).toMatchObject({ consents: 9, customers: 0 })
  expect(await state()).toEqual(before)
  // Both files name T1 and T2.
  const again = await take('closed.csv', TICKETS.replace('10:00:00,,投诉', '10:00:00,2026-01-08 10:00:00,投诉'), 'tickets')
  const both = await state()
  expect(await undo(tickets.importId)).toMatchObject({ tickets: 0, ticketsStay: 1 })
  expect(await state()).toMatchObject({ tickets: (both as { tickets: object }).tickets })
  expect(await undo(again.importId)).toMatchObject({ tickets: 2, ticketsStay: 0 })
})

it('keeps customers who were contacted or written about since, and says so', async () => {
  const jan = await take('jan.csv', orders(...JAN))
  const { rows } = await world.engines.pg.query<{ id: string }>('SELECT id FROM customers ORDER BY id')
  const now = clock.now()
  await world.engines.pg.query(
    `INSERT INTO tasks (id, customer_id, title, script, priority, state, due_at, created_at) VALUES ($1, $2, '{}', '{}', 1, 'open', $3, $3)`,
    [newId(now), rows[0]?.id, now],
  )
  expect(await world.undos.survey(jan.importId)).toMatchObject({ customers: 1, customersStay: 1, contactsStay: 1 })
  expect(await undo(jan.importId)).toMatchObject({ lines: 3, customers: 1, customersStay: 1, contactsStay: 1 })
  const left = await world.engines.pg.query<{ id: string }>('SELECT id FROM customers')
  expect(left.rows).toEqual([rows[0]])
})

it('takes refused rows back when they were mended, read as their file was, and opens them again when that is undone', async () => {
  // Day first: a few mended rows of themselves would not say so.
  const good = Array.from({ length: 10 }, (_, i) => `M${i};D${i};${13 + i}/02/2026;1.250,50`)
  const text = ['member;order_id;order date;amount', ...good, 'M20;D20;03/02/2026;zwölf', 'M21;D21;04/02/2026;??'].join('\n')
  const first = await take('tag.csv', `${text}\n`)
  expect(first).toMatchObject({ stored: 10, quarantined: 2, sales: { CNY: 12_505 } })
  let csv = ''
  for await (const part of quarantineCsv(world.quarantine, { origin: 'import' }, 'zh')) csv += part
  expect(csv.split('\r\n')[0]).toBe('\uFEFFmember,order_id,order date,amount,liuke_record,liuke_line,liuke_reason,liuke_field,liuke_help')
  expect(csv).toContain('不是数字')
  const mended = csv.replace('zwölf', '"1.000,25"')
  const second = await take('mended.csv', mended)
  expect(second).toMatchObject({ rows: 2, stored: 1, quarantined: 1, sales: { CNY: 1000.25 } })
  expect(await world.row(`SELECT toString(toDate(occurred_at, 'Asia/Shanghai')) AS day FROM order_lines WHERE order_id = 'D20'`)).toEqual({
    day: '2026-02-03',
  })
  const open = async () =>
    (await world.quarantine.list({ state: 'open' }, { limit: 10, cursor: null })).items
      .map(({ position }) => position)
      .toSorted((a, b) => a - b)
  expect(await open()).toEqual([3])
  expect(second.mended).toEqual({ given: 2, taken: 1 })
  // The first file has a row in that was not, and one that is still out: it can be fetched from either.
  expect(await counts(first.importId)).toEqual({ rows: 12, stored: 11, duplicates: 0, quarantined: 1, mended: 1 })
  expect(await counts(second.importId)).toEqual({ rows: 2, stored: 1, duplicates: 0, quarantined: 1, mended: 0 })
  const refusedOf = async (id: string): Promise<string> => {
    let text = ''
    const originId = (await world.importStore.get(id))?.originId ?? ''
    for await (const part of quarantineCsv(world.quarantine, { origin: 'import', originId }, 'zh')) text += part
    return text
  }
  const rest = await refusedOf(first.importId)
  expect(rest).toContain('??')
  expect(await refusedOf(second.importId)).toBe(rest)
  const third = await take('mended-again.csv', rest.replace('??', '5'))
  expect(third).toMatchObject({ rows: 1, stored: 1, mended: { given: 1, taken: 1 } })
  const all = { rows: 12, stored: 12, duplicates: 0, quarantined: 0, mended: 2 }
  expect(await counts(first.importId)).toEqual(all)
  expect(await counts(second.importId)).toEqual({ rows: 2, stored: 2, duplicates: 0, quarantined: 0, mended: 1 })
  // The same file again changes nothing: the rows are closed.
  const again = await take('mended-again.csv', rest.replace('??', '5'))
  expect(again).toMatchObject({ stored: 0, duplicates: 1 })
  expect(await counts(first.importId)).toEqual(all)
  await undo(second.importId)
  expect(await open()).toEqual([12])
  expect(await counts(first.importId)).toEqual({ rows: 12, stored: 11, duplicates: 0, quarantined: 1, mended: 1 })
  await undo(third.importId)
  expect(await open()).toEqual([12, 13])
  expect(await counts(first.importId)).toEqual({ rows: 12, stored: 10, duplicates: 0, quarantined: 2, mended: 0 })
})

it('asks before it stores a file a second time in another reading', async () => {
  const first = await take('orders.csv', orders(...JAN))
  const before = await state()
  const otherwise = { corrections: { mapping: { refundAmount: null } } }
  await expect(take('orders.csv', orders(...JAN), 'orders', otherwise)).rejects.toMatchObject({
    code: 'questions-open',
    details: { codes: 'read-otherwise' },
  })
  const rehearsed = await take('orders.csv', orders(...JAN), 'orders', { ...otherwise, dryRun: true })
  expect(rehearsed.questions.map(({ code }) => code)).toContain('read-otherwise')
  expect(await state()).toEqual(before)
  // In the same reading it is no question, after an undo neither.
  expect(await take('orders.csv', orders(...JAN))).toMatchObject({ stored: 0, duplicates: 3 })
  await undo(first.importId)
  expect(await take('orders.csv', orders(...JAN), 'orders', otherwise)).toMatchObject({ stored: 3, sales: { CNY: 190 } })
})

it('asks before it stores orders a second time with the lines of another export', async () => {
  const list = `order id,order date,customer id,amount paid,status
T1,2026-01-03,M1,60.00,paid
T2,2026-01-04,M2,25.00,paid
T3,2026-01-05,M1,10.00,paid
`
  const items = `order id,order date,customer id,sku,quantity,unit price
T1,2026-01-03,M1,tea,1,40.00
T1,2026-01-03,M1,mug,2,10.00
T2,2026-01-04,M2,mug,2,12.50
`
  const first = await take('orders.csv', list)
  const before = await state()
  await expect(take('items.csv', items)).rejects.toMatchObject({ code: 'questions-open', details: { codes: 'orders-there' } })
  const rehearsed = await take('items.csv', items, 'orders', { dryRun: true })
  expect(rehearsed.questions.find(({ code }) => code === 'orders-there')?.text.en).toContain(
    '2 of the first 2 orders were already imported from another file',
  )
  expect(await state()).toEqual(before)
  // The next export of the same kind, with an order more and another status, is no question.
  const later = `${list.replace('T2,2026-01-04,M2,25.00,paid', 'T2,2026-01-04,M2,25.00,refunded')}T4,2026-01-06,M2,5.00,paid\n`
  expect(await take('later.csv', later)).toMatchObject({ orders: 4 })
  // Nor is the same number in another year.
  expect(await take('old.csv', items.replaceAll('2026', '2025').replaceAll('-01-0', '-02-0'))).toMatchObject({ stored: 3 })
  await undo(first.importId)
})

it('takes back unfinished runs with the one that completed them, and nothing of a run that only repeated it', async () => {
  const empty = await state()
  const many = orders(...Array.from({ length: 400 }, (_, i) => `C${i},M${i % 40},2026-03-01 10:00:00,P1,1,${i + 1}.00,`))
  const controller = new AbortController()
  await expect(
    take('many.csv', many, 'orders', {
      batchRows: 50,
      signal: controller.signal,
      onProgress: ({ rows }) => rows >= 150 && controller.abort(),
    }),
  ).rejects.toMatchObject({ code: 'import-cancelled' })
  const done = await take('many.csv', many)
  const again = await take('many.csv', many)
  expect(done.stored).toBeLessThan(400)
  expect(again).toMatchObject({ stored: 0, duplicates: 400 })
  const full = await state()
  expect(await undo(again.importId)).toMatchObject({ lines: 0, linesStay: 0, customers: 0 })
  expect(await state()).toEqual(full)
  expect(await undo(done.importId)).toMatchObject({ lines: 400, customers: 40 })
  expect(await state()).toEqual(empty)
  expect((await world.importStore.list({ limit: 10, cursor: null })).items.map(({ state: one }) => one)).toEqual([
    'undone',
    'undone',
    'undone',
  ])
})

it('frees the coupons that its orders used, and leaves those of other orders used', async () => {
  const { rows } = await world.engines.pg.query<{ code: string }>(
    `INSERT INTO coupons (code, send_key, decision_id, customer_id, source_id, channel, issued_at)
     SELECT code, 'send-' || code, gen_random_uuid(), gen_random_uuid(), 'winback', 'email', '2026-01-01' FROM unnest(ARRAY['4J7RK-Q2P9X', '8M3TW-VA5CD']) AS code
     RETURNING code`,
  )
  const [mine = '', other = ''] = rows.map(({ code }) => code)
  const file = (id: string, code: string): string =>
    `order_id,member_number,ordered_at,product_id,quantity,amount,coupon_code\n${id},M1,2026-01-02 10:00:00,P1,1,100.00,${code}\n`
  const used = async () =>
    (await world.engines.pg.query<{ code: string; order_id: string | null }>('SELECT code, order_id FROM coupons ORDER BY code')).rows
  await take('other.csv', file('B1', other))
  const { importId } = await take('mine.csv', file('A1', mine))
  expect(await used()).toEqual([
    { code: mine, order_id: 'A1' },
    { code: other, order_id: 'B1' },
  ])
  expect(await undo(importId)).toMatchObject({ coupons: 1, lines: 1 })
  expect(await used()).toEqual([
    { code: mine, order_id: null },
    { code: other, order_id: 'B1' },
  ])
})

it('after two people turned out to be one, takes its own lines back and no one else’s', async () => {
  const shop = 'order_id,phone,email,ordered_at,product_id,quantity,amount\n'
  const first = await take('phones.csv', `${shop}A1,13900001101,,2026-01-02 10:00:00,P1,1,100.00\n`)
  const second = await take('mails.csv', `${shop}B1,,li@example.com,2026-01-03 10:00:00,P1,1,50.00\n`)
  // This file knows that both are one.
  const both = await take('both.csv', `${shop}C1,13900001101,li@example.com,2026-01-04 10:00:00,P1,1,30.00\n`)
  const people = async () =>
    (await world.row('SELECT count(DISTINCT customer_id) AS people, sum(amount) AS sales FROM order_lines FINAL')) as object
  expect(await people()).toEqual({ people: '1', sales: 180 })
  expect(await undo(second.importId)).toMatchObject({ lines: 1, linesStay: 0 })
  expect(await people()).toEqual({ people: '1', sales: 130 })
  await undo(both.importId)
  await undo(first.importId)
  expect(await world.row('SELECT count() AS n FROM order_lines FINAL')).toEqual({ n: '0' })
  const left = await world.engines.pg.query('SELECT id FROM customers UNION ALL SELECT customer_id FROM identifiers')
  expect(left.rows).toEqual([])
})

it('is refused the second time, and while an import runs', async () => {
  const jan = await take('jan.csv', orders(...JAN))
  const feb = await take('feb.csv', orders(...FEB))
  const before = await state()
  const place = await world.importStore.lock()
  try {
    await expect(undo(jan.importId)).rejects.toMatchObject({ code: 'import-running' })
    expect(await state()).toEqual(before)
  } finally {
    await place.release()
  }
  await undo(jan.importId)
  const after = await state()
  await expect(undo(jan.importId)).rejects.toMatchObject({ code: 'import-undone' })
  expect(await state()).toEqual(after)
  expect(await undo(feb.importId)).toMatchObject({ lines: 2 })
})
