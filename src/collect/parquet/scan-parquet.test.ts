import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { folderValues } from './folder-values.ts'
import { scanParquet } from './scan-parquet.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../tests/fixtures/parquet/${name}`, import.meta.url))

function tableOf(name: string, headRows?: number): { columns: readonly string[]; cells: (readonly string[])[]; lines: number[] } {
  const cells: (readonly string[])[] = []
  const lines: number[] = []
  let columns: readonly string[] = []
  const path = fixture(name)
  for (const block of scanParquet({ path, name, ...(headRows === undefined ? {} : { headRows }) })) {
    columns = block.columns
    for (const row of block.rows) {
      cells.push(row.cells)
      lines.push(row.line)
    }
  }
  return { columns, cells, lines }
}

describe('reading Parquet', () => {
  const csv = readFileSync(fixture('shop.csv'), 'utf8').trim().split('\n').slice(1)

  // One shop by several writers: pages of version 1 and 2, several row groups, checksums, dictionaries, deltas, split bytes, decimals, old and new times.
  test.each([
    ['shop-arrow.parquet', 'gzip'],
    ['shop-arrow-int96.parquet', 'Brotli'],
    ['shop-arrow-delta.parquet', 'LZ4'],
    ['shop-polars.parquet', 'Zstandard'],
    ['shop-duckdb.parquet', 'Snappy'],
  ])('reads %s, packed by %s, as the CSV of the same table', (name) => {
    const { columns, cells, lines } = tableOf(name)
    expect(columns).toEqual(['order_id', 'customer_id', 'ordered_at', 'amount', 'currency', 'status'])
    const expected = csv.map((line) => line.split(',').map((cell, j) => (j === 3 ? String(Number(cell)) : cell)))
    expect(cells).toEqual(expected)
    expect(lines).toEqual(expected.map((_, i) => i + 1))
  })

  test('writes every type as exact and unmistakable text, and nothing where nothing is', () => {
    const { columns, cells } = tableOf('types.parquet')
    const columnOf = Object.fromEntries(columns.map((name, j) => [name, cells.map((row) => row[j])]))
    expect(columnOf).toEqual({
      s: ['a', '', '中文'],
      i8: ['1', '', '-3'],
      u32: ['4294967295', '', '1'],
      u64: ['18446744073709551615', '', '1'],
      i64: ['9223372036854775807', '', '-9007199254740993'],
      d52: ['123.4', '', '-0.05'],
      d383: ['12345678901234567890123456789012345.6780', '', '-1.2340'],
      d256: ['1234567890123456789012345678901234567890123456.7', '', '-5'],
      d183: ['1.2340', '', '2'],
      date: ['2026-02-28', '', '1969-12-31'],
      tms: ['2026-02-28 01:02:03.456', '', '1969-12-31 23:59:59.999'],
      tus: ['2026-02-28 01:02:03.456789', '', '1969-12-31 23:59:59.999999'],
      tns: ['2026-02-28 01:02:03.456789123', '', '1969-12-31 23:59:59.999999999'],
      tz: ['2026-02-28T01:02:03.456789Z', '', '1970-01-01T00:00:00Z'],
      ts: ['2026-02-28 01:02:03', '', '1970-01-01 00:00:00'],
      time: ['01:02:03', '', '23:59:59.999999'],
      b: ['true', '', 'false'],
      f32: ['12.3', '', '1.2340'],
      f64: ['0.3', '', ''],
      f16: ['1.5', '0', '2.25'],
      big: ['2.018273612345679e+17', '', '1e+22'],
      bin: ['abc', '', 'ff00'],
      fixed: ['EUR', '', 'USD'],
      dict: ['x', '', 'x'],
      null: ['', '', ''],
      list: ['[1,2]', '', '[]'],
      lists: [String.raw`["a","b\""]`, '', '[null]'],
      llist: ['[[1],[2,3]]', '', '[[],null]'],
      'st.a': ['1', '', ''],
      'st.b.c': ['x', '', ''],
      items: ['[{"sku":"S1","qty":2,"price":1.5},{"sku":"S2","qty":1,"price":null}]', '', '[]'],
      map: ['{"k":1,"l":2}', '', '{}'],
      dur: ['1', '', '2'],
      uuid: ['00000000-0000-0000-0000-000000000001', '', '80000000-0000-0000-0000-000000000005'],
    })
  })

  test('takes what the folders above a file say of it, but for what it says itself', () => {
    expect(folderValues('/x/orders/currency=USD/city=S%C3%A3o Paulo/day=__HIVE_DEFAULT_PARTITION__/part-0.parquet', ['city'])).toEqual([
      ['currency', 'USD'],
      ['day', ''],
    ])
    const folder = mkdtempSync(join(tmpdir(), 'liuke-parquet-'))
    mkdirSync(join(folder, 'currency=USD'))
    const path = join(folder, 'currency=USD', 'part-0.parquet')
    copyFileSync(fixture('shop-polars.parquet'), path)
    copyFileSync(fixture('types.parquet'), join(folder, 'currency=USD', 'types.parquet'))
    expect([...scanParquet({ path: join(folder, 'currency=USD', 'types.parquet'), name: 'types' })].at(-1)?.columns.at(-1)).toBe('currency')
    expect([...scanParquet({ path, name: 'part-0.parquet' })].at(-1)?.columns.filter((name) => name === 'currency')).toHaveLength(1)
    rmSync(folder, { recursive: true })
  })

  test('reads no more rows than are asked for, give or take a block', () => {
    expect(tableOf('shop-arrow.parquet', 10).cells).toHaveLength(100)
  })
})
