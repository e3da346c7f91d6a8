import type { Readable } from 'node:stream'
import { toMajor } from '#kernel/money.ts'
import { csvFile } from '../csv-file.ts'
import type { CsvColumn } from '../csv-file.ts'
import type { ExportLanguage } from '../export-language.ts'
import type { StockRow } from './demand-schemas.ts'

/** Stock as a CSV file for people, its headings in their language. */
export function csvOfStock(rows: AsyncIterable<StockRow> | Iterable<StockRow>, language: ExportLanguage): Readable {
  return csvFile(columnsOf(language), oneByOne(rows))
}

function columnsOf(language: ExportLanguage): readonly CsvColumn<StockRow>[] {
  const column = (zh: string, en: string, value: CsvColumn<StockRow>['value']): CsvColumn<StockRow> => ({
    heading: language === 'zh' ? zh : en,
    value,
  })
  return [
    column('商品编号', 'Product ID', (row) => row.productId),
    column('商品', 'Product', (row) => row.label),
    column('预计销量', 'Expected demand', (row) => rounded(row.demand)),
    column('到货期需求', 'Demand in the lead time', (row) => rounded(row.leadDemand)),
    column('安全库存', 'Safety stock', (row) => row.safetyStock),
    column('补货点', 'Reorder point', (row) => row.reorderPoint),
    column('预计销售额', 'Expected sales', (row) => (row.amount === null ? null : toMajor(row.amount.minor, row.amount.currency))),
    column('币种', 'Currency', (row) => row.amount?.currency ?? null),
  ]
}

function rounded(units: number): number {
  return Math.round(units * 100) / 100
}

async function* oneByOne(rows: AsyncIterable<StockRow> | Iterable<StockRow>): AsyncGenerator<readonly StockRow[]> {
  for await (const row of rows) yield [row]
}
