import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Rng } from '#kernel/rng.ts'
import { shanghaiText } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import { PRODUCTS, STORES } from './catalogue.ts'
import { CsvWriter } from './csv-writer.ts'
import { CUSTOMER_HEADER, customerRow } from './customer-rows.ts'
import { BROKEN_ORDER_CELLS, DUPLICATE_LINE_SHARE, hasDirt } from './dirt.ts'
import { FEEDBACK_HEADER, feedbackRow } from './feedback-rows.ts'
import type { Life } from './life.ts'
import { MEASURE_HEADER, measureRows } from './measure-rows.ts'
import { ORDER_HEADER, rowsBetween } from './order-rows.ts'
import type { OrderRow } from './order-rows.ts'
import type { Person } from './person.ts'
import { TICKET_HEADER, ticketRow } from './ticket-rows.ts'

/** Counts of what was written, so that an import can be checked row by row. `quarantined` rows are unreadable and must be rejected. */
export interface HistoryCounts {
  readonly customers: { rows: number; quarantined: number; badPhones: number; testAccounts: number }
  readonly orders: {
    rows: number
    /** Second copies of a line, exactly alike. */
    duplicates: number
    quarantined: number
    testLines: number
    withoutCustomer: number
    returnLines: number
    /** Order numbers of sales of a known person, test orders left out. */
    sales: number
  }
  readonly tickets: { rows: number; quarantined: number }
  readonly measures: { rows: number }
  readonly feedback: { rows: number; quarantined: number }
}

export interface HistoryFiles {
  readonly customers: string
  readonly orders: string
  readonly tickets: string
  readonly measures: string
  readonly feedback: string
  readonly counts: HistoryCounts
}

/** One test account per thousand people, at least one. */
const TEST_ACCOUNTS_PER_PERSON = 1 / 1_000

/** Writes the files of the shop's history before T0, person by person. */
export async function writeHistoryFiles(
  dir: string,
  seed: string,
  calendar: Calendar,
  people: Iterable<{ readonly person: Person; readonly life: Life }>,
  populationSize: number,
): Promise<HistoryFiles> {
  await mkdir(dir, { recursive: true })
  const path = {
    customers: join(dir, 'customers.csv'),
    orders: join(dir, 'orders.csv'),
    tickets: join(dir, 'tickets.csv'),
    measures: join(dir, 'measures.csv'),
    feedback: join(dir, 'feedback.csv'),
  }
  const customers = new CsvWriter(path.customers, CUSTOMER_HEADER)
  const orders = new CsvWriter(path.orders, ORDER_HEADER)
  const tickets = new CsvWriter(path.tickets, TICKET_HEADER)
  const measures = new CsvWriter(path.measures, MEASURE_HEADER)
  const feedback = new CsvWriter(path.feedback, FEEDBACK_HEADER)
  const counts: HistoryCounts = {
    customers: { rows: 0, quarantined: 0, badPhones: 0, testAccounts: Math.max(1, Math.round(populationSize * TEST_ACCOUNTS_PER_PERSON)) },
    orders: { rows: 0, duplicates: 0, quarantined: 0, testLines: 0, withoutCustomer: 0, returnLines: 0, sales: 0 },
    tickets: { rows: 0, quarantined: 0 },
    measures: { rows: 0 },
    feedback: { rows: 0, quarantined: 0 },
  }

  for (const { person, life } of people) {
    const rng = new Rng(`${seed}/files/${person.index}`)
    for (const account of person.accounts) await customers.add(customerRow(seed, calendar, person, account))
    if (person.accounts[0].rawPhone !== '' && !person.accounts[0].phoneUsable) counts.customers.badPhones += 1
    if (hasDirt('customerWithoutIdentifier', person.index)) {
      await customers.add(['', person.name, '', '', '', '', person.city, '普通', shanghaiText(calendar.instant(-30, 12)), 'store', '否'])
      counts.customers.quarantined += 1
    }
    for (const entry of rowsBetween(seed, person, life.purchases, -Infinity, calendar.end.getTime())) {
      if (entry.kind === 'sale') counts.orders.sales += 1
      for (const row of entry.rows) {
        await orders.add(row)
        if (entry.kind === 'return') counts.orders.returnLines += 1
        if (!rng.chance(DUPLICATE_LINE_SHARE)) continue
        await orders.add(row)
        counts.orders.duplicates += 1
        if (entry.kind === 'return') counts.orders.returnLines += 1
      }
    }
    for (const extra of extraOrders(seed, calendar, person, rng)) {
      await orders.add(extra.row)
      counts.orders[extra.counter] += 1
    }
    for (const ticket of life.tickets) {
      const row = ticketRow(person, ticket, calendar.end.getTime())
      if (row !== null) await tickets.add(row)
    }
    for (const row of measureRows(seed, calendar, person)) await measures.add(row)
    const answer = feedbackRow(seed, calendar, person, life)
    if (answer !== null) await feedback.add(answer)
    if (hasDirt('brokenTicket', person.index)) {
      await feedback.add([`FX${person.index}`, person.accounts[0].memberNumber, shanghaiText(calendar.instant(-20, 10)), '很好', '', ''])
      counts.feedback.quarantined += 1
      await tickets.add([`KX${person.index}`, person.accounts[0].memberNumber, '13月32日', '', '咨询', '发票', '电话', ''])
      counts.tickets.quarantined += 1
    }
  }
  for (let i = 0; i < counts.customers.testAccounts; i += 1) {
    const account = `M9${String(i).padStart(7, '0')}`
    const joined = shanghaiText(calendar.instant(calendar.firstDay + 10, 10))
    await customers.add([account, '测试账号', '', `test${i}@shop.test`, '', '', '上海', '普通', joined, 'web', '否'])
    const product = PRODUCTS[i % PRODUCTS.length] as (typeof PRODUCTS)[number]
    const at = calendar.instant(-200 + (i % 190), 15)
    await orders.add([
      `TEST${i}`,
      '销售',
      account,
      '',
      shanghaiText(at),
      product.id,
      `测试-${product.name}`,
      product.category,
      '1',
      '0.01',
      'web',
      '',
      '支付宝',
      '',
    ])
    counts.orders.testLines += 1
  }

  await Promise.all([customers, orders, tickets, measures, feedback].map((file) => file.close()))
  counts.customers.rows = customers.rows
  counts.orders.rows = orders.rows
  counts.tickets.rows = tickets.rows
  counts.measures.rows = measures.rows
  counts.feedback.rows = feedback.rows
  return { ...path, counts }
}

