import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { examineFile, type ExaminedFile } from '../support/examine-file.ts'
import { textRow, workbookParts } from '../support/workbook-parts.ts'
import { writeZip } from '../support/write-zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-cases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

function put(text: string, encoding = 'utf8'): string {
  const path = join(folder, `case-${(files += 1)}.csv`)
  writeFileSync(path, iconv.encode(text, encoding))
  return path
}

const sums = ({ figures: { orders, sales, refunds, returns }, customers, refused }: ExaminedFile) => ({
  orders,
  customers,
  sales,
  refunds,
  returns,
  refused,
})

describe('the amount of an order', () => {
  test('is price times quantity, never a refund, a discount or a total with shipping', async () => {
    const file = put(`Order ID,Order Date,Order Status,Customer Email,Item Name,Item Quantity,Item Price,Order Total,Order Refund Amount
71,2026-01-05 10:00:00,wc-completed,ida@example.com,Rice,2,12.00,29.00,0.00
72,2026-02-05 11:00:00,wc-completed,ole@example.com,Pan,1,36.00,41.00,0.00
73,2026-03-05 12:00:00,wc-processing,ida@example.com,Rice,1,12.00,17.00,0.00
`)
    const found = await examineFile(file)
    expect(sums(found)).toMatchObject({ orders: 3, customers: 2, sales: { CNY: 72 }, refunds: {} })
    expect(found.asked).toContain('total-differs')
  })

  test('of which a part was refunded is a sale, less the refund; what was not paid is none', async () => {
    const file = put(`订单编号,客户编号,总金额,买家实际支付金额,订单创建时间,订单付款时间,退款金额
1,a,200,0,2024-01-02 10:00,,0
2,a,90,90,2024-01-03 10:00,2024-01-03 10:01,90
3,b,70,60,2024-01-04 10:00,2024-01-04 10:01,0
4,b,50,50,2024-02-04 10:00,2024-02-04 10:01,12.5
`)
    expect(sums(await examineFile(file))).toMatchObject({
      orders: 3,
      customers: 2,
      sales: { CNY: 200 },
      refunds: { CNY: 102.5 },
      returns: 2,
    })
  })

  test('that stands on each of its lines counts once', async () => {
    const file = put(`order_id,order_date,customer_id,item,quantity,item_cost,order_total
1,2024-01-02,a,Tea,2,12,36
1,2024-01-02,a,Cup,1,12,36
2,2024-01-03,b,Tea,1,12,12
`)
    expect(sums(await examineFile(file))).toMatchObject({ orders: 2, customers: 2, sales: { CNY: 48 } })
  })

  test('is what was paid where the list price stands beside it', async () => {
    const file = put(`订单编号,买家会员名,总金额,买家实际支付金额,订单状态,联系手机,订单创建时间,订单付款时间,退款金额
T1,tb_a,100.00,81.00,交易成功,13900000301,2026-01-05 10:00:00,2026-01-05 10:01:00,0.00
T2,tb_b,50.00,44.00,交易成功,13900000302,2026-02-05 10:00:00,2026-02-05 10:01:00,0.00
`)
    expect(sums(await examineFile(file))).toMatchObject({ orders: 2, customers: 2, sales: { CNY: 125 } })
  })

  test('takes the currency of the first line of its order', async () => {
    const file = put(`order_id,order_date,customer_id,amount,currency
1,2024-01-02,a,10,USD
1,2024-01-02,a,5,
2,2024-01-03,b,20,USD
2,2024-01-03,b,22,
`)
    expect(sums(await examineFile(file))).toMatchObject({ orders: 2, sales: { USD: 57 } })
  })

  test('of Shopify: order fields stand on the first line, Name is the order, the total is a check', async () => {
    const file =
      put(`Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price
#31,mei@example.com,paid,2026-03-02 10:00:00 +0800,USD,110.00,10.00,0.00,120.00,2026-03-02 09:58:00 +0800,1,Teapot,70.00
#31,mei@example.com,,,,,,,,2026-03-02 09:58:00 +0800,2,Cup,20.00
#32,oto@example.com,paid,2026-03-05 08:00:00 +0800,USD,70.00,0.00,0.00,70.00,2026-03-05 07:59:00 +0800,1,Teapot,70.00
`)
    expect(sums(await examineFile(file))).toMatchObject({ orders: 2, customers: 2, sales: { USD: 180 } })
  })
})

test('status words of shops: refunds in part, closed or refused are sales', async () => {
  const words = ['交易成功', '部分退款', '退款关闭', '无退款', 'partially_refunded', '交易关闭', 'pending', 'on-hold']
  const rows = words.map((word, i) => `A${i},2026-05-0${i + 1},1390000040${i},茶,1,100,${word}\n`).join('')
  const found = await examineFile(put(`订单号,下单时间,手机号,商品名称,数量,金额,订单状态\n${rows}`))
  expect(sums(found)).toMatchObject({ orders: 5, sales: { CNY: 500 } })
})

