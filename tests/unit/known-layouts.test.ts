import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { customerRowStep, type CustomerRow } from '#collect/import/customer-row-step.ts'
import { OrderExamination, type Examined } from '#collect/import/order-examination.ts'
import { type OrderLine, QUANTITY_SCALE } from '#collect/import/order-line.ts'
import { orderReader } from '#collect/import/order-reader.ts'
import type { ReadRow } from '#collect/import/row-reader.ts'
import { type ImportPlan, type ImportSettings, planImport } from '#collect/import/import-plan.ts'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { tableRows } from '#collect/table/table-rows.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { CUSTOMER_LAYOUTS, LAYOUT_BOOKS, LAYOUT_VARIANTS, REFUSED_LAYOUTS } from '../fixtures/layouts/books.ts'

const SETTINGS: ImportSettings = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  normaliseIdentifier: (kind, value) => normaliseIdentifier(kind, value, 'CN'),
}
const NOW = new Date('2026-06-01T00:00:00Z')

function planOf(layout: string, kind: ImportKind): Promise<ImportPlan> {
  const file = fileURLToPath(new URL(`../fixtures/layouts/${layout}.csv`, import.meta.url))
  return planImport({ file, kind }, SETTINGS, 'salt', NOW)
}

async function examine(plan: ImportPlan): Promise<Examined> {
  const examination = new OrderExamination(plan)
  for await (const rows of tableRows(plan.table, {})) examination.add(rows)
  return examination.end()
}

/** Pieces of the lines that were sold. */
async function piecesOf(plan: ImportPlan): Promise<number> {
  const reader = orderReader(plan.rowPlan, plan.orderPlan)
  const read: ReadRow<OrderLine>[] = []
  for await (const rows of tableRows(plan.table, {})) for (const { line, cells } of rows) read.push(...reader.push(line, cells))
  read.push(...reader.end())
  const lines = read.flatMap(({ result }) => (result.ok && result.value.kind === 'sale' && result.value.amount > 0n ? [result.value] : []))
  return lines.reduce((sum, { quantity }) => sum + Number(quantity) / 10 ** QUANTITY_SCALE, 0)
}

describe('the export of a known platform, without an option', () => {
  it.each(LAYOUT_BOOKS)('$layout comes out as the books say', async ({ layout, orders, customers, sales, refunds }) => {
    const plan = await planOf(layout, 'orders')
    expect(plan.interpretation.layout?.name).toBe(layout)
    const examined = await examine(plan)
    expect({
      refused: examined.refused,
      orders: examined.figures.orders,
      customers: examined.customers,
      sales: examined.figures.sales,
      refunds: examined.figures.refunds,
      tests: examined.figures.tests.orders,
      asked: plan.interpretation.questions.filter(({ weight }) => weight === 'blocking').map(({ code }) => code),
    }).toEqual({ refused: 0, orders, customers, sales, refunds, tests: 0, asked: [] })
    const asksWho = plan.interpretation.questions.some(({ code }) => code === 'no-customer')
    expect(asksWho && customers > 0).toBe(false)
  })

  it.each(LAYOUT_VARIANTS)('$file comes out as the books say', async (books) => {
    const plan = await planOf(books.file ?? books.layout, 'orders')
    expect(plan.interpretation.layout?.name).toBe(books.layout)
    const { figures, customers, refused } = await examine(plan)
    expect({ refused, orders: figures.orders, customers, sales: figures.sales, refunds: figures.refunds }).toEqual({
      refused: 0,
      orders: books.orders,
      customers: books.customers,
      sales: books.sales,
      refunds: books.refunds,
    })
    const codes = plan.interpretation.questions.map(({ code }) => code)
    expect(plan.interpretation.questions.filter(({ weight }) => weight === 'blocking')).toEqual([])
    for (const code of books.said ?? []) expect(codes).toContain(code)
    expect(figures.firstAt).toBe(books.firstAt ?? figures.firstAt)
    const pieces = await piecesOf(plan)
    expect(pieces).toBe(books.pieces ?? pieces)
  })

  it.each(REFUSED_LAYOUTS)('%s is no list of orders, and says what to import instead', async (layout) => {
    await expect(planOf(layout, 'orders')).rejects.toMatchObject({ code: 'layout-refused' })
  })

  it.each(CUSTOMER_LAYOUTS)('%s names its customers', async (layout) => {
    const plan = await planOf(layout, 'customers')
    expect(plan.interpretation.layout?.name).toBe(layout)
    const step = customerRowStep(plan.rowPlan)
    const people: CustomerRow[] = []
    for await (const rows of tableRows(plan.table, {})) {
      for (const { cells } of rows) {
        const result = step(cells)
        if (result.ok) people.push(result.value)
      }
    }
    expect(people).toHaveLength(3)
    expect(people.every(({ identifiers, name }) => identifiers.length > 0 && name !== '')).toBe(true)
    const consents = people.flatMap(({ consents: { email } }) => email ?? [])
    expect(consents).toEqual(layout === 'shopify-customers' ? ['yes', 'no', 'yes'] : [])
  })
})
