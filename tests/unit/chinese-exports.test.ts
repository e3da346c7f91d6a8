import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { unitOfHeading, unitOfLine } from '#collect/columns/amount-unit.ts'
import { planImport } from '#collect/import/import-plan.ts'
import { textRow, workbookParts } from '../support/workbook-parts.ts'
import { writeZip } from '../support/write-zip.ts'
import { examineFile, type ExaminedFile, SHANGHAI } from '../support/examine-file.ts'

// Exports as ERPs, tills, schools, telecoms, insurers and finance departments have them; figures and people are made up.
const folder = mkdtempSync(join(tmpdir(), 'liuke-chinese-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

async function read(text: string): Promise<ExaminedFile> {
  const path = join(folder, `export-${(files += 1)}.csv`)
  writeFileSync(path, text)
  return examineFile(path)
}

const sums = ({ figures: { orders, sales, refunds }, customers, refused }: ExaminedFile) => ({ orders, customers, sales, refunds, refused })
const columnsOf = ({ plan }: ExaminedFile): Record<string, string> => plan.mapping

test('an ERP: two order numbers, what was due beside what was paid, remarks of buyer and seller', async () => {
  const found = await read(`内部订单号,线上订单号,买家账号,下单时间,订单状态,应付金额,已付金额,手机,买家留言,卖家备注
8001,A-1,nick1,2026-01-02 10:00:00,已发货,100.00,100.00,13800138001,,
8002,A-2,nick2,2026-01-03 10:00:00,已发货,80.00,60.00,13800138002,快点,
8003,A-3,nick2,2026-01-04 10:00:00,被合并,50.00,50.00,13800138002,,
8004,A-4,nick3,2026-01-05 10:00:00,已发货,40.00,40.00,13800138003,,刷单
`)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 160 } })
  expect(found.figures.tests).toMatchObject({ orders: 1, sales: { CNY: 40 } })
  expect(columnsOf(found)).toMatchObject({ orderId: '内部订单号', paidAmount: '已付金额', remark: '卖家备注' })
  expect(found.asked).not.toContain('no-order-number')
})

test('a school: fees due and paid, the phone of a parent', async () => {
  const found = await read(`序号,学员姓名,家长手机,报名课程,报名日期,应缴学费,优惠,实缴学费,经办人手机
1,王伟,13800138001,数学,2026-03-01,2800,200,2600,13900000001
2,李娜,13800138002,英语,2026-03-02,3200,0,3200,13900000001
3,张敏,13800138002,编程,2026-03-03,4600,0,4600,13900000001
`)
  expect(sums(found)).toMatchObject({ orders: 3, customers: 2, sales: { CNY: 10_400 } })
  expect(columnsOf(found)).toMatchObject({ phone: '家长手机', paidAmount: '实缴学费', orderTotal: '应缴学费' })
})

test('a telecom: bills that were not paid are no sales', async () => {
  const found = await read(`手机号码,账期,应收费用,实收费用,缴费时间,缴费状态
13800138001,202601,99.00,99.00,2026-01-05 10:00:00,已缴费
13800138002,202601,59.00,59.00,2026-01-06 10:00:00,已缴费
13800138002,202602,59.00,0.00,2026-02-06 10:00:00,欠费
`)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 158 }, refused: 0 })
})

test('invoices: tax included, void ones are no sales', async () => {
  const found = await read(`发票号码,开票日期,购方名称,购方税号,金额,税额,价税合计,发票状态
00000066,2026-01-04,甲公司,91310000MA1000001X,1000.00,60.00,1060.00,正常
00000067,2026-01-05,乙公司,91310000MA1000002X,2000.00,120.00,2120.00,作废
00000068,2026-01-06,甲公司,91310000MA1000001X,500.00,30.00,530.00,正常
`)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 1590 } })
})

test('an amount without tax is not taken for the one with it', async () => {
  const found = await read(`单据编号,单据日期,客户编码,数量,含税单价,含税金额,税额,不含税金额
S1,2026-01-04,C1,2,113.00,226.00,26.00,200.00
S2,2026-01-05,C2,1,56.50,56.50,6.50,50.00
`)
  expect(sums(found)).toMatchObject({ sales: { CNY: 282.5 } })
  expect(found.asked).not.toContain('amount-differs')
})

