import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, systemClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import type { AnalyzeArguments, AnalyzeSummary } from '../../src/analyze/run-analyze.ts'
import { runAnalyze } from '../../src/analyze/run-analyze.ts'
import { newDataFolder } from '../support/data-folder.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'liuke-journey-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('liuke analyze', () => {
  test('reads a Chinese file as it comes, and leaves nothing but its results', async () => {
    const file = join(home, 'orders.csv')
    writeFileSync(file, iconv.encode(shopFile(400, 420), 'gb18030'))
    const summary = await analyze({ file, timeZone: 'Asia/Shanghai', currency: 'CNY' }, { LANG: 'zh_CN.UTF-8' }, { fromNothing: true })
    expect(summary.customers).toBe(401)
    expect(summary.quarantined).toBe(1)
    expect(Object.values(summary.tiers).reduce((sum, count) => sum + count, 0)).toBe(401)
    expect(summary.churn.auc).toBeGreaterThan(0.6)
    expect(summary.churn.accuracy).toBeGreaterThan(0)
    expect(summary.churn).toMatchObject({ gate: 'passed' })
    expect(summary.atRisk ?? 0).toBeGreaterThan(0)
    // A tenth of the recent customers, or fewer where fewer are at risk.
    expect(summary.listed).toBe(Math.min(summary.atRisk ?? 0, Math.ceil(summary.scored / 10)))
    const { baseRate, auc } = summary.churn
    expect(summary.atRiskFrom).toBeCloseTo((baseRate ?? 0) + 0.5 * Math.min(baseRate ?? 0, 1 - (baseRate ?? 0)), 3)
    expect(readdirSync(home).toSorted()).toEqual(['orders.csv', 'report', 'tmp'])
    expect(readdirSync(join(home, 'tmp'))).toEqual([])

    const report = readFileSync(summary.report, 'utf8')
    expect(report).toContain('<html lang="zh-CN">')
    expect(report).toMatch(/GB18030/)
    expect(report).toContain(`AUC ${auc?.toFixed(3)}`)
    expect(report.includes('M10001')).toBe(false)
    const [atRisk = '', all = ''] = summary.files.map((path) => readFileSync(path, 'utf8'))
    expect(atRisk.startsWith('\uFEFF优先级,会员号,')).toBe(true)
    expect(atRisk.trim().split('\r\n')).toHaveLength(summary.listed + 1)
    expect(all.trim().split('\r\n')).toHaveLength(summary.customers + 1)
    expect(all).toMatch(/M10001,/)
    // A product category that a spreadsheet would run.
    expect(all).toMatch(/,'=2\+2\r\n/)
  })

  test('says that six weeks of orders are not enough, keeps phones to itself, and says the same a second time', async () => {
    const file = join(home, 'orders.csv')
    writeFileSync(
      file,
      shopFile(60, 42)
        .replaceAll('会员号', '手机号')
        .replaceAll(/\bM1(\d{4})/g, '1380000$1'),
    )
    const summary = await analyze({ file, lang: 'en', timeZone: 'Asia/Shanghai' })
    expect(summary.churn).toMatchObject({ rung: 'rules', horizonDays: 30, auc: null, accuracy: null, gate: 'untested' })
    expect(summary).toMatchObject({ atRisk: null, atRiskFrom: null, valueAtRisk: null })
    expect(summary.files.map((path) => path.replace(/.*\//, ''))).toEqual(['customers-by-spend.csv', 'customers.csv'])
    expect(readFileSync(summary.report, 'utf8')).toContain('Not enough data to test the prediction.')
    const lists = summary.files.map((path) => readFileSync(path, 'utf8'))
    const again = await analyze({ file, lang: 'en', timeZone: 'Asia/Shanghai' })
    expect(again.files.map((path) => readFileSync(path, 'utf8'))).toEqual(lists)
    const [, all = ''] = lists
    expect(all).toMatch(/138\*{4}\d{4}/)
    expect(all).not.toMatch(/138\d{8}/)
  })

  test.each([
    ['a column is missing', 'foo,bar\n1,2\n', /no column for orderedAt .*its columns are "foo", "bar".*--map field=column/],
    ['nothing was sold', '订单编号,会员号,下单时间,数量,单价\n1,M1,2025-01-01,1,0\n', /no sale in its 1 rows/],
    [
      'a status word is not known',
      '订单编号,会员号,下单时间,数量,单价,订单状态\n1,M1,2025-01-01,1,5,天马行空\n2,M2,2025-01-02,1,5,已完成\n',
      /天马行空.*--status "word=paid/,
    ],
  ])('says so in one sentence when %s', async (_, text, message) => {
    const file = join(home, 'orders.csv')
    writeFileSync(file, text)
    await expect(analyze({ file })).rejects.toThrow(message)
    expect(existsSync(join(home, 'report'))).toBe(false)
    expect(readdirSync(join(home, 'tmp'))).toEqual([])
  })

  test('a file that names nobody shows what orders alone can tell, and says why the rest is empty', async () => {
    const file = join(home, 'orders.csv')
    const rows = ['Order ID,Date,Product,Quantity,Unit price,Status,Currency']
    const start = Date.parse('2026-01-05T09:00:00Z')
    for (let i = 0; i < 240; i += 1) {
      const time = new Date(start + Math.floor(i / 3) * DAY_MS).toISOString().slice(0, 10)
      rows.push(
        `A${1000 + i},${time},${i % 3 === 0 ? 'Kettle' : 'Cup'},${1 + (i % 2)},${i % 3 === 0 ? '40.00' : '5.50'},${i % 60 === 0 ? 'refunded' : 'completed'},EUR`,
      )
    }
    writeFileSync(file, `${rows.join('\n')}\n`)
    const notes: string[] = []
    const summary = await analyze({ file, lang: 'en', timeZone: 'Europe/Berlin' }, {}, { onNote: (text) => notes.push(text) })
    // 80 kettles of 40 and 160 cups of 5.50, every second row of two.
    expect(summary).toMatchObject({ customers: 0, orders: 240, revenue: 6120, currency: 'EUR', atRisk: null, listed: 0, quarantined: 0 })
    expect(summary.file).toMatchObject({ orders: 240, customers: 0, sales: { EUR: 6120 }, returns: 4, headingLine: 1, dates: null })
    expect(summary.file.statuses.map(({ word, counts }) => [word, counts])).toEqual([
      ['completed', 'paid'],
      ['refunded', 'refunded'],
    ])
    expect(summary.file.columns['orderId']).toMatchObject({ heading: 'Order ID' })
    expect(summary.withoutCustomers?.why.en).toBe('no column of the file says who the customers are')
    expect(summary.demand?.units ?? 0).toBeGreaterThan(0)
    expect(notes.join('\n')).toContain('No column identifies the customers')
    expect(summary.files.map((path) => path.replace(/.*\//, ''))).toEqual(['products.csv'])
    expect(readFileSync(summary.files[0] ?? '', 'utf8')).toMatch(/Kettle,120,80,4800/)
    const report = readFileSync(summary.report, 'utf8').replaceAll(/\s+/g, ' ')
    for (const said of ['240 orders worth', 'What would fill them', 'Best sellers', 'Units by month', '€6,120', 'so these parts are empty'])
      expect(report).toContain(said)
    expect(readdirSync(join(home, 'tmp'))).toEqual([])
  })

  test('never adds two currencies up: totals are in that of most lines, or in the one asked for', async () => {
    const file = join(home, 'orders.csv')
    const rows = ['订单编号,会员号,下单时间,数量,单价,币种']
    for (let i = 0; i < 30; i += 1) {
      for (const month of ['01', '03']) {
        const [price, currency] = i < 20 ? ['100', 'CNY'] : ['30', 'USD']
        rows.push(`D${rows.length},M${100 + i},2026-${month}-${String((i % 28) + 1).padStart(2, '0')} 10:00,1,${price},${currency}`)
      }
    }
    writeFileSync(file, `${rows.join('\n')}\n`)
    // 20 x 2 x 100 yuan and 10 x 2 x 30 dollars.
    const usual = await analyze({ file, lang: 'en' })
    expect(usual).toMatchObject({ orders: 60, currency: 'CNY', revenue: 4000, unconverted: [{ currency: 'USD', amount: 600, lines: 20 }] })
    const report = readFileSync(usual.report, 'utf8').replaceAll(/\s+/g, ' ')
    expect(report).toContain('Another 600.00 USD (20 lines) is not converted')
    expect(report).toContain('counts as 0 in RFM, the churn prediction')
    const asked = await analyze({ file, lang: 'en', currency: 'USD' })
    expect(asked).toMatchObject({ orders: 60, currency: 'USD', revenue: 600, unconverted: [{ currency: 'CNY', amount: 4000, lines: 40 }] })
    await expect(analyze({ file, currency: 'EUR' })).rejects.toThrow(/No sale of orders.csv is in EUR; it has CNY, USD/)
  })

  test('stopped in the middle, it takes everything away', async () => {
    const file = join(home, 'orders.csv')
    writeFileSync(file, shopFile(200, 400))
    const stop = new AbortController()
    const stopping = analyze({ file }, {}, { signal: stop.signal, onProgress: (text) => text.startsWith('Profiles') && stop.abort() })
    await expect(stopping).rejects.toThrow(/stopped/)
    expect(existsSync(join(home, 'report'))).toBe(false)
    expect(readdirSync(join(home, 'tmp'))).toEqual([])
  })
})

async function analyze(
  args: AnalyzeArguments,
  env: Readonly<Record<string, string>> = {},
  watch: {
    readonly signal?: AbortSignal
    readonly onProgress?: (text: string) => unknown
    readonly onNote?: (text: string) => unknown
    /** As for a person; the others begin with empty tables, which takes a third of the time. */
    readonly fromNothing?: boolean
  } = {},
): Promise<AnalyzeSummary> {
  const tmp = join(home, 'tmp')
  mkdirSync(tmp, { recursive: true })
  chmodSync(home, 0o711)
  return await runAnalyze(
    { out: join(home, 'report'), ...args },
    {
      output: { note: (text) => void watch.onNote?.(text), progress: (text) => void watch.onProgress?.(text) },
      env,
      clock: systemClock,
      tmp,
      ...(watch.fromNothing === true ? {} : { newDataFolder }),
      ...(watch.signal === undefined ? {} : { signal: watch.signal }),
    },
  )
}

/** Orders of customers with a rhythm of their own, most of whom stop one day, and one row that cannot be read. */
function shopFile(customers: number, days: number): string {
  const rng = new Rng('analyze')
  const start = Date.parse('2025-01-03T09:00:00Z')
  const rows = ['订单编号,会员号,下单时间,品类,数量,单价']
  for (let i = 0; i < customers; i += 1) {
    const gap = rng.pick([12, 20, 35, 60])
    for (let day = rng.uniform(0, days * 0.8); day < days; day += rng.exponential(gap)) {
      const time = new Date(start + day * DAY_MS).toISOString().slice(0, 16).replace('T', ' ')
      rows.push(`D${rows.length},M${10_000 + i},${time},${rng.pick(['茶具', '茶叶'])},${1 + rng.int(3)},${rng.uniform(20, 300).toFixed(2)}`)
      if (rng.chance(0.18)) break
    }
  }
  rows.push('D0,M99999,2025-01-04 10:00,=2+2,1,10', 'D0,M99998,不是日期,茶具,1,10')
  return `${rows.join('\n')}\n`
}