test('a status word that nobody knows is asked before anything is written', async () => {
  const found = await examineFile(
    put('订单号,下单时间,手机号,金额,订单状态\n1,2026-05-01,13900000401,10,待揉面\n2,2026-05-02,13900000402,20,交易成功\n'),
  )
  expect(found.plan.interpretation.questions).toMatchObject([
    { code: 'unknown-status', weight: 'blocking', words: [{ word: '待揉面', rows: 1 }] },
  ])
})

test('an order whose status word nobody has answered for is in no figure but its own, and in the right one once it is', async () => {
  const file = put(
    '订单号,下单时间,手机号,金额,订单状态,退款金额\n1,2026-05-01,13900000401,10,待揉面,4\n2,2026-05-02,13900000402,20,交易成功,\n3,2026-05-03,13900000402,30,待揉面,\n4,2026-05-03,13900000402,,待揉面,\n',
  )
  const open = (await examineFile(file)).figures
  expect(open).toMatchObject({ orders: 1, sales: { CNY: 20 }, refunds: {}, returns: 0, unanswered: { orders: 3, amounts: { CNY: 40 } } })
  expect(open.months.map(({ orders }) => orders)).toEqual([1])
  const cancelled = (await examineFile(file, { corrections: { statuses: { 待揉面: 'cancelled' } } })).figures
  expect(cancelled).toMatchObject({ orders: 1, sales: { CNY: 20 }, unanswered: { orders: 0, amounts: {} } })
  const accepted = (await examineFile(file, { corrections: { accept: ['unknown-status'] } })).figures
  expect(accepted).toMatchObject({ orders: 3, sales: { CNY: 60 }, refunds: { CNY: 4 }, unanswered: { orders: 0 } })
})

test('what a spreadsheet leaves in cells is no part of them', async () => {
  const file = put(`订单编号,付款时间,手机号,会员号,邮箱,商品名称,金额
="3001002003004005016",2026-05-01 10:00:00,\u202d13900000601\u202c,,,乌龙茶,10
3001002003004005017\t,2026-05-02 10:00:00,'13900000601,,,乌龙茶,10
X3,2026-05-03 10:00:00,13900000601,="M1",,乌龙茶,10
X4,2026-05-04 10:00:00,,M1,,乌龙茶,10
X5,2026-05-05 10:00:00,,,li@example.com\u200b,乌龙茶,10
X6,2026-05-06 10:00:00,,,li@example.com,乌龙茶,10
`)
  const found = await examineFile(file)
  expect(found.refused).toBe(0)
  expect(found.understood[0]?.orderId).toBe('3001002003004005016')
  // The member with a phone and the one without are one person for identity, which is not asked here: M1 names both.
  expect(new Set(found.understood.map(({ customer }) => customer)).size).toBeLessThanOrEqual(3)
})

test('numbers that lost digits are refused and never make two people one order', async () => {
  const found = await examineFile(
    put('订单号,下单时间,手机号,金额\n3.001E+18,2026-05-03,13900000701,10\n3.001E+18,2026-05-04,13900000702,20\n'),
  )
  expect(found).toMatchObject({ refused: 2, figures: { orders: 0 } })
})

test('merged cells hold for each of their rows', async () => {
  const path = await writeZip(
    join(folder, 'merged.xlsx'),
    workbookParts({
      rows: [
        textRow(1, ['订单号', '下单时间', '手机号', '金额', '商品名称']),
        textRow(2, ['H1', '2026-03-01', '13900000041', '35', '壶']),
        '<row r="3"><c r="D3"><v>20</v></c><c r="E3" t="inlineStr"><is><t>杯</t></is></c></row>',
      ],
      afterRows: '<mergeCells count="3"><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="C2:C3"/></mergeCells>',
    }),
  )
  expect(sums(await examineFile(path))).toMatchObject({ orders: 1, customers: 1, sales: { CNY: 55 }, refused: 0 })
})

test('lines above the heading and total lines are none of the table', async () => {
  const file = put(
    '店铺订单导出\n导出时间：2026-03-05 10:00:00\n共2条\n\n订单号,下单时间,手机号,金额\nP1,2026-03-01,13900001301,10\nP2,2026-03-02,13900001302,25\n合计,,,35\n',
    'gb18030',
  )
  const found = await examineFile(file)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 35 }, refused: 0 })
  expect(found.plan.table.headingLine).toBe(5)
  expect(found.asked).toEqual(expect.arrayContaining(['lines-above-heading', 'total-lines']))
})

test('the column decides what a comma is, not the cell', async () => {
  const file = put(
    'order id;date;phone;amount\nE1;2026-03-01;13900001501;1.111,11\nE2;2026-03-02;13900001502;1.000\nE3;2026-03-03;13900001503;12,50\n',
  )
  expect(sums(await examineFile(file))).toMatchObject({ sales: { CNY: 2123.61 } })
})