test('amounts in another unit are converted, and it is said', async () => {
  const fen = await read(`订单ID,用户ID,创建时间,实付金额（分）
1,10001,2026-01-02 10:00:00,12850
2,10002,2026-01-03 10:00:00,990
`)
  expect(sums(fen)).toMatchObject({ sales: { CNY: 138.4 } })
  expect(fen.asked).toContain('amount-unit')
  const tenThousands = await read(`合同编号,客户编码,签约日期,合同金额(万元)
H1,C1,2026-01-02,1.25
H2,C2,2026-01-03,30
`)
  expect(sums(tenThousands)).toMatchObject({ sales: { CNY: 312_500 } })
  const above = await read(`销售台账,,,
单位：万元,,,
合同编号,客户编码,签约日期,合同金额
H1,C1,2026-01-02,1.25
H2,C2,2026-01-03,30
`)
  expect(sums(above)).toMatchObject({ sales: { CNY: 312_500 } })
  expect(above.asked).toContain('amount-unit')
  const yuan = await read(`订单号,用户ID,创建时间,实付金额（元）
1,10001,2026-01-02 10:00:00,12850
`)
  expect(sums(yuan)).toMatchObject({ sales: { CNY: 12_850 } })
  expect(yuan.asked).not.toContain('amount-unit')
})

test.each([
  ['金额（万元）', 4],
  ['销售额 [单位：千元]', 3],
  ['total_amount_cents', -2],
  ['pay_fen', -2],
  ['销售额万元', 4],
  ['万元', undefined],
  ['积分', undefined],
  ['得分', undefined],
  ['金额(元)', undefined],
  ['amount (USD)', undefined],
])('the unit of %s', (heading, power) => {
  expect(unitOfHeading(heading)?.power).toBe(power)
})

test('the unit in a line above', () => {
  expect(unitOfLine(['制表：王伟', '金额单位：人民币万元'])?.power).toBe(4)
  expect(unitOfLine(['（单位: 千元）'])?.power).toBe(3)
  expect(unitOfLine(['单位：元'])).toBeUndefined()
  expect(unitOfLine(['往来单位：上海某公司'])).toBeUndefined()
})

test('top-ups beside purchases are asked about', async () => {
  const found = await read(`流水号,会员卡号,交易类型,交易金额,交易时间
L1,V1,充值,500.00,2026-01-02 10:00:00
L2,V1,消费,35.50,2026-01-03 10:00:00
L3,V2,消费,68.00,2026-01-04 10:00:00
`)
  expect(found.plan.interpretation.questions).toContainEqual(
    expect.objectContaining({ code: 'rows-no-sale', weight: 'blocking', words: [{ word: '充值', rows: 1 }] }),
  )
})

test('sums of customers and of days are asked about', async () => {
  const ofCustomers = await read(`会员号,最近一次消费,消费次数,累计消费金额
V1,2026-01-02,3,300
V2,2026-01-03,1,80
`)
  expect(ofCustomers.asked).toContain('rows-are-sums')
  const ofDays = await read(`统计日期,访客数,浏览量,支付金额,支付买家数
2026-01-02,1000,5000,8888.00,60
2026-01-03,1100,5600,9999.00,70
`)
  expect(ofDays.asked).toContain('rows-are-sums')
})

test('a flag that says an order is void is asked about, where some orders are', async () => {
  const rows = (flag: string): string => `单据编号,单据日期,客户编码,实付金额,作废
S1,2026-01-02,C1,10,否
S2,2026-01-03,C2,20,${flag}
`
  expect((await read(rows('是'))).asked).toContain('void-rows')
  expect((await read(rows('否'))).asked).not.toContain('void-rows')
})

test('status codes are asked for, never dropped', async () => {
  const found = await read(`order_sn,user_id,pay_price,order_status,create_time
A1,201,10.00,10,2026-01-02 10:00:00
A2,202,20.00,30,2026-01-03 10:00:00
A3,203,30.00,40,2026-01-04 10:00:00
A4,203,30.00,40,2026-01-05 10:00:00
A5,203,30.00,50,2026-01-06 10:00:00
`)
  expect(found.plan.interpretation.questions).toContainEqual(expect.objectContaining({ code: 'unknown-status', weight: 'blocking' }))
})

test('goods that came back in a column of their own, under a group of headings', async () => {
  const found = await read(`日期,单号,客户编码,销售,,退货,
,,,数量,金额,数量,金额
2026-01-02,D1,C1,1,69.00,0,0
2026-01-03,D2,C2,2,80.00,1,40.00
`)
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 149 }, refunds: { CNY: 40 } })
})

