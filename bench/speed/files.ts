// npm run bench -- files [--json] [--rows 500000] [--sheet-rows 300000] [--shops 300]: how fast files of orders are understood and stored, and how often
// rightly. CSV from the file to the end of the interpreter beside csv-parse alone, Parquet, an import into an empty house, a workbook, previews; the samples of known
// layouts and random shops against their books. Beside polars and pandas where bench/peers/.venv is there. The last line is one JSON object.
import { execFile } from 'node:child_process'
import { createReadStream, existsSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { parse } from 'csv-parse'
import { OrderExamination } from '#collect/import/order-examination.ts'
import { openSource, planHead } from '#collect/import/import-plan.ts'
import { Rng } from '#kernel/rng.ts'
import { LAYOUT_BOOKS } from '../../tests/fixtures/layouts/books.ts'
import { openIntakeWorld } from '../../tests/journey/intake-world.ts'
import { checkShops } from '../../tests/support/check-shop.ts'
import { examineFile, SHANGHAI } from '../../tests/support/examine-file.ts'
import { workbookParts } from '../../tests/support/workbook-parts.ts'
import { instantColumn, numberColumn, parquetFile, textColumn, type WrittenColumn } from '../../tests/support/write-parquet.ts'
import { writeZip } from '../../tests/support/write-zip.ts'
import { ourProgram, peakMb } from '../compare.ts'

const BARS = { rowsPerSecond: 100_000, storedPerSecond: 30_000, xlsxSeconds: 60, xlsxRssMb: 600, previewSeconds: 3, wrong: 0 }
const HEADINGS = ['订单号', '下单时间', '会员号', '手机号', '商品编码', '商品名称', '数量', '单价', '金额', '订单状态', '渠道', '优惠券码']
/** What others need said of the parts of a workbook, and we do not. */
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const TYPES = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SPREADSHEET}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/></Types>`
/** Columns of quantity, price and amount. */
const NUMBERS = new Set([6, 7, 8])
const GROUP_ROWS = 50_000
const here = fileURLToPath(import.meta.url)
const peers = fileURLToPath(new URL('../peers/', import.meta.url))
const run = promisify(execFile)

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '500000' },
    'sheet-rows': { type: 'string', default: '300000' },
    shops: { type: 'string', default: '300' },
    work: { type: 'string' },
    file: { type: 'string', default: '' },
  },
})

if (flags.work === undefined) await bench()
else console.log(JSON.stringify(await work(flags.work, flags.file)))

interface Worked {
  readonly seconds: number
  readonly rows: number
  readonly rssMb: number
}

/** One figure, in a process of its own. */
async function work(what: string, file: string): Promise<Worked> {
  const started = performance.now()
  const rows = await rowsOf(what, file)
  return { seconds: (performance.now() - started) / 1_000, rows, rssMb: peakMb() }
}

async function rowsOf(what: string, file: string): Promise<number> {
  switch (what) {
    case 'interpret':
      return (await examineFile(file)).rows
    case 'preview': {
      const plan = planHead(
        await openSource({ file }, 'head'),
        { file, kind: 'orders' },
        SHANGHAI,
        'salt',
        new Date('2026-11-28T00:00:00Z'),
      )
      const examination = new OrderExamination(plan)
      examination.add(plan.table.sample.map((cells, i) => ({ line: i + 2, cells })))
      return examination.end().rows
    }
    case 'csv-parse': {
      let rows = 0
      const parser = parse({ bom: true, on_record: () => ((rows += 1), null) })
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) parser.write(chunk)
      parser.end()
      parser.resume()
      await new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
      return rows - 1
    }
    default:
      throw new Error(`There is no work ${what}.`)
  }
}

async function store(file: string): Promise<{ readonly seconds: number; readonly stored: number; readonly customers: number }> {
  const world = await openIntakeWorld()
  try {
    const started = performance.now()
    const { stored, customers } = await world.imports.importFile({ file, kind: 'orders' })
    return { seconds: (performance.now() - started) / 1_000, stored, customers }
  } finally {
    await world.stop()
  }
}

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-files-'))
  const say = (text: string): void => {
    if (!flags.json) console.log(text)
  }
  try {
    const csv = join(folder, 'orders.csv')
    writeFileSync(csv, csvOf(Number(flags.rows)))
    const xlsx = await writeZip(
      join(folder, 'orders.xlsx'),
      workbookParts({ rows: sheetRows(Number(flags['sheet-rows'])), more: { '[Content_Types].xml': TYPES } }),
    )
    const parquet = join(folder, 'orders.parquet')
    writeFileSync(parquet, parquetFile([...rowGroups(Number(flags.rows))], { codec: 'gzip' }))
    say(`${flags.rows} rows of CSV, ${megabytes(csv)} MB; ${flags['sheet-rows']} rows of a workbook, ${megabytes(xlsx)} MB`)

    const parsed = await inChild('csv-parse', csv)
    const interpreted = await inChild('interpret', csv)
    say(`CSV: ${perSecond(interpreted)} rows/s to the interpreter's end, csv-parse alone ${perSecond(parsed)}`)
    const sheet = await inChild('interpret', xlsx)
    say(`workbook: ${sheet.seconds.toFixed(1)} s, ${sheet.rssMb.toFixed(0)} MB`)
    const typed = await inChild('interpret', parquet)
    say(`Parquet: ${perSecond(typed)} rows/s to the interpreter's end, ${typed.rssMb.toFixed(0)} MB`)
    const previews = [await inChild('preview', csv), await inChild('preview', xlsx), await inChild('preview', parquet)]
    const stored = await store(csv)
    say(`import: ${Math.round(stored.stored / stored.seconds)} rows/s stored and identified, ${stored.customers} customers`)
    const samples = await checkSamples()
    const shops = await checkShops(0, Number(flags.shops), folder)
    for (const wrong of [...samples.wrong, ...shops.wrong]) say(`wrong: ${wrong}`)

    const result = {
      rowsPerSecond: perSecond(interpreted),
      csvParseRowsPerSecond: perSecond(parsed),
      csvParseRatio: round(interpreted.seconds / parsed.seconds),
      csvRssMb: Math.round(interpreted.rssMb),
      storedPerSecond: Math.round(stored.stored / stored.seconds),
      xlsxSeconds: round(sheet.seconds),
      xlsxRssMb: Math.round(sheet.rssMb),
      parquetRowsPerSecond: perSecond(typed),
      parquetRssMb: Math.round(typed.rssMb),
      previewSeconds: round(Math.max(...previews.map(({ seconds }) => seconds))),
      layouts: LAYOUT_BOOKS.length,
      shops: Number(flags.shops),
      right: samples.right + shops.right,
      asked: samples.asked + shops.asked,
      wrong: samples.wrong.length + shops.wrong.length,
      peers: await peerSeconds(csv, xlsx),
    }
    const passed =
      result.rowsPerSecond >= BARS.rowsPerSecond &&
      result.storedPerSecond >= BARS.storedPerSecond &&
      result.xlsxSeconds < BARS.xlsxSeconds &&
      result.xlsxRssMb < BARS.xlsxRssMb &&
      result.previewSeconds < BARS.previewSeconds &&
      result.wrong === BARS.wrong
    console.log(JSON.stringify({ ...result, bars: BARS, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function inChild(what: string, file: string): Promise<Worked> {
  const [program, ...args] = ourProgram(here, '--work', what, '--file', file)
  const { stdout } = await run(program, args, { maxBuffer: 1 << 24 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Worked
}

/** Samples of the exports of known platforms against what their shop knows. */
async function checkSamples(): Promise<{ readonly right: number; readonly asked: number; readonly wrong: readonly string[] }> {
  let [right, asked] = [0, 0]
  const wrong: string[] = []
  for (const books of LAYOUT_BOOKS) {
    const file = fileURLToPath(new URL(`../../tests/fixtures/layouts/${books.layout}.csv`, import.meta.url))
    const { figures, customers, questions, plan } = await examineFile(file)
    const found = { orders: figures.orders, customers, sales: figures.sales, refunds: figures.refunds }
    const { orders, sales, refunds } = books
    if (JSON.stringify(found) === JSON.stringify({ orders, customers: books.customers, sales, refunds })) right += 1
    else if ([...questions, ...plan.interpretation.questions].some(({ weight }) => weight !== 'notice')) asked += 1
    else wrong.push(`${books.layout}: ${JSON.stringify(found)}`)
  }
  return { right, asked, wrong }
}

/** Seconds of others for the same files, or why there are none. */
async function peerSeconds(csv: string, xlsx: string): Promise<Readonly<Record<string, number>> | string> {
  const python = `${peers}.venv/bin/python`
  if (!existsSync(python)) return 'not measured: bench/peers/setup.sh makes their environment'
  const { stdout } = await run(python, [`${peers}read_files.py`, csv, xlsx])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, number>
}

/** Orders of one to four lines over two years, of a customer for about six of them. */
function* shopRows(count: number): Generator<string[]> {
  const rng = new Rng('bench-files')
  const customers = Math.ceil(count / 12)
  let line = 0
  for (let order = 0; line < count; order += 1) {
    const number = `E2024${String(10_000_000_000 + order * 7)}`
    const at = new Date(Date.UTC(2024, 0, 1) + order * 130_000).toISOString().slice(0, 19).replace('T', ' ')
    const who = rng.int(customers)
    const status = rng.pick(['交易成功', '交易成功', '交易成功', '已发货', '等待买家付款', '已取消'])
    const lines = 1 + rng.int(4)
    for (let i = 0; i < lines && line < count; i += 1, line += 1) {
      const product = rng.int(3_000)
      const [quantity, cents] = [1 + rng.int(3), 500 + product * 7]
      yield [
        number,
        at,
        `M${100_000 + who}`,
        `138${String(10_000_000 + who)}`,
        `SKU${product}`,
        `商品 ${product}`,
        String(quantity),
        (cents / 100).toFixed(2),
        ((cents * quantity) / 100).toFixed(2),
        status,
        '天猫',
        '',
      ]
    }
  }
}

function csvOf(count: number): string {
  const lines = [HEADINGS.join(',')]
  for (const cells of shopRows(count)) lines.push(cells.join(','))
  return `${lines.join('\n')}\n`
}

/** The same rows with types: numbers as doubles, times as instants. */
function* rowGroups(count: number): Generator<WrittenColumn[]> {
  let rows: string[][] = []
  const columns = (): WrittenColumn[] =>
    HEADINGS.map((name, j) => {
      const cells = rows.map((row) => row[j] ?? '')
      if (NUMBERS.has(j)) return numberColumn(name, cells.map(Number))
      if (j === 1)
        return instantColumn(
          name,
          cells.map((cell) => Date.parse(`${cell.replace(' ', 'T')}Z`)),
        )
      return textColumn(name, cells)
    })
  for (const row of shopRows(count)) {
    rows.push(row)
    if (rows.length < GROUP_ROWS) continue
    yield columns()
    rows = []
  }
  if (rows.length > 0) yield columns()
}

function* sheetRows(count: number): Generator<string> {
  let number = 1
  yield sheetRow(number, HEADINGS, false)
  for (const cells of shopRows(count)) yield sheetRow((number += 1), cells, true)
}

function sheetRow(number: number, cells: readonly string[], typed: boolean): string {
  const written = cells.map((cell, i) => {
    const reference = `${String.fromCharCode(65 + i)}${number}`
    if (cell === '') return ''
    return typed && NUMBERS.has(i)
      ? `<c r="${reference}"><v>${cell}</v></c>`
      : `<c r="${reference}" t="inlineStr"><is><t>${cell}</t></is></c>`
  })
  return `<row r="${number}">${written.join('')}</row>`
}

function perSecond({ rows, seconds }: Worked): number {
  return Math.round(rows / seconds)
}

function megabytes(path: string): string {
  return (statSync(path).size / 1e6).toFixed(0)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