interface ExtraOrder {
  readonly row: OrderRow
  readonly counter: 'quarantined' | 'withoutCustomer' | 'testLines'
}

/** Rows that a clean file would not have: unreadable ones, anonymous walk-in sales, and test orders. */
function* extraOrders(seed: string, calendar: Calendar, person: Person, rng: Rng): Generator<ExtraOrder> {
  const row = (number: string, member: string, channel: string): OrderRow => {
    const product = PRODUCTS[rng.int(PRODUCTS.length)] as (typeof PRODUCTS)[number]
    const at = shanghaiText(calendar.instant(-1 - rng.int(300), 10 + rng.next() * 10))
    const store = channel === 'store' ? (STORES[rng.int(STORES.length)] as string) : ''
    return [
      number,
      '销售',
      member,
      '',
      at,
      product.id,
      product.name,
      product.category,
      '1',
      (product.unitMinor / 100).toFixed(2),
      channel,
      store,
      '微信支付',
      '',
    ]
  }
  const member = person.accounts[0].memberNumber
  if (hasDirt('brokenOrder', person.index)) {
    const broken = row(`X${person.index}`, member, 'web')
    const cell = BROKEN_ORDER_CELLS[Math.floor(person.index / 83) % BROKEN_ORDER_CELLS.length] as (typeof BROKEN_ORDER_CELLS)[number]
    broken[ORDER_HEADER.findIndex((name) => name === cell.column)] = cell.text
    yield { row: broken, counter: 'quarantined' }
  }
  if (hasDirt('orderWithoutCustomer', person.index)) yield { row: row(`W${person.index}`, '', 'store'), counter: 'withoutCustomer' }
  if (hasDirt('testOrder', person.index)) {
    const test = row(`TEST-${new Rng(`${seed}/test`).int(1e6)}-${person.index}`, member, 'app')
    test[6] = `测试商品${test[6] ?? ''}`
    test[9] = '0.01'
    yield { row: test, counter: 'testLines' }
  }
}