test('receipt numbers that start again every day are asked about', async () => {
  const days = Array.from({ length: 10 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}`)
  const rows = days.flatMap((day) => ['0001', '0002', '0003'].map((number, i) => `${day},${number},V${i},茶,1,${10 + i}`))
  const found = await read(`日期,小票号,会员卡号,品名,数量,金额\n${rows.join('\n')}\n`)
  expect(found.asked).toContain('numbers-return')
  const unlike = rows.map((row, i) => row.replace(/,000\d,/, `,${String(i).padStart(4, '0')},`))
  expect((await read(`日期,小票号,会员卡号,品名,数量,金额\n${unlike.join('\n')}\n`)).asked).not.toContain('numbers-return')
})

test('the sum of a group behind its name is no record', async () => {
  const found = await read(`客户,单据号,日期,商品,金额
甲公司,N1,2026-01-02,茶,10
甲公司,N2,2026-01-03,茶,20
甲公司 小计,,,,30
乙公司,N3,2026-01-04,茶,5
乙公司小计,,,,5
总计,,,,35
`)
  expect(sums(found)).toMatchObject({ orders: 3, customers: 2, sales: { CNY: 35 }, refused: 0 })
})

test('a survey: numbered questions name columns, and consents that are not read are said', async () => {
  const path = join(folder, 'survey.csv')
  writeFileSync(
    path,
    `序号,提交答卷时间,1、您的姓名,2、您的手机号码,3、您是否愿意接收我们的短信优惠信息？
1,2026-03-01,王伟,13800138001,愿意
2,2026-03-02,李娜,13800138002,不愿意
`,
  )
  const plan = await planImport({ file: path, kind: 'customers' }, SHANGHAI, '', new Date('2026-11-28T00:00:00Z'))
  expect(plan.mapping).toMatchObject({ customerName: '1、您的姓名', phone: '2、您的手机号码' })
  expect(plan.interpretation.questions.map(({ code }) => code)).toContain('consent-unread')
})

test('a list of who left says that nothing is taken back by it', async () => {
  const path = join(folder, 'left.csv')
  writeFileSync(path, '手机号,退订时间,退订渠道\n13800138001,2026-03-01,短信\n')
  const plan = await planImport({ file: path, kind: 'customers' }, SHANGHAI, '', new Date('2026-11-28T00:00:00Z'))
  expect(plan.interpretation.questions).toContainEqual(
    expect.objectContaining({ code: 'consent-unread', columns: ['退订时间', '退订渠道'] }),
  )
})

const bookOf = async (name: string, sheets: Readonly<Record<string, readonly (readonly string[])[]>>): Promise<string> => {
  const [first, ...others] = Object.entries(sheets).map(([sheet, rows]) => ({
    name: sheet,
    rows: rows.map((row, i) => textRow(i + 1, row)),
  }))
  return await writeZip(join(folder, name), workbookParts({ rows: first?.rows ?? [], sheets: others }))
}

test('of several sheets the one with a day and an amount is read, though another has more cells', async () => {
  const found = await examineFile(
    await bookOf('orders-and-lines.xlsx', {
      订单: [
        ['订单号', '会员卡号', '下单时间', '实付金额'],
        ['A1', 'V1', '2026-01-02 10:00:00', '10.00'],
        ['A2', 'V2', '2026-01-03 10:00:00', '20.00'],
      ],
      明细: [['订单号', '商品编码', '数量', '单价', '金额'], ...['1', '2', '3', '4', '5', '6'].map((n) => ['A1', `SP${n}`, '1', n, n])],
    }),
  )
  expect(sums(found)).toMatchObject({ orders: 2, sales: { CNY: 30 } })
  expect(found.asked).not.toContain('sheets-alike')
})

test('months on sheets of their own are asked about, unless one was chosen', async () => {
  const head = ['订单号', '手机号', '日期', '金额']
  const path = await bookOf('months.xlsx', {
    '1月': [head, ['A1', '13800138001', '2026-01-02', '10']],
    '2月': [head, ['A2', '13800138001', '2026-02-02', '20']],
  })
  expect((await examineFile(path)).asked).toContain('sheets-alike')
  expect((await examineFile(path, { wish: { sheet: '2月' } })).asked).not.toContain('sheets-alike')
})

test('a yes to one channel is none to the others', async () => {
  const path = join(folder, 'channels.csv')
  writeFileSync(
    path,
    '会员编号,用户号码,入网时间,短信订阅,电话营销授权\nV1,13800138001,2026-03-01,拒绝,1\nV2,13800138002,2026-03-02,已订阅,0\n',
  )
  const plan = await planImport({ file: path, kind: 'customers' }, SHANGHAI, '', new Date('2026-11-28T00:00:00Z'))
  expect(plan.mapping).toEqual({
    memberNumber: '会员编号',
    phone: '用户号码',
    registeredAt: '入网时间',
    smsConsent: '短信订阅',
    phoneConsent: '电话营销授权',
  })
  expect(plan.interpretation.questions.map(({ code }) => code)).not.toContain('consent-unread')
})
