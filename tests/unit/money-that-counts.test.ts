import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { examineFile, type ExaminedFile } from '../support/examine-file.ts'

// Money of a file counts somewhere, or a question says where it does not.
const folder = mkdtempSync(join(tmpdir(), 'liuke-money-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

function read(text: string): Promise<ExaminedFile> {
  const path = join(folder, `money-${(files += 1)}.csv`)
  writeFileSync(path, text)
  return examineFile(path)
}

const sums = ({ figures: { orders, sales, refunds }, refused }: ExaminedFile) => ({ orders, sales, refunds, refused })

test('a total price beside pieces of a product is of them, and shipping that has no column is no part of it', async () => {
  const rows = Array.from(
    { length: 8 },
    (_, i) => `A${i},2026-01-0${i + 1},c${i},tea,2,40.00,${i % 2 === 0 ? '4.00,36.00' : '0,40.00'},${i % 2 === 0 ? 36 : 46}.00\n`,
  )
  const found = await read(
    `invoice number,ordered at,member no,item code,units,total price,discounts,sub total,payment amount\n${rows.join('')}`,
  )
  expect(sums(found)).toEqual({ orders: 8, sales: { CNY: 304 }, refunds: {}, refused: 0 })
  expect(found.asked).toContain('paid-beyond-lines')
})

test('a refund that repeats the amount before discounts gives back what was paid', async () => {
  const found = await read(`商户订单号,交易时间,付款账户,交易类型,交易金额,商家优惠,实收金额
A1,2026-01-02 10:00,u1,收款,100.00,10.00,90.00
A2,2026-01-02 11:00,u2,收款,50.00,0.00,50.00
A3,2026-01-02 12:00,u3,收款,60.00,5.00,55.00
A1,2026-01-02 13:00,u1,退款,-100.00,0.00,-90.00
`)
  expect(sums(found)).toEqual({ orders: 3, sales: { CNY: 195 }, refunds: { CNY: 90 }, refused: 0 })
})

describe('a price or an amount below nothing', () => {
  test('is taken off the goods of its order where its name is that of a discount', async () => {
    const found = await read(`order id,order date,customer id,product name,quantity,unit price
A1,2026-01-02,c1,Teapot,1,40.00
A1,2026-01-02,c1,Mug,2,10.00
A1,2026-01-02,c1,Coupon SAVE6,1,-6.00
A2,2026-01-03,c2,Mug,1,10.00
`)
    expect(sums(found)).toEqual({ orders: 2, sales: { CNY: 64 }, refunds: {}, refused: 0 })
    expect(found.asked).toContain('negative-rows')
  })

  test('is taken off where it is no product and the goods are', async () => {
    const found = await read(`订单号,下单时间,会员号,商品编码,商品名称,数量,金额
A1,2026-01-02,M1,P1,茶壶,1,40.00
A1,2026-01-02,M1,,整单立省,1,-4.00
A2,2026-01-03,M2,P2,杯子,1,10.00
`)
    expect(sums(found)).toEqual({ orders: 2, sales: { CNY: 46 }, refunds: {}, refused: 0 })
  })

  test('was given back where it is a product of the order, an order of its own, or more than the goods cost', async () => {
    const found = await read(`order id,order date,customer id,sku,quantity,unit price,amount
A1,2026-01-02,c1,tea,2,20.00,40.00
A1,2026-01-09,c1,tea,1,-20.00,-20.00
A2,2026-01-10,c2,mug,1,-9.00,-9.00
A3,2026-01-11,c2,mug,1,9.00,9.00
A3,2026-01-11,c2,coupon,1,-15.00,-15.00
`)
    expect(sums(found)).toEqual({ orders: 2, sales: { CNY: 49 }, refunds: { CNY: 44 }, refused: 0 })
  })

  test.each([
    ['-1', '-20.00', '-20.00'],
    ['-1', '20.00', '20.00'],
    ['1', '20.00', '-20.00'],
    ['0', '0.00', '-20.00'],
    ['-1', '0.00', '-20.00'],
  ])('is one return of 20 as %s at %s, %s', async (quantity, price, amount) => {
    const found = await read(`order id,order date,customer id,sku,quantity,unit price,amount
A1,2026-01-02,c1,tea,2,20.00,40.00
R1,2026-01-09,c1,tea,${quantity},${price},${amount}
`)
    expect(sums(found)).toEqual({ orders: 1, sales: { CNY: 40 }, refunds: { CNY: 20 }, refused: 0 })
  })

  test('counts nowhere in an order that was never paid', async () => {
    const found = await read(`order id,order date,customer id,product name,quantity,unit price,status
A1,2026-01-02,c1,Teapot,1,40.00,pending
A1,2026-01-02,c1,Coupon,1,-6.00,pending
A2,2026-01-03,c2,Mug,1,10.00,paid
`)
    expect(sums(found)).toEqual({ orders: 1, sales: { CNY: 10 }, refunds: {}, refused: 0 })
  })
})

test('an amount at a price of nothing is a sale, and one of no pieces is said', async () => {
  const found = await read(`order id,order date,customer id,sku,quantity,unit price,amount
A1,2026-01-02,c1,tea,2,0.00,40.00
A2,2026-01-09,c1,tea,0,20.00,20.00
`)
  expect(sums(found)).toEqual({ orders: 1, sales: { CNY: 40 }, refunds: {}, refused: 0 })
  expect(found.asked).toContain('amount-without-pieces')
})

test('a figure of the whole order that differs between the rows of one is added up there, and said', async () => {
  const others = Array.from({ length: 20 }, (_, i) => `B${i},2026-02-01,c${i},30.00,tea\nB${i},2026-02-01,c${i},30.00,mug\n`).join('')
  const found = await read(`order id,order date,customer id,amount paid,product name
A1,2026-01-02,c1,10.00,tea
A1,2026-01-02,c1,25.00,mug
${others}`)
  expect(sums(found)).toMatchObject({ orders: 21, sales: { CNY: 635 } })
  expect(found.asked).toContain('amount-of-order')
})

test('what was paid beyond the lines is said in figures', async () => {
  const found = await read(`order id,order date,customer id,sku,quantity,unit price,amount paid
A1,2026-01-02,c1,tea,2,20.00,40.00
A2,2026-01-03,c2,tea,3,20.00,68.00
A3,2026-01-04,c3,mug,2,10.00,20.00
A4,2026-01-05,c4,mug,4,10.00,40.00
`)
  expect(found.figures.sales).toEqual({ CNY: 160 })
  const said = found.plan.interpretation.questions.find(({ code }) => code === 'paid-beyond-lines')
  expect(said?.text.en).toContain('"amount paid" comes to 168.00 and the lines to 160.00, 8.00 less')
})

test('a return that stands twice in a file is said', async () => {
  const found = await read(`order id,order date,customer id,sku,quantity,unit price
A1,2026-01-02,c1,tea,2,20.00
R1,2026-01-03,c1,tea,-1,20.00
R1,2026-01-03,c1,tea,-1,20.00
`)
  expect(sums(found)).toMatchObject({ sales: { CNY: 40 }, refunds: { CNY: 20 } })
  expect(found.asked).toContain('rows-repeated')
})

test('numbers that could be thousands are so where semicolons part the cells, or where the other columns say so', async () => {
  const parted = await read('Auftrag;Datum;Kunde;Betrag\nA1;05.01.2026;c1;1.000\nA2;15.01.2026;c2;2.000\n')
  expect(parted.figures.sales).toEqual({ CNY: 3000 })
  expect(parted.asked).toContain('decimal-mark')
  const others = await read('Auftrag;Datum;Kunde;Betrag;Versand\nA1;05.01.2026;c1;1.000;4,90\nA2;15.01.2026;c2;2.000;0,00\n')
  expect(others.figures.sales).toEqual({ CNY: 3000 })
  expect(others.asked).not.toContain('decimal-mark')
})

test('a file that was cut within its last row says so', async () => {
  const found = await read(
    'order id,order date,customer id,amount\nA1,2026-01-02,c1,120.50\nA2,2026-01-03,c2,80.00\nA3,2026-01-03,c2,99.90\nA4,2026-01-04,c2,12',
  )
  expect(found.asked).toContain('end-cut')
})

test('a fee is the amount only where nothing else can be', async () => {
  const found = await read(`fee,sales order number,invoice date,client id,net sales
0.80,A1,2026-01-02,c1,40.00
1.20,A2,2026-01-03,c2,60.00
`)
  expect(found.figures.sales).toEqual({ CNY: 100 })
  const alone = await read('fee,order number,date,student id\n800,A1,2026-01-02,c1\n1200,A2,2026-01-03,c2\n')
  expect(alone.figures.sales).toEqual({ CNY: 2000 })
  const total = await read('order number,date,email,fee,total\nA1,2026-01-02,a@example.com,0,40\nA2,2026-01-03,b@example.com,3,60\n')
  expect([total.figures.orders, total.figures.sales]).toEqual([2, { CNY: 100 }])
})

test('a phone column with one covered number among three is the phone all the same', async () => {
  const found = await read(`订单号,下单时间,手机号,金额
A1,2026-01-02,13812345678,10
A2,2026-01-03,138****5678,20
A3,2026-01-04,13912345678,30
`)
  expect(found).toMatchObject({ customers: 2, figures: { sales: { CNY: 60 } } })
})
