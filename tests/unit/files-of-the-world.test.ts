import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OrderExamination } from '#collect/import/order-examination.ts'
import { type ImportSettings, planImport } from '#collect/import/import-plan.ts'
import { tableRows } from '#collect/table/table-rows.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'

const SETTINGS: ImportSettings = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  normaliseIdentifier: (kind, value) => normaliseIdentifier(kind, value, 'CN'),
}
const NOW = new Date('2026-06-01T00:00:00Z')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'liuke-world-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Books {
  readonly orders: number
  readonly customers: number
  readonly sales: Readonly<Record<string, number>>
  readonly refunds: Readonly<Record<string, number>>
  readonly refused: number
  readonly asked: readonly string[]
}

async function read(lines: readonly string[] | Uint8Array, name = 'orders.csv'): Promise<Books> {
  const file = path.join(folder, name)
  await writeFile(file, lines instanceof Uint8Array ? lines : lines.join('\r\n'))
  const plan = await planImport({ file, kind: 'orders' }, SETTINGS, 'salt', NOW)
  const examination = new OrderExamination(plan)
  for await (const rows of tableRows(plan.table, {})) examination.add(rows)
  const { figures, customers, refused, questions } = examination.end()
  const asked = [...plan.interpretation.questions, ...questions].map(({ code, weight }) => (weight === 'blocking' ? `${code}!` : code))
  const { orders, sales, refunds } = figures
  return { orders, customers, sales, refunds, refused, asked }
}

describe('files of shops around the world, without an option', () => {
  it('divides what is headed as cents', async () => {
    const books = await read([
      'order_id,customer_id,created_at,amount_cents,currency_code',
      'A1,u1,1772676000,1999,USD',
      'A2,u2,1772776000,250,USD',
      'A3,u1,1772876000,100000,USD',
    ])
    expect(books).toMatchObject({ orders: 3, customers: 2, sales: { USD: 1_022.49 }, asked: ['amount-unit'] })
  })

  it('counts no shipping and no payment as goods, and takes lines of discounts off their order', async () => {
    const books = await read([
      'Order ID,Date,Customer Email,Item,Type,Qty,Price,Amount,Currency',
      '1,2026-03-01,a@example.com,Mug,Product,2,10.00,20.00,EUR',
      '1,2026-03-01,a@example.com,Tea,Product,1,5.00,5.00,EUR',
      '1,2026-03-01,a@example.com,Standard,Shipping,1,4.95,4.95,EUR',
      '1,2026-03-01,a@example.com,WELCOME,Discount,1,-3.00,-3.00,EUR',
      '1,2026-03-01,a@example.com,Card,Payment,1,26.95,26.95,EUR',
      '2,2026-03-02,b@example.com,Mug,Product,1,10.00,10.00,EUR',
    ])
    expect(books).toMatchObject({ orders: 2, customers: 2, sales: { EUR: 32 }, refunds: {}, refused: 0, asked: ['lines-no-goods'] })
  })

  it('takes credit notes with positive amounts for returns', async () => {
    const books = await read([
      'Invoice,Type,Customer ID,Invoice Date,Amount,Currency',
      'I1,Invoice,c1,2026-03-01,99.00,EUR',
      'I2,Invoice,c2,2026-03-02,99.00,EUR',
      'N1,Credit Note,c1,2026-03-05,99.00,EUR',
    ])
    expect(books).toMatchObject({ orders: 2, customers: 2, sales: { EUR: 198 }, refunds: { EUR: 99 } })
  })

  it('asks about numbers of receipts that start again', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `S${i % 3},2026-03-${String(i + 1).padStart(2, '0')},${(i % 6) + 1},${i + 1}.50`)
    expect((await read(['Store,Date,Receipt No,Total', ...rows])).asked).toContain('numbers-return')
  })
})
