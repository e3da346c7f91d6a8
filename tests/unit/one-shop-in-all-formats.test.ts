import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, expect, test } from 'vitest'
import { examineFile } from '../support/examine-file.ts'

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
