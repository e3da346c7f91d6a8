import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { textRow, workbookParts } from '../../../tests/support/workbook-parts.ts'
import { writeZip } from '../../../tests/support/write-zip.ts'
import { tableRows } from '../table/table-rows.ts'
import type { ImportKind } from './import-fields.ts'
import { planImport } from './import-plan.ts'
import { LostDigits } from './lost-digits.ts'
import { customerRowStep } from './customer-row-step.ts'
import { orderReader } from './order-reader.ts'
import { eachRow, type RowReader } from './row-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-long-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const HEAD = ['订单号', '下单时间', '手机号', '金额']

/** The outcome of each row: its order number, or why it was refused. */
async function outcomes(path: string, kind: ImportKind = 'orders'): Promise<string[]> {
  const settings = { timeZone: 'Asia/Shanghai', currency: 'CNY', normaliseIdentifier: (_: string, value: string) => value }
  const plan = await planImport({ file: path, kind }, settings, '', new Date('2026-11-28T00:00:00Z'))
  const reader: RowReader<unknown> = kind === 'orders' ? orderReader(plan.rowPlan, plan.orderPlan) : eachRow(customerRowStep(plan.rowPlan))
  const found: string[] = []
  const note = ({ result }: ReturnType<typeof reader.push>[number]): void => {
    found.push(result.ok ? (result.content.split('\u0001')[0] as string) : `${result.refusal.reason} ${result.refusal.field}`)
  }
  for await (const block of tableRows(plan.table))
    for (const { line, cells } of block) for (const row of reader.push(line, cells)) note(row)
  for (const row of reader.end()) note(row)
  return found
}

function workbook(name: string, orderIds: readonly string[]): Promise<string> {
  const rows = orderIds.map(
    (id, i) =>
      `<row r="${i + 2}"><c r="A${i + 2}"><v>${id}</v></c><c s="1"><v>46082.5</v></c><c><v>1390000004${i}</v></c><c><v>30</v></c></row>`,
  )
  return writeZip(join(folder, name), workbookParts({ rows: [textRow(1, HEAD), ...rows] }))
}

function csv(name: string, orderIds: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${HEAD.join(',')}\n${orderIds.map((id, i) => `${id},2026-05-03,1390000004${i},10\n`).join('')}`)
  return path
}

describe('long numbers', () => {
  it('of a spreadsheet keep the digits that the file has', async () => {
    const ids = ['3001002003004005006', '3001002003004005007', '1234567890123456788']
    expect(await outcomes(await workbook('exact.xlsx', ids))).toEqual(ids)
  })

  it('that a program wrote as 1.3812348001E10 are the whole numbers they are', async () => {
    expect(await outcomes(await workbook('poi.xlsx', ['1.3812348001E10', '2.02605030000123E14']))).toEqual([
      '13812348001',
      '202605030000123',
    ])
  })

  it.each([
    ['a spreadsheet', (ids: readonly string[]) => workbook('lost.xlsx', ids)],
    ['a text file', (ids: readonly string[]) => Promise.resolve(csv('lost.csv', ids))],
  ])('of %s that were rounded are refused, never two people in one order', async (_, put) => {
    expect(await outcomes(await put(['3.001E+18', '3.001E+18']))).toEqual(['digits-lost orderId', 'digits-lost orderId'])
    expect(await outcomes(await put(['3001002003004000000', '3001002003004000000', 'A3']))).toEqual([
      'digits-lost orderId',
      'digits-lost orderId',
      'A3',
    ])
  })

  it('of a phone column in scientific notation are refused too', async () => {
    const path = join(folder, 'phones.csv')
    writeFileSync(path, `${HEAD.join(',')}\nA1,2026-05-03,1.39E+10,10\nA2,2026-05-03,13900000042,10\n`)
    expect(await outcomes(path)).toEqual(['digits-lost phone', 'A2'])
  })

  it('that happen to end in zeros among many that do not are left alone', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `20260503000000${String(i + 10)}`)
    expect(await outcomes(csv('dense.csv', ids))).toEqual(ids)
  })

  it('are judged by their column', () => {
    const judge = (values: readonly string[]): number[] => {
      const digits = new LostDigits()
      for (const value of values) digits.observe(value)
      return [...digits.lengths()]
    }
    expect(judge(['3001002003004000000'])).toEqual([19])
    expect(judge(Array.from({ length: 5_000 }, (_, i) => String(3_001_002_003_004_000_000n + BigInt(i))))).toEqual([])
    // A date, a shop and a sequence number starting at 000: genuine, however unlikely.
    expect(
      judge(Array.from({ length: 100 }, (_, i) => `20260503${String(1_000_000 + Math.floor(i / 12))}${String(i % 12).padStart(3, '0')}`)),
    ).toEqual([])
    // All of them went through a spreadsheet.
    expect(judge(Array.from({ length: 100 }, (_, i) => `${3_001_002_003_004_00n + BigInt(i)}0000`))).toEqual([19])
    // One number of sixteen digits that ends in 0 is no evidence.
    expect(judge(['2026050300001230'])).toEqual([])
    expect(judge(['202605030000123', 'A1', ''])).toEqual([])
  })
})

describe('text that was damaged', () => {
  it('is refused by its row; the others are read', async () => {
    const path = join(folder, 'damaged.csv')
    const good = `${HEAD.join(',')}\nA1,2026-05-03,13900000041,10\n`
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from(good),
        Buffer.from([0x41, 0xff, 0xfe]),
        Buffer.from(',2026-05-03,13900000042,10\nA3,2026-05-03,13900000043,10\n'),
      ]),
    )
    expect(await outcomes(path)).toEqual(['A1', 'unreadable-text orderId', 'A3'])
  })

  it('of a file in UTF-16 is refused where half of a character or a zero stands', async () => {
    const path = join(folder, 'halves.csv')
    const text = `${HEAD.join(',')}\nA\uD800,2026-05-03,13900000041,10\nA\u0000,2026-05-03,13900000042,10\nA3,2026-05-03,13900000043,10\n`
    writeFileSync(path, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
    expect(await outcomes(path)).toEqual(['unreadable-text orderId', 'unreadable-text orderId', 'A3'])
  })

  it('of a spreadsheet is refused where half of a character stands', async () => {
    expect(
      await outcomes(
        await writeZip(
          join(folder, 'half.xlsx'),
          workbookParts({ rows: [textRow(1, HEAD), textRow(2, ['A&#xD800;', '2026-05-03', '13900000041', '10'])] }),
        ),
      ),
    ).toEqual(['unreadable-text orderId'])
  })
})

describe('a registration', () => {
  it.each([
    ['1797', '', 'date-out-of-range birthYear'],
    ['', '1797-05-01', 'date-out-of-range birthday'],
    ['', '2090-05-01', 'date-out-of-range birthday'],
  ])('born in %s %s is refused, not stored without it', async (year, birthday, outcome) => {
    const path = join(folder, 'born.csv')
    writeFileSync(path, `会员号,出生年份,生日\nM1,${year},${birthday}\nM2,,0000-00-00\nM3,1990,\n`)
    const [first = '', ...rest] = await outcomes(path, 'customers')
    expect(first).toBe(outcome)
    expect(rest.filter((found) => found.includes('-'))).toEqual([])
  })
})
