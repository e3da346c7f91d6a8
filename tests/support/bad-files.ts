import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'

const HEADING = 'order_number,customer_number,time,product,quantity,price\n'
const MEGABYTE = 1 << 20

/** A file that nothing may come of but a sentence with the place and what to do about it. */
export interface BadFile {
  readonly name: string
  /** Its bytes, a piece at a time. */
  readonly pieces: () => Iterable<Buffer>
  readonly code: string
  readonly sentence: RegExp
}

export function orderRows(count: number, first = 0): string {
  return Array.from(
    { length: count },
    (_, i) => `O${first + i},M${i % 50},2026-01-${String(1 + (i % 28)).padStart(2, '0')} 10:00:00,P${i % 9},1,10.00\n`,
  ).join('')
}

export const ORDERS = `${HEADING}${orderRows(300)}`
const CHINESE = ['订单号,会员号,下单时间,商品,数量,单价\n', '甲1,会员1,2026-01-02 10:00:00,红茶,1,10.00\n'.repeat(50)] as const

export const BAD_FILES: readonly BadFile[] = [
  bad('empty.csv', '', 'empty-file', /empty\.csv is empty: export it again/),
  bad('blank.csv', '\n\n   \n\n', 'empty-file', /blank\.csv has no rows: export it again/),
  bad('heading.csv', HEADING, 'no-rows', /heading\.csv has a heading but no rows: choose a longer time span/),
  bad(
    'binary.csv',
    Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 2_654_435_761) >>> 24)),
    'not-a-table',
    /binary\.csv is neither a text file nor .*: export the data as CSV/,
  ),
  bad('cut.csv.gz', gzipSync(ORDERS).subarray(0, 900), 'truncated-file', /cut\.csv\.gz is cut off: .* copy or download it again/),
  bad(
    'two-encodings.csv',
    Buffer.concat([iconv.encode(CHINESE[0], 'gb18030'), Buffer.from(CHINESE[1])]),
    'damaged-heading',
    /The heading of two-encodings\.csv \(line 1\) has a different encoding from the rest of the file\. Save the file as "CSV UTF-8"/,
  ),
  bad(
    'quote.csv',
    `${HEADING}${orderRows(20)}O99,"M1,2026-01-01,P1,1,10\n${orderRows(3_000, 100)}`,
    'unclosed-quote',
    /A quotation mark opened on line 22 of quote\.csv is never closed, .* Correct that row and import again/,
  ),
  bad(
    'columns.csv',
    `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(10_000)}\n`,
    'too-many-columns',
    /columns\.csv has more than 2000 columns: delete those that are not needed/,
  ),
  {
    name: 'one-line.csv',
    *pieces() {
      yield Buffer.from(`${HEADING}O1,M1,`)
      for (let i = 0; i < 40; i += 1) yield Buffer.alloc(MEGABYTE, 'x')
    },
    code: 'record-too-long',
    sentence: /Row 2 of one-line\.csv has more than 1048576 characters: check whether its line ends are missing/,
  },
]

function bad(name: string, content: string | Buffer, code: string, sentence: RegExp): BadFile {
  return { name, pieces: () => [Buffer.from(content)], code, sentence }
}
