import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { instantReader } from '#collect/import/parse-instant.ts'
import { examineFile, type ExaminedFile } from '../support/examine-file.ts'

// Each kind of file here came out of tests/unit/random-shops.test.ts with a wrong figure and no word about it.
const folder = mkdtempSync(join(tmpdir(), 'liuke-found-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

function put(text: string): string {
  const path = join(folder, `found-${(files += 1)}.csv`)
  writeFileSync(path, text)
  return path
}

const sums = ({ figures: { orders, sales, refunds }, customers, refused }: ExaminedFile) => ({ orders, customers, sales, refunds, refused })

test('a status of which the words are as long as sentences is one all the same', async () => {
  const file = put(
    `订单编号,创建时间,客户编号,金额,订单状态
1,2026-01-02,101,10,买家已付款，等待卖家发货
2,2026-01-03,102,20,卖家已发货，等待买家确认
3,2026-01-04,101,30,等待买家付款
`.replaceAll('，', '、'),
  )
  expect(sums(await examineFile(file))).toMatchObject({ orders: 2, customers: 2, sales: { CNY: 30 } })
})

test('a column of which the words are those of orders is their status, whatever its heading', async () => {
  const file = put(`order_id,order_date,email,amount,state
1,2026-01-02,ida@example.com,10,Shipped
2,2026-01-03,ole@example.com,20,Cancelled
3,2026-01-04,ole@example.com,40,Awaiting Payment
`)
  const found = await examineFile(file)
  expect(sums(found)).toMatchObject({ orders: 1, sales: { CNY: 10 } })
  expect(found.asked).toContain('column-guessed')
})

test('a time of payment on the first row of an order says that the others were not paid', async () => {
  const file = put(`order no,created,paid at,buyer email,sku,qty,unit price
A1,2026-01-02,2026-01-02,ida@example.com,x,1,10
A1,,,,y,1,5
A1,,,,z,1,4
A2,2026-01-03,,ole@example.com,x,2,10
A3,2026-01-04,2026-01-05,ole@example.com,x,1,10
`)
  expect(sums(await examineFile(file))).toMatchObject({ orders: 2, sales: { CNY: 29 } })
})

test('a nought is one however its decimals are written', async () => {
  const file = put(`order no;created;buyer email;amount;refund
A1;2026-01-02;ida@example.com;12,50;0.00
A2;2026-01-03;ole@example.com;1.120,00;20,50
`)
  const found = await examineFile(file)
  expect(sums(found)).toMatchObject({ refused: 0, sales: { CNY: 1132.5 }, refunds: { CNY: 20.5 } })
  expect(found.asked).toEqual([])
})

test('a file of quoted cells and tabs has its columns', async () => {
  const file = put('"order no"\t"created"\t"buyer email"\t"amount"\n"A1"\t"2026-01-02"\t"ida@example.com"\t"1,299.50"\n')
  expect(sums(await examineFile(file))).toMatchObject({ orders: 1, sales: { CNY: 1299.5 } })
})

test.each([
  ['Mar 1, 2023 6:07 PM', '2023-03-01T18:07:00.000Z'],
  ['mar. 7 mars 2023', '2023-03-07T00:00:00.000Z'],
  ['Tue, Mar 7, 2023', '2023-03-07T00:00:00.000Z'],
  ['Tuesday 07/03/2023', '2023-03-07T00:00:00.000Z'],
])('%s is %s', (text, right) => {
  expect(new Date(instantReader('UTC', 'dmy')(text) ?? 0).toISOString()).toBe(right)
})

test('amounts before discounts are held against the totals, and the discounts come off', async () => {
  const file = put(`order no,created,email,item,qty,line total,discount,order total
A1,2026-01-02,ida@example.com,Tea,2,20,3,26
A1,2026-01-02,ida@example.com,Cup,1,9,3,26
A2,2026-01-03,ole@example.com,Tea,1,10,0,10
A3,2026-01-04,ole@example.com,Tea,3,30,5,25
`)
  expect(sums(await examineFile(file))).toMatchObject({ sales: { CNY: 61 } })
})

test('where less was paid than the amounts come to, what was paid is sold, and it is asked', async () => {
  const file = put(`order no,created,email,amount,amount paid
A1,2026-01-02,ida@example.com,20,17
A2,2026-01-03,ole@example.com,10,10
A3,2026-01-04,ole@example.com,30,24.5
`)
  const found = await examineFile(file)
  expect(sums(found)).toMatchObject({ sales: { CNY: 51.5 } })
  expect(found.asked).toContain('paid-differs')
})

test('totals that differ within an order are of its lines, and shipping that was paid is not in them', async () => {
  const file = put(`order no,created,email,item,qty,total price,total paid,shipping fee
A1,2026-01-02,ida@example.com,Tea,2,20,34,5
A1,2026-01-02,ida@example.com,Cup,1,9,34,5
A2,2026-01-03,ole@example.com,Tea,1,10,10,
A3,2026-01-04,ole@example.com,Tea,3,30,36,6
`)
  expect(sums(await examineFile(file))).toMatchObject({ sales: { CNY: 69 } })
})

test('customers by the phone of who receives the goods are asked about', async () => {
  const file = put('订单号,下单时间,收货人手机,金额\n1,2026-01-02,13712345678,10\n2,2026-01-03,13712345679,20\n')
  const found = await examineFile(file)
  expect(sums(found)).toMatchObject({ customers: 2, sales: { CNY: 30 } })
  expect(found.asked).toContain('customers-by-receiver')
})

test('rows that are copies of others count once, and it is asked', async () => {
  const file = put('customer_id,date,amount\na,2026-01-02,10\na,2026-01-02,10\nb,2026-01-03,9\n')
  const found = await examineFile(file)
  expect(sums(found)).toMatchObject({ sales: { CNY: 19 } })
  expect(found.asked).toContain('rows-repeated')
})

test('amounts with the sign of a currency in letters are amounts', async () => {
  const file = put('order no,created,email,amount\n1,2026-01-02,ida@example.com,US$3\n2,2026-01-03,ole@example.com,"US$1,061.20"\n')
  expect(sums(await examineFile(file))).toMatchObject({ sales: { USD: 1064.2 } })
})

test('a currency in the heading of the goods is that of the file', async () => {
  const file = put(
    'order no,created,email,subtotal (EUR),shipping (EUR)\n1,2026-01-02,ida@example.com,10.50,3\n2,2026-01-03,ole@example.com,20,0\n',
  )
  expect(sums(await examineFile(file))).toMatchObject({ sales: { EUR: 30.5 } })
})

test('a line that gives back a cent more than its part of a discount leaves of it loses no cent', async () => {
  const file = put(`order no,created,email,sku,qty,price,order discount,order total,refunded
A1,2026-01-02,ida@example.com,x,1,10.01,1,19.02,9.51
A1,2026-01-02,ida@example.com,y,1,10.01,1,19.02,9.51
A2,2026-01-03,ole@example.com,x,1,10.01,0.50,19.52,9.77
A2,2026-01-03,ole@example.com,y,1,10.01,0.50,19.52,0
A3,2026-01-04,ole@example.com,x,2,10.01,0,20.02,0
`)
  expect(sums(await examineFile(file))).toMatchObject({ sales: { CNY: 58.56 }, refunds: { CNY: 28.79 } })
})

test('of two totals the one that differs from row to row is of the lines', async () => {
  const file = put(`order no,created,email,item,total price,total,shipping
A1,2026-01-02,ida@example.com,Tea,20,34,5
A1,2026-01-02,ida@example.com,Cup,9,34,5
A2,2026-01-03,ole@example.com,Tea,10,10,0
A3,2026-01-04,ole@example.com,Tea,30,36,6
`)
  expect(sums(await examineFile(file))).toMatchObject({ sales: { CNY: 69 } })
})

test('figures of whole orders without order numbers are asked about', async () => {
  const file = put(`date,customer id,item,amount paid
2026-01-02,a,Tea,0
2026-01-02,a,Cup,30
2026-01-03,b,Tea,9
2026-01-03,b,Cup,9
2026-01-04,b,Cup,9
2026-01-04,b,Tea,9
`)
  const { plan } = await examineFile(file)
  expect(plan.interpretation.money).toMatchObject({ basis: 'paid', level: 'order' })
  expect(plan.interpretation.questions).toContainEqual(expect.objectContaining({ code: 'no-order-number', weight: 'question' }))
})

test('totals of lines before discounts are no proof that there is no discount', async () => {
  const file = put(`order no,created,email,item,qty,price,total price,discount
A1,2026-01-02,ida@example.com,Tea,2,10,20,3
A1,2026-01-02,ida@example.com,Cup,1,9,9,3
A2,2026-01-03,ole@example.com,Tea,1,10,10,0
A3,2026-01-04,ole@example.com,Tea,3,10,30,5
A3,2026-01-04,ole@example.com,Cup,2,9,18,5
A4,2026-01-05,ole@example.com,Cup,2,9,18,0
`)
  expect((await examineFile(file)).asked).toContain('discount-unclear')
})

test('an order of day and month that makes days of the future is none', async () => {
  const file = put(
    'order no,created,email,amount\n1,11/12/2025,ida@example.com,10\n2,01/12/2026,ole@example.com,20\n3,02/11/2026,ole@example.com,20\n',
  )
  expect((await examineFile(file)).figures).toMatchObject({ firstAt: '2025-11-11T16:00:00.000Z', lastAt: '2026-02-10T16:00:00.000Z' })
})

test('a total before discounts is no proof of what was sold either', async () => {
  const file = put(`order no,created,email,item,qty,price,total price,discount
A1,2026-01-02,ida@example.com,Tea,2,10,20,3
A2,2026-01-03,ole@example.com,Tea,1,10,10,0
A3,2026-01-04,ole@example.com,Cup,3,9,27,5
`)
  expect((await examineFile(file)).asked).toContain('discount-unclear')
})

test('a total to which shipping is added to make what was paid is what was sold', async () => {
  const row = (n: number, total: number, shipping: number): string =>
    `A${n},2026-01-0${n},m${n}@example.com,${total},${shipping},${total + shipping}\n`
  const file = put(
    `order no,created,email,total,shipping,total paid\n${row(1, 20, 5)}${row(2, 10, 0)}${row(3, 30, 5)}${row(4, 7, 6)}${row(5, 8, 0)}`,
  )
  expect(sums(await examineFile(file))).toMatchObject({ sales: { CNY: 75 } })
})

test('refunds that differ within an order are of its lines, however many others stand on a first row alone', async () => {
  const first = Array.from(
    { length: 12 },
    (_, i) => `B${i},2026-02-01,m${i}@example.com,x,1,10,2\nB${i},2026-02-01,m${i}@example.com,y,1,5,\n`,
  )
  const file = put(
    `order no,created,email,sku,qty,price,refund\n${first.join('')}A1,2026-01-02,a@example.com,x,1,10,10\nA1,2026-01-02,a@example.com,y,1,5,5\nA2,2026-01-02,a@example.com,y,1,5,\n`,
  )
  expect(sums(await examineFile(file))).toMatchObject({ refunds: { CNY: 39 } })
})

test('what a shop is charged for a sale is not what was sold, and an amount far from the subtotal is asked about', async () => {
  const rows = Array.from({ length: 6 }, (_, i) => `E${i},2026-03-0${i + 1},m${i % 3}@example.com,${(i + 1) / 10},${(i + 1) * 20}`)
  const fee = put(`order reference,order date,email,transaction fee,sub total\n${rows.join('\n')}\n`)
  expect(sums(await examineFile(fee))).toMatchObject({ sales: { CNY: 420 } })
  const amount = put(`order reference,order date,email,amount,sub total\n${rows.join('\n')}\n`)
  expect((await examineFile(amount)).asked).toContain('total-differs')
})

test('a total that each row of a customer and moment repeats is of the order, and a total price beside an invoice total is of the line', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `m${i >> 1},2026-03-0${(i >> 1) + 1} 10:00,SKU${i},${i % 3},${((i >> 1) + 1) * 10}`)
  const repeated = put(`会员编号,下单时间,商家编码,商品数量,商品总额\n${rows.join('\n')}\n`)
  const found = await examineFile(repeated)
  expect(sums(found)).toMatchObject({ orders: 6, sales: { CNY: 210 } })
  expect(found.asked).toContain('amount-of-order')
  const lines = Array.from({ length: 4 }, (_, i) => `A${i},2026-03-0${i + 1},m${i}@example.com,${(i + 1) * 10},${i},${(i + 1) * 10 - i}`)
  const invoiced = put(`order #,invoice date,billing email,total price,discount,invoice total\n${lines.join('\n')}\n`)
  expect(sums(await examineFile(invoiced))).toMatchObject({ sales: { CNY: 94 } })
})
