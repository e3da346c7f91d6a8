import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, expect, test } from 'vitest'
import { examineFile } from '../support/examine-file.ts'
import { instantColumn, numberColumn, parquetFile, textColumn } from '../support/write-parquet.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-formats-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/parquet/${name}`, import.meta.url))
const [heading = [], ...rows] = readFileSync(fixture('shop.csv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','))

/** The shop's own books: what was sold by currency, in exact cents. */
function sold(): Record<string, number> {
  const cents: Record<string, number> = {}
  for (const [, , , amount = '', currency = '', status] of rows)
    if (status !== 'cancelled') cents[currency] = (cents[currency] ?? 0) + Number(amount.replace('.', ''))
  return Object.fromEntries(Object.entries(cents).map(([currency, sum]) => [currency, sum / 100]))
}

/** What an import of the file would say, less what is named by the format. */
async function saidOf(file: string): Promise<unknown> {
  const { figures, asked, plan } = await examineFile(file)
  return { figures, asked, columns: plan.interpretation.columns.map(({ field, heading: name }) => [field, name]) }
}

test('one shop gives the same truth as CSV, workbook, lines of JSON and Parquet', async () => {
  const workbook = join(folder, 'shop.xlsx')
  const cells = rows.map((row) => row.map((cell, j) => (heading[j] === 'amount' ? Number(cell) : cell)))
  writeFileSync(workbook, await writeXlsx({ sheets: [{ name: 'orders', rows: [heading, ...cells] }] }))
  const lines = join(folder, 'shop.ndjson')
  const objects = cells.map((row) => JSON.stringify(Object.fromEntries(heading.map((name, j) => [name, row[j]]))))
  writeFileSync(lines, objects.join('\n'))
  const parquet = ['shop-arrow', 'shop-arrow-int96', 'shop-arrow-delta', 'shop-polars', 'shop-duckdb'].map((name) =>
    fixture(`${name}.parquet`),
  )
  const truth = await saidOf(fixture('shop.csv'))
  expect(truth).toMatchObject({ asked: [], figures: { orders: rows.filter((row) => row[5] !== 'cancelled').length, sales: sold() } })
  for (const file of [workbook, lines, ...parquet]) expect({ file, said: await saidOf(file) }).toEqual({ file, said: truth })
})

test('a number that a file keeps as a number is never taken for thousands', async () => {
  // In a text, 1.234 beside 500 is a thousand and more.
  const weights = [1.234, 500, 2.251, 7.125]
  const ids = weights.map((_, i) => `A${i}`)
  const days = weights.map((_, i) => `2026-03-0${i + 1} 10:00:00`)
  const named = ['order_id', 'customer_id', 'order_date', 'amount']
  const table = weights.map((weight, i) => [`A${i}`, `C${i}`, days[i] ?? '', weight])
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const instants = days.map((day) => Date.parse(`${day.replace(' ', 'T')}+08:00`))
  const columns = [
    textColumn('order_id', ids),
    textColumn('customer_id', ids),
    instantColumn('order_date', instants),
    numberColumn('amount', weights),
  ]
  const files = [
    put('weights.xlsx', await writeXlsx({ sheets: [{ name: 'orders', rows: [named, ...table] }] })),
    put('weights.ndjson', table.map((row) => JSON.stringify(Object.fromEntries(named.map((name, j) => [name, row[j]])))).join('\n')),
    put('weights.parquet', parquetFile([columns])),
  ]
  for (const file of files) {
    const { figures } = await examineFile(file)
    expect({ file, sales: figures.sales, firstAt: figures.firstAt }).toEqual({
      file,
      sales: { CNY: 510.61 },
      firstAt: '2026-03-01T02:00:00.000Z',
    })
  }
})
