import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { textCell, textRow, workbookParts } from './workbook-parts.ts'
import { numberColumn, parquetFile, sameColumn, textColumn } from './write-parquet.ts'
import { writeZip } from './write-zip.ts'

export interface HostileFile {
  readonly name: string
  readonly path: string
  /** What reading it to its end gives: `read`, or the code of the one AppError. */
  readonly expected: string
}

const HEAD = ['订单号', '下单时间', '会员号', '金额']
const ROW = ['A1', '2026-05-01 10:00:00', 'M1', '12.50']
const CSV_HEAD = `${HEAD.join(',')}\n`
const CSV_ROW = `${ROW.join(',')}\n`

/** Pieces of one repeated text, `megabytes` in all. */
export function* repeated(text: string, megabytes: number): Generator<string> {
  const piece = text.repeat(Math.ceil((1 << 18) / text.length))
  for (let bytes = 0; bytes < megabytes * (1 << 20); bytes += piece.length) yield piece
}

/**
 * Writes the fixed corpus of files that have hurt readers of tables into a folder. `scale` 1 is as large as such files were met; the default unpacks a
 * tenth of it, which every limit of size still notices.
 */
export async function hostileFiles(folder: string, scale = 0.1): Promise<HostileFile[]> {
  mkdirSync(folder, { recursive: true })
  const at = (name: string): string => join(folder, name)
  const files: HostileFile[] = []
  const put = (name: string, expected: string, content: string | Buffer): void => {
    writeFileSync(at(name), content)
    files.push({ name, path: at(name), expected })
  }
  const stream = async (name: string, expected: string, pieces: Iterable<string>): Promise<void> => {
    const target = createWriteStream(at(name))
    await (name.endsWith('.gz') ? pipeline(Readable.from(pieces), createGzip(), target) : pipeline(Readable.from(pieces), target))
    files.push({ name, path: at(name), expected })
  }
  const workbook = async (name: string, expected: string, parts: Parameters<typeof workbookParts>[0]): Promise<void> => {
    files.push({ name, path: await writeZip(at(name), workbookParts(parts)), expected })
  }

  // Spreadsheets.
  const far = Array.from({ length: 20_000 }, (_, i) => `<row r="${i + 3}"><c r="XFD${i + 3}"><v>1</v></c></row>`)
  await workbook('cells-in-xfd.xlsx', 'read', { rows: [textRow(1, HEAD), textRow(2, ROW), ...far] })
  await workbook('heading-in-xfd.xlsx', 'too-many-columns', {
    rows: [`<row r="1">${textCell('A1', 'a')}${textCell('XFD1', 'b')}</row>`, ...far],
  })
  await workbook('one-cell-of-300-mb.xlsx', 'record-too-long', {
    rows: huge(`${textRow(1, HEAD)}<row r="2"><c r="A2" t="inlineStr"><is><t>`, repeated('x', 300 * scale), '</t></is></c></row>'),
  })
  await workbook('rows-bomb.xlsx', 'unpacks-too-large', {
    rows: huge(textRow(1, HEAD), repeated('<row><c><v>1</v></c></row>', 1_000 * scale), ''),
  })
  await workbook('blanks-bomb.xlsx', 'unpacks-too-large', { rows: huge(textRow(1, HEAD), repeated(' ', 1_000 * scale), textRow(2, ROW)) })
  await workbook('strings-bomb.xlsx', 'unpacks-too-large', {
    rows: [
      '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row><row r="3"><c r="A3"><v>7</v></c></row>',
    ],
    strings: huge('<sst>', repeated('<si><t>abc</t></si>', 1_000 * scale), '</sst>'),
  })
  await workbook('one-string-everywhere.xlsx', 'read', {
    rows: [textRow(1, ['a', 'b']), ...Array.from({ length: 5_000 }, () => '<row><c t="s"><v>0</v></c><c><v>1</v></c></row>')],
    strings: ['<sst><si><t>', 'long '.repeat(6_000), '</t></si></sst>'],
  })
  const entities = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')
  await workbook('entities.xlsx', 'damaged-file', {
    prologue: `<!DOCTYPE x [<!ENTITY e0 "lol">${entities}]>`,
    rows: [textRow(1, ['a', 'b']), textRow(2, ['&e12;', '1'])],
  })
  await workbook('external-entity.xlsx', 'damaged-file', {
    prologue: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    rows: [textRow(1, ['a', 'b']), textRow(2, ['&e;', '1'])],
  })
  await workbook('external-link.xlsx', 'read', {
    rows: [textRow(1, HEAD), textRow(2, ROW)],
    more: { 'xl/externalLinks/externalLink1.xml': '<externalLink><externalBook r:id="rId1"/></externalLink>' },
  })
  await workbook('rows-at-the-end-of-the-sheet.xlsx', 'read', { rows: [textRow(1, HEAD), textRow(1_048_576, ROW)] })
  await workbook('odd-references.xlsx', 'damaged-file', {
    rows: [textRow(1, HEAD), '<row r="2"><c r="ZZZZZZ99999999999999"><v>1</v></c></row>'],
  })
  await workbook('headings-only.xlsx', 'no-rows', { rows: [textRow(1, HEAD)] })
  await workbook('no-rows.xlsx', 'empty-file', { rows: [] })
  await workbook('lone-surrogate.xlsx', 'read', {
    rows: [textRow(1, HEAD), textRow(2, ['A1', '2026-05-01', 'M&#xD800;1', '1']), textRow(3, ROW)],
  })
  files.push({
    name: 'nested.xlsx',
    path: await writeZip(at('nested.xlsx'), { 'orders.xlsx': 'PK', 'inner.zip': 'PK' }),
    expected: 'archive-of-one',
  })
  const whole = await writeZip(at('whole.xlsx'), workbookParts({ rows: [textRow(1, HEAD), textRow(2, ROW)] }))
  files.push({ name: 'whole.xlsx', path: whole, expected: 'read' })
  await workbook('two-cells-at-one-place.xlsx', 'damaged-file', {
    rows: [textRow(1, HEAD), `<row r="2">${textCell('A2', 'A1')}${textCell('A2', 'A2')}</row>`],
  })
  for (const index of ['7', '-1', 'x', '1e9', ''])
    await workbook(`text-${index || 'without-number'}-is-not-there.xlsx`, index === '' ? 'no-rows' : 'damaged-file', {
      rows: [textRow(1, HEAD), `<row r="2"><c r="A2" t="s"><v>${index}</v></c></row>`],
      strings: ['<sst><si><t>A1</t></si></sst>'],
    })
  await workbook('paths-that-climb.xlsx', 'read', {
    rows: [textRow(1, HEAD), textRow(2, ROW)],
    more: { '../../../tmp/liuke-climbed': 'x', '/etc/liuke-climbed': 'x', 'C:\\liuke-climbed': 'x' },
  })
  await workbook('many-entries.xlsx', 'read', {
    rows: [textRow(1, HEAD), textRow(2, ROW)],
    more: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`xl/media/${i}`, ''])),
  })
  const double = await writeZip(
    at('double.zip'),
    workbookParts({ rows: [textRow(1, HEAD), textRow(2, ROW)], more: { 'xl/worksheets/sheet2.xml': '<worksheet/>' } }),
  )
  const twice = Buffer.from(readFileSync(double).toString('latin1').replaceAll('sheet2.xml', 'sheet1.xml'), 'latin1')
  put('two-files-of-one-name.xlsx', 'damaged-file', twice)
  put('content-changed.xlsx', 'damaged-file', patched(readFileSync(whole), 16))
  put('offset-far-away.xlsx', 'damaged-file', patched(readFileSync(whole), 42, 0xffff_fff0))
  put('size-far-away.xlsx', 'damaged-file', patched(readFileSync(whole), 20, 0xffff_fff0))
  put('sizes-of-zip64-that-are-none.xlsx', 'damaged-file', patched(readFileSync(whole), 20, 0xffff_ffff))
  put('password-flag.xlsx', 'damaged-file', patched(readFileSync(whole), 8, 1))
  put('cut.xlsx', 'damaged-file', readFileSync(whole).subarray(0, 900))
  put('zip-signature.xlsx', 'damaged-file', Buffer.from('PK\u0003\u0004 nothing', 'latin1'))
  put('page.xlsx', 'web-page', `<html><body><table><tr><td>${ROW.join('</td><td>')}</td></tr></table></body></html>`)
  put('page.xls', 'web-page', `\uFEFF\n<!DOCTYPE html><table><tr><td>1</td></tr></table>`)
  put('old.xls', 'old-excel', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]))
  put(
    'password.xlsx',
    'protected-file',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
  )
  put('print.pdf', 'pdf-file', '%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n')

  // Parquet.
  const orders = [textColumn('id', ['A1', 'A2']), numberColumn('amount', [1, 2])]
  const parquet = parquetFile([orders])
  put('whole.parquet', 'read', parquet)
  put('cut.parquet', 'truncated-file', parquet.subarray(0, 60))
  put('letters-only.parquet', 'truncated-file', 'PAR1')
  put('footer-far-away.parquet', 'damaged-file', Buffer.concat([parquet.subarray(0, -8), Buffer.from('f0ffffff50415231', 'hex')]))
  put('no-footer.parquet', 'damaged-file', Buffer.from('PAR1\u0000\u0000\u0000\u0000PAR1', 'latin1'))
  put(
    'list-of-two-billion.parquet',
    'damaged-file',
    Buffer.from('504152311502 29fcffffffff07 00 0900000050415231'.replaceAll(' ', ''), 'hex'),
  )
  put('encrypted-footer.parquet', 'parquet-encrypted', Buffer.concat([Buffer.from('PARE'), parquet.subarray(4, -4), Buffer.from('PARE')]))
  put('packed.parquet.gz', 'packed-twice', gzipSync(parquet))
  put('lzo.parquet', 'parquet-unsupported', parquetFile([orders], { codec: 'lzo' }))
  put('no-rows.parquet', 'no-rows', parquetFile([[textColumn('id', [])]]))
  put('rows-that-are-not-there.parquet', 'parquet-damaged', parquetFile([orders], { rows: 1_000 }))
  put('rows-bomb.parquet', 'unpacks-too-large', parquetFile([[sameColumn('id', 'x', [1 << 24])]], { rows: 1e12 }))
  put('page-of-two-billion.parquet', 'parquet-damaged', parquetFile([[sameColumn('id', 'x', [2 ** 31 - 1])]], { rows: 8_000_000 }))
  put(
    'one-text-everywhere.parquet',
    'unpacks-too-large',
    parquetFile([[sameColumn('id', 'long '.repeat(200_000), [1_000_000])]], { codec: 'gzip' }),
  )
  put('text-of-two-million.parquet', 'record-too-long', parquetFile([[textColumn('id', ['x', 'x'.repeat(2_000_000)])]]))
  put('page-of-a-gigabyte.parquet', 'parquet-damaged', parquetFile([orders], { codec: 'gzip', unpacked: 1 << 30 }))
  put('page-of-another-size.parquet', 'parquet-damaged', parquetFile([orders], { codec: 'gzip', unpacked: 3 }))
  put('nested-5000-deep.parquet', 'damaged-file', parquetFile([orders], { depth: 5_000 }))
  put(
    'ten-thousand-columns.parquet',
    'too-many-columns',
    parquetFile([Array.from({ length: 10_000 }, (_, i) => textColumn(`c${i}`, ['1']))]),
  )

  // Text.
  await stream('bomb.csv.gz', 'unpacks-too-large', huge(CSV_HEAD, repeated(CSV_ROW, 1_000 * scale), ''))
  await stream('zeros.csv.gz', 'not-a-table', repeated('\u0000', 200 * scale))
  await stream('one-line-of-200-mb.csv', 'record-too-long', huge('a,b\n', repeated('x', 200 * scale), '\n'))
  await stream('first-line-of-200-mb.csv', 'record-too-long', repeated('x', 200 * scale))
  await stream('cells-of-200-mb.csv', 'record-too-long', repeated('x,', 200 * scale))
  await stream('quote-never-closed.csv', 'unclosed-quote', huge('a,b\n1,"2\n', repeated('3,4\n', 100 * scale), ''))
  await stream('only-quotes.csv', 'unclosed-quote', huge('a,b\n"', repeated('""', 50 * scale), ''))
  await stream('only-line-ends.csv', 'empty-file', repeated('\n', 20 * scale))
  put(
    'ten-thousand-columns.csv',
    'too-many-columns',
    `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(9_999)}1\n`,
  )
  put('wide-rows.csv', 'read', `a,b\n${'1,2\n'.repeat(2_000)}${`${'1,'.repeat(5_000)}\n`.repeat(200)}`)
  put('empty.csv', 'empty-file', '')
  put('empty.csv.gz', 'empty-file', gzipSync(''))
  put('headings-only.csv', 'no-rows', CSV_HEAD)
  put('binary.csv', 'not-a-table', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 256)))
  put('picture.csv', 'picture-file', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
  put('cut.csv.gz', 'truncated-file', gzipSync(CSV_HEAD + CSV_ROW.repeat(9_000)).subarray(0, 120))
  put('cut.csv', 'read', (CSV_HEAD + CSV_ROW.repeat(100)).slice(0, -20))
  put('damaged.csv.gz', 'damaged-file', Buffer.concat([gzipSync(CSV_ROW).subarray(0, 10), Buffer.alloc(40, 0xff)]))
  put(
    'mixed-encodings.csv',
    'read',
    Buffer.concat([Buffer.from(CSV_HEAD + '张三,李四,王五,赵六\n'.repeat(50)), iconv.encode('张三,1\n', 'gb18030')]),
  )
  put(
    'invalid-utf8.csv',
    'read',
    Buffer.concat([Buffer.from(CSV_HEAD + CSV_ROW), Buffer.from([0x41, 0x32, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x0a]), Buffer.from(CSV_ROW)]),
  )
  put(
    'lone-surrogate.csv',
    'read',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${CSV_HEAD}A1,2026-05-01,M\uD800,1\n${CSV_ROW}`, 'utf16le')]),
  )
  put(
    'zeros-in-utf16.csv',
    'read',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${CSV_HEAD}A1,2026-05-01,M\u0000,1\n${CSV_ROW}`, 'utf16le')]),
  )
  put('proto.csv', 'read', `__proto__,constructor,${HEAD.join(',')}\n1,2,${ROW.join(',')}\n`)
  put('formulas.csv', 'read', `${CSV_HEAD}=cmd|'/c calc'!A0,2026-05-01,M1,1\n`)
  return files
}

/** Another value in the directory, at this place of what it says about each file. */
function patched(archive: Buffer, place: number, value = 1): Buffer {
  const bytes = Buffer.from(archive)
  const entry = Buffer.from('PK\u0001\u0002', 'latin1')
  for (let at = bytes.indexOf(entry); at >= 0; at = bytes.indexOf(entry, at + 4)) {
    if (place === 8) bytes.writeUInt16LE(value, at + place)
    else bytes.writeUInt32LE(value, at + place)
  }
  return bytes
}

function* huge(before: string, pieces: Iterable<string>, after: string): Generator<string> {
  yield before
  yield* pieces
  yield after
}
