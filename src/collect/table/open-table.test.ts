import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { openTable } from './open-table.ts'
import type { TableWalk } from './row-filter.ts'
import { tableRows } from './table-rows.ts'
import type { TableWish } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

async function read(content: string | Buffer, wish: TableWish = {}, ending = 'csv') {
  const path = join(folder, `${(files += 1)}.${ending}`)
  writeFileSync(path, content)
  const table = await openTable(path, { wish })
  let walk: TableWalk | undefined
  const rows: string[] = []
  for await (const block of tableRows(table, { onEnd: (end) => (walk = end) })) rows.push(...block.map(({ cells }) => cells.join('|')))
  return { columns: table.columns, rows, line: table.headingLine, walk, notes: table.notes.map(({ code }) => code), table }
}

const HEAD = '订单号,下单时间,手机号,金额\n'
const ROWS = 'P1,2026-03-01,13900001301,10\nP2,2026-03-02,13900001302,20\n'
const COLUMNS = ['订单号', '下单时间', '手机号', '金额']
const READ = ['P1|2026-03-01|13900001301|10', 'P2|2026-03-02|13900001302|20']

describe('finds the table in', () => {
  it.each<readonly [string, string, number]>([
    ['a plain file', HEAD + ROWS, 1],
    ['a title and notes above', `店铺订单\n导出时间：2026-03-05 10:00:00\n共两条\n\n${HEAD}${ROWS}`, 5],
    ['notes filled up with commas', `店铺订单,,,\n导出时间：[2026-03-05],,,\n----------------明细----------------,,,\n${HEAD}${ROWS}`, 4],
    [
      'number signs',
      `#店铺账单\n#账号：[1390000@example.com]\n#起始日期：[2026年03月01日]\n${HEAD}${ROWS}#共2笔记录\n#导出时间：[2026年03月05日]\n`,
      4,
    ],
    ['pairs above', `店铺,茶铺\n订单数,2\n导出时间,2026-03-05 10:00\n${HEAD}${ROWS}`, 4],
    ['padding rows', `,,,\n${HEAD},,,\n,,,\n${ROWS},,,\n,,,\n`, 2],
    ['a comma too many in each row', HEAD + ROWS.replaceAll('\n', ',\n'), 1],
    ['a comma too many in each row and the heading', (HEAD + ROWS).replaceAll('\n', ',\n'), 1],
    ['a comma too many in the heading', HEAD.replace('\n', ',\n') + ROWS, 1],
    ['a line that names the delimiter', `sep=;\n${(HEAD + ROWS).replaceAll(',', ';')}`, 2],
    ['the same line after a mark', `\uFEFFsep=,\n${HEAD}${ROWS}`, 2],
    ['quotation marks left over', (HEAD + ROWS).replaceAll('P1', '"""P1"""'), 1],
    ['a total at the end', `${HEAD}${ROWS}合计,,,30\n`, 1],
    ['a total with its count', `${HEAD}${ROWS}合计：2笔,,,30\n`, 1],
    ['a total without its word in the first column', `${HEAD}${ROWS},,总计,30\n`, 1],
    ['totals inside', `${HEAD}P1,2026-03-01,13900001301,10\n小计,,,10\nP2,2026-03-02,13900001302,20\n小计,,,20\nGrand Total,,,30\n`, 1],
    ['a German sum', `${HEAD}${ROWS}Summe:,,,"30,00"\n`, 1],
    ['a footer of a marketplace', `${HEAD}${ROWS}2,"record(s) downloaded,from",Mar-01-26\nSeller ID : teashop\n`, 1],
    ['two exports in one file', `${HEAD}P1,2026-03-01,13900001301,10\n${HEAD}P2,2026-03-02,13900001302,20\n`, 1],
    ['tabs', (HEAD + ROWS).replaceAll(',', '\t'), 1],
    ['line ends of old Macs', (HEAD + ROWS).replaceAll('\n', '\r'), 1],
  ])('%s', async (_, text, line) => {
    const found = await read(text)
    expect(found.columns).toEqual(COLUMNS)
    expect(found.rows).toEqual(READ)
    expect(found.line).toBe(line)
  })

  it('counts what it leaves out and says so', async () => {
    const { walk, notes } = await read(`店铺订单\n${HEAD}${ROWS}${HEAD}合计,,,30\n`)
    expect(walk).toMatchObject({ rows: 2, totalLines: 1, headingsRepeated: 1, totalsAt: [6], headingsAt: [5] })
    expect(notes).toEqual(['lines-above-heading', 'total-lines', 'headings-repeated'])
  })

  it('never takes a record for a total', async () => {
    const { rows } = await read(
      'Customer,Product,Date,Amount,Note\nTotal,Tea,2026-03-01,10,\nTotal Oil Ltd,,2026-03-02,20,\nAna,Total,2026-03-03,30,x\n#2001,Cup,2026-03-03,1,\n',
    )
    expect(rows).toHaveLength(4)
  })

  it('keeps the later lines of an order, of which most cells are empty', async () => {
    const { rows } = await read('Name,Email,Total,Lineitem\n#1,a@example.com,10,Tea\n#1,,,Cup\n#2,b@example.com,5,Cup\n')
    expect(rows).toEqual(['#1|a@example.com|10|Tea', '#1|||Cup', '#2|b@example.com|5|Cup'])
  })

  it('a heading of two rows', async () => {
    const { columns, rows } = await read(
      '基础信息,,,交易金额,,,佣金\n订单号,下单时间,门店,商品,配送费,补贴,佣金\nM1,2026-03-01 10:00:00,一店,30,5,1,2\nM2,2026-03-02 10:00:00,二店,40,5,0,3\n',
    )
    expect(columns).toEqual(['订单号', '下单时间', '门店', '商品', '配送费', '补贴', '佣金'])
    expect(rows).toHaveLength(2)
  })

  it('a heading of two rows of which the lower one has gaps', async () => {
    const { columns, rows } = await read(
      '订单号,下单时间,金额,,,买家\n,,原价,优惠,实付,\nM1,2026-03-01,30,5,25,张三\nM2,2026-03-02,40,5,35,李四\n',
    )
    expect(columns).toEqual(['订单号', '下单时间', '原价', '优惠', '实付', '买家'])
    expect(rows).toHaveLength(2)
  })

  it('groups that tell columns of one name apart', async () => {
    const { columns } = await read('订单号,商家,,平台,\n,金额,费率,金额,费率\nM1,30,1%,40,2%\nM2,30,1%,40,2%\n')
    expect(columns).toEqual(['订单号', '商家 金额', '商家 费率', '平台 金额', '平台 费率'])
  })

  it('no heading, and says so', async () => {
    const { columns, rows, notes, line } = await read(ROWS)
    expect(columns).toEqual(['column 1', 'column 2', 'column 3', 'column 4'])
    expect(rows).toEqual(READ)
    expect(line).toBe(0)
    expect(notes).toContain('no-heading')
  })

  it('columns of one name, and names them', async () => {
    const { columns, table } = await read('id,date,amount,amount\nI1,2026-01-05,100,80\n')
    expect(columns).toEqual(['id', 'date', 'amount', 'amount (2)'])
    expect(table.notes[0]?.text.en).toContain('"amount" and "amount (2)"')
  })

  it.each([
    ['short headings', 'V1,V2,Q1,c4\n1.5,2,3,4\n2.5,2,3,4\n', ['V1', 'V2', 'Q1', 'c4']],
    ['a heading without data of figures', 'name,city,plan\nAnna,Berlin,gold\nBob,Paris,silver\n', ['name', 'city', 'plan']],
    ['one column', 'email\nana@example.com\nbob@example.com\n', ['email']],
    ['years as names', 'customer,2023,2024,note\nAnna,1,2,x\nBob,3,4,y\n', ['customer', '2023', '2024', 'note']],
    ['an index without a name', ',name,amount\n0,Ana,10\n1,Bob,20\n', ['column 1', 'name', 'amount']],
  ])('%s', async (_, text, columns) => {
    expect((await read(text)).columns).toEqual(columns)
  })

  it('the heading that its owner names', async () => {
    expect((await read('a,b\nc,d\ne,f\n', { headingLine: 2 })).columns).toEqual(['c', 'd'])
  })

  it('rows of which the empty cells at the end are cut, and leaves the others short', async () => {
    expect((await read('id,date,note\nA1,2026-01-01,x\nA2,2026-01-02\nA3,2026-01-03,\n')).rows).toEqual([
      'A1|2026-01-01|x',
      'A2|2026-01-02|',
      'A3|2026-01-03|',
    ])
    expect((await read('id,date,amount\nA1,2026-01-01,5\nA2,2026-01-02\nA3,2026-01-03,6\n')).rows[1]).toBe('A2|2026-01-02')
  })

  it('cells as spreadsheets leave them', async () => {
    const { rows } = await read(
      '订单编号,付款时间,手机号\n="3001002003004005006",\t2026-05-01 10:00:00\t,13900000601\n3001002003004005007,\u202D2026-05-02\u202C,\'13900000601\n',
    )
    expect(rows).toEqual(['3001002003004005006|2026-05-01 10:00:00|13900000601', '3001002003004005007|2026-05-02|13900000601'])
  })
})