describe('dates', () => {
  test('of two-digit years have the order that the column shows', async () => {
    const file = put(
      'Sale Date,Order ID,Buyer Email,Item Name,Quantity,Price\n01/25/26,9101,ida@example.com,Mug,1,20.00\n02/03/26,9102,ole@example.com,Mug,1,20.00\n',
    )
    const { figures } = await examineFile(file)
    expect([figures.firstAt, figures.lastAt]).toEqual(['2026-01-24T16:00:00.000Z', '2026-02-02T16:00:00.000Z'])
  })
  test('that nothing decides are said and can be switched', async () => {
    const file = put('order id,date,phone,amount\nF1,03/04/2026,13900001611,10\nF2,05/06/2026,13900001612,10\n')
    const found = await examineFile(file)
    expect(found.asked).toContain('day-or-month')
    expect(found.figures.firstAt).toBe('2026-04-02T16:00:00.000Z')
    const switched = await examineFile(file, { corrections: { dateOrder: 'mdy' } })
    expect(switched.asked).not.toContain('day-or-month')
    expect(switched.figures.firstAt).toBe('2026-03-03T16:00:00.000Z')
  })
})

describe('customers', () => {
  test('are never told apart by what kind they are, and by their names only with a word', async () => {
    const found = await examineFile(
      put(
        'order_id,order_date,CustomerType,CustomerName,amount\n1,2024-01-02,Business,Ann,10\n2,2024-01-03,Individual,Bob,20\n3,2024-01-04,Business,Cat,30\n',
      ),
    )
    expect(sums(found)).toMatchObject({ customers: 3, sales: { CNY: 60 } })
    expect(found.asked).toContain('customers-by-name')
  })
  test('are never told apart by a note', async () => {
    const found = await examineFile(
      put(
        'order_id,order_date,customer_note,email,amount\n1,2024-01-02,,a@example.com,10\n2,2024-01-03,please ring,a@example.com,20\n3,2024-01-04,please ring,b@example.com,20\n',
      ),
    )
    expect(sums(found)).toMatchObject({ customers: 2, orders: 3 })
  })
  test('have the column that holds something, not the empty one', async () => {
    const found = await examineFile(
      put('订单编号,下单时间,金额,联系电话,联系手机\n1,2024-01-02,10,,13912345678\n2,2024-01-03,20,,13912345679\n'),
    )
    expect(sums(found)).toMatchObject({ customers: 2 })
  })
  test('and a time make an order where there is no order number, and it is said', async () => {
    const found = await examineFile(put('customer_id,trans_date,tran_amount\na,2024-01-02,10\na,2024-02-02,12\nb,2024-01-03,9\n'))
    expect(sums(found)).toMatchObject({ orders: 3, customers: 2, sales: { CNY: 31 } })
    expect(found.asked).toContain('no-order-number')
  })
})

test('of two columns of one name both are named, and one can be chosen', async () => {
  const file = put('order id,date,phone,amount,amount\nI1,2026-01-05,13900002001,100,80\nI2,2026-01-06,13900002002,50,40\n')
  expect((await examineFile(file)).asked).toContain('columns-of-one-name')
  expect(sums(await examineFile(file, { corrections: { mapping: { amount: 'amount (2)' } } }))).toMatchObject({ sales: { CNY: 120 } })
})

test('the sheet that holds the orders is found', async () => {
  const path = await writeZip(
    join(folder, 'sheets.xlsx'),
    workbookParts({
      rows: [textRow(1, ['Field', 'Meaning']), textRow(2, ['order_id', 'number of the order'])],
      sheets: [
        {
          name: 'Orders',
          rows: [
            textRow(1, ['order_id', 'order_date', 'customer_id', 'amount']),
            textRow(2, ['1', '2024-01-01', 'c0', '10']),
            textRow(3, ['2', '2024-01-02', 'c1', '20']),
          ],
        },
      ],
    }),
  )
  const found = await examineFile(path)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 30 } })
  expect(found.asked).toContain('sheet-chosen')
})

test('where a known export leaves one of its columns blank, the next one says it', async () => {
  const head =
    '商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),用户实付金额(元),商家实收金额(元),商品数量(件),支付时间,订单成交时间,售后状态\n'
  const rows = [
    '茶,260101-1,已收货,20,0,0,0,20,20,1,2026-01-01 10:00:00,2026-01-01 10:00:01,无售后或售后取消',
    '杯,260101-2,已收货,30,0,0,0,30,30,1,2026-01-02 10:00:00,\t,无售后或售后取消',
  ]
  const found = await examineFile(put(`${head}${rows.join('\n')}\n`))
  expect(found.plan.interpretation.layout?.name).toMatch(/pinduoduo/)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 50 }, refused: 0 })
})
