import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectFile } from './inspect-file.ts'
import { sniffDelimiter } from './read-csv.ts'
import { readTable } from './read-table.ts'

const dir = mkdtempSync(join(tmpdir(), 'liuke-reading-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function put(name: string, content: Buffer | Uint8Array | string): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

async function rowsOf(path: string): Promise<{ encoding: string; delimiter: string; rows: (readonly string[])[]; lines: number[] }> {
  const file = await inspectFile(path)
  const delimiter = await sniffDelimiter(file)
  const rows: (readonly string[])[] = []
  const lines: number[] = []
  for await (const block of readTable(file, { delimiter })) {
    for (const { cells, line } of block) {
      rows.push(cells)
      lines.push(line)
    }
  }
  return { encoding: file.encoding, delimiter, rows, lines }
}

const TABLE = '订单号,金额,备注\nA1,12.5,"你好,\n再见"\n\nA2,3,\n'
const ROWS = [
  ['订单号', '金额', '备注'],
  ['A1', '12.5', '你好,\n再见'],
  ['A2', '3', ''],
]

describe('reading a table', () => {
  it.each([
    ['utf-8', Buffer.from(TABLE)],
    ['utf-8', Buffer.from(`\uFEFF${TABLE}`)],
    ['gb18030', iconv.encode(TABLE, 'gb18030')],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(TABLE, 'utf-16le')])],
    ['utf-8', gzipSync(TABLE)],
    ['gb18030', gzipSync(iconv.encode(TABLE, 'gb18030'))],
  ])('finds %s', async (encoding, bytes) => {
    const found = await rowsOf(put('table.csv', bytes))
    expect(found).toMatchObject({ encoding, delimiter: ',', rows: ROWS })
    expect(found.lines).toEqual([1, 3, 5])
  })

  it.each(['\t', ';', '|', ','])('finds the delimiter %j', async (delimiter) => {
    const text = ['a', 'b', 'c'].join(delimiter) + '\n' + ['1', '"x,y;z"', '3'].join(delimiter) + '\n'
    expect((await rowsOf(put('d.csv', text))).rows).toEqual([
      ['a', 'b', 'c'],
      ['1', 'x,y;z', '3'],
    ])
  })

  it('finds an encoding whose first odd character comes late', async () => {
    const late = `a,b\n${'1,2\n'.repeat(200_000)}中文,3\n`
    expect((await rowsOf(put('late.csv', iconv.encode(late, 'gb18030')))).encoding).toBe('gb18030')
    expect((await rowsOf(put('late.csv', late))).encoding).toBe('utf-8')
  })

  it('reads a spreadsheet: long numbers as they are, dates, empty cells at the end', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'orders',
          rows: [
            ['订单号', '手机号', '下单时间', '备注'],
            [20260101000123, 13812348000, new Date('2026-01-02T03:04:05Z'), null],
            ['A2', '13912348000', '2026-01-03', 'x'],
          ],
        },
      ],
    })
    expect((await rowsOf(put('orders.xlsx', bytes))).rows).toEqual([
      ['订单号', '手机号', '下单时间', '备注'],
      ['20260101000123', '13812348000', '2026-01-02 03:04:05'],
      ['A2', '13912348000', '2026-01-03', 'x'],
    ])
  })

  it.each([
    ['a directory', dir, 'is a directory'],
    ['a missing file', join(dir, 'no.csv'), 'There is no file'],
    ['an empty file', put('empty.csv', ''), 'is empty'],
    ['an empty gzip', put('empty.gz', gzipSync('')), 'is empty'],
    ['a truncated gzip', put('cut.csv.gz', gzipSync('a,b\n'.repeat(9_000)).subarray(0, 60)), 'is cut off'],
    ['a damaged gzip', put('bad.csv.gz', Buffer.concat([gzipSync('a,b\n').subarray(0, 10), Buffer.alloc(40, 0xff)])), 'damaged'],
    ['a picture', put('p.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])), 'is a picture'],
    ['an old workbook', put('old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')), 'save it as .xlsx or CSV'],
    ['a broken workbook', put('broken.xlsx', Buffer.from('PK\u0003\u0004 nothing', 'latin1')), 'cannot be read as .xlsx'],
    [
      'an unknown encoding',
      put('odd.csv', Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a])),
      'neither UTF-8 nor in an encoding that can be told',
    ],
    ['an open quotation mark', put('quote.csv', `a,b\n1,"2\n${'3,4\n'.repeat(100)}`), 'never closed'],
  ])('says in one sentence what is wrong with %s', async (_, path, words) => {
    await expect(rowsOf(path)).rejects.toThrow(words)
  })
})