describe('encodings', () => {
  it.each(['gb18030', 'utf-16le', 'utf-16be'])('%s without a mark', async (encoding) => {
    const found = await read(iconv.encode(HEAD + ROWS, encoding, { addBOM: false }))
    expect(found.columns).toEqual(COLUMNS)
    expect(found.rows).toEqual(READ)
    expect(found.table.file.encoding).toBe(encoding)
  })

  it('a guess is said, and what the owner says wins', async () => {
    const bytes = iconv.encode('訂單編號,金額\nA1,10\nA2,20\n', 'big5')
    expect(await read(bytes)).toMatchObject({ columns: ['訂單編號', '金額'], notes: ['encoding-guessed'] })
    expect((await read(bytes, { encoding: 'CP950' })).columns).toEqual(['訂單編號', '金額'])
    expect((await read(iconv.encode('zamówienie,kwota\nA1,10\n', 'cp1250'), { encoding: 'cp1250' })).columns).toEqual([
      'zamówienie',
      'kwota',
    ])
    await expect(read(bytes, { encoding: 'klingon' })).rejects.toMatchObject({ code: 'unknown-encoding-name' })
  })

  it('lines of another encoding are named', async () => {
    const found = await read(
      Buffer.concat([Buffer.from(`${HEAD}${'P1,2026-03-01,张三,10\n'.repeat(9)}`), iconv.encode('P2,2026-03-02,李四,10\n', 'gb18030')]),
    )
    expect(found.table.file).toMatchObject({ encoding: 'utf-8', damaged: true, damagedLine: 11 })
    expect(found.notes).toEqual(['mixed-encodings'])
  })
})
