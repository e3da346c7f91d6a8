import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BrowserSession } from '../support/browser-session.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { barriers } from './barriers.ts'
import { foreignWords } from './foreign-words.ts'
import { settle } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { useConsole } from './use-console.ts'
import { startSmallServer } from './small-server.ts'

// What a person does with a file: see what it says, correct it at one click, import it. Each test goes on where the one before it ended.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

/** A preview is read again in a moment; on a busy machine it takes longer. */
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let session: BrowserSession
let page: Page
let requests: OpenRequests
let folder: string

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'liuke-wizard-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
useConsole(
  startSmallServer,
  { admin: ADMIN, allowed: ['404 /api/v1/churn/model', '401 /api/v1/imports'], timeoutMs: 60_000 },
  (opened) => ({ server, session, page, requests } = opened),
)

const wizard = () => page.getByRole('dialog')
const button = (name: string | RegExp) => wizard().getByRole('button', { name })

/** What a script says of the box that scrolls. */
const ofBox = async <T>(script: string): Promise<T> =>
  await page.evaluate<T>(
    `(() => { const box = document.querySelector('.ant-drawer-content-wrapper:not([style*="display: none"]) .ant-drawer-body'); return ${script} })()`,
  )

async function picture(name: string): Promise<void> {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    const parts = await ofBox<number>('Math.ceil(box.scrollHeight / box.clientHeight)')
    for (let part = 0; part < Math.min(parts, 4); part += 1) {
      await ofBox(`box.scrollTo(0, ${part} * box.clientHeight * 0.9)`)
      await page.screenshot({ path: join(pictures, `${name}-${width}-${part}.png`) })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await ofBox('box.scrollTo(0, 0)')
  await settle(page, requests)
}

async function choose(name: string, content: string | Buffer): Promise<void> {
  const file = join(folder, name)
  writeFileSync(file, content)
  await page.goto(`${server.url}/data/imports?new=1`)
  await wizard().locator('input[type=file]').setInputFiles(file)
  await button(/Start import|开始导入/).waitFor()
  await settle(page, requests)
}

/** The figure under a label, as it is written. */
const figure = async (label: string): Promise<string> =>
  (
    await wizard()
      .locator('.file-figures .figure')
      .filter({ has: page.locator('.figure-label').getByText(label, { exact: true }) })
      .locator('.figure-value')
      .innerText()
  ).trim()

/** The figures under some labels. */
const figures = (...labels: readonly string[]): Promise<string[]> => Promise.all(labels.map(figure))

/** Picks an option of a choice by its words, opened by the keyboard. */
async function pick(name: string, option: string): Promise<void> {
  const choice = wizard().getByRole('combobox', { name, exact: true })
  await choice.focus()
  await choice.press('ArrowDown')
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
}

const SHOPIFY = `Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount
#2001,mei@shop.example,paid,2026-01-02 10:00:00 +0800,USD,100.00,10.00,0.00,110.00,2026-01-02 09:58:00 +0800,1,Teapot,60.00,0.00
#2001,mei@shop.example,,,,,,,,2026-01-02 09:58:00 +0800,2,Cup,20.00,
#2002,oto@shop.example,partially_refunded,2026-02-05 08:00:00 +0800,USD,60.00,0.00,0.00,60.00,2026-02-05 07:59:00 +0800,1,Teapot,60.00,15.00
#2003,oto@shop.example,pending,,USD,40.00,0.00,0.00,40.00,2026-02-06 07:59:00 +0800,2,Cup,20.00,0.00
`

test('the export of a known shop needs one click', async () => {
  await choose('shopify.csv', SHOPIFY)
  await wizard().getByText('Recognised as Shopify orders export', { exact: false }).waitFor()
  await expect.poll(() => figures('Orders', 'Customers', 'Sales', 'Refunds')).toEqual(['2', '2', '$160.00', '$15.00'])
  await wizard().getByRole('row', { name: /#2003/ }).getByText('no sale', { exact: false }).first().waitFor()
  expect(await barriers(page)).toEqual([])
  await picture('shopify')
  await button('Start import').click()
  await wizard().getByText('Imported.').waitFor({ timeout: 300_000 })
  await expect.poll(() => figures('Orders', 'Sales', 'Refunds')).toEqual(['2', '$160.00', '$15.00'])
  await picture('shopify-end')
})

const BROKEN = `Export of March,,,,,
Made by the till,,,,,
Order no,Ordered,Member,Total paid,Status,Note
${Array.from({ length: 24 }, (_, i) => `B${i},0${(i % 2) + 1}/0${(i % 3) + 1}/2026,M${i % 6},${10 + i}.50,${i % 4 === 3 ? 'gefummelt' : 'paid'},\n`).join('')}`

test('a broken file says what is open, and every correction reads it again at once', async () => {
  await choose('till.csv', BROKEN)
  await wizard().getByText('The heading is line 3.', { exact: false }).waitFor()
  await expect.poll(() => button('Start import').isDisabled()).toBe(true)
  await wizard().getByText('Import starts once the question above is answered.').waitFor()
  await picture('broken')
  await expect.poll(() => figure('Orders')).toBe('18')
  await pick('gefummelt: Counts as', 'Paid: a sale')
  await wizard().getByText('was 18').waitFor()
  await expect.poll(() => figure('Orders')).toBe('24')
  // The choice that was made keeps the focus.
  await expect.poll(() => page.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? ""')).toBe('gefummelt: Counts as')
  await wizard().getByText('Nothing has been stored.').waitFor()
  const period = await figure('Period')
  await button('Read month first').click()
  await expect.poll(() => figure('Period'), SOON).not.toBe(period)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  const taken = wizard().getByRole('combobox', { name: 'Total paid: Taken as', exact: true })
  await taken.focus()
  await taken.fill('Not read')
  await taken.press('Enter')
  await wizard().getByText('A column is missing').waitFor()
  await expect.poll(() => button('Start import').isDisabled()).toBe(true)
  await picture('broken-missing')
  await pick('Which column holds: Amount?', 'Total paid')
  await expect.poll(() => button('Start import').isDisabled(), SOON).toBe(false)
  await button('Check the whole file').click()
  await wizard().getByText('Checked: nothing was stored yet.').waitFor({ timeout: 300_000 })
  await expect.poll(() => figure('Orders')).toBe('24')
  await settle(page, requests)
  await button(/\bStart import$/).click()
  await wizard().getByText('Imported.').waitFor({ timeout: 300_000 })
})

test('the next file of the same headings is read as it was said, until that is forgotten', async () => {
  await choose('till-april.csv', BROKEN.replaceAll(/^B/gm, 'C'))
  await wizard().getByText('As you said for "till.csv"', { exact: false }).waitFor()
  await expect.poll(() => figure('Orders')).toBe('24')
  await expect.poll(() => button('Start import').isDisabled()).toBe(false)
  await picture('remembered')
  await button('Forget this').click()
  await wizard().getByText('Import starts once the question above is answered.').waitFor()
  await expect.poll(() => figure('Orders')).toBe('18')
  await button('Use them again').click()
  await expect.poll(() => figure('Orders'), SOON).toBe('24')
})

test('a status below the first rows is asked once the whole file is checked, and before anything is stored', async () => {
  const rows = Array.from(
    { length: 2_600 },
    (_, i) => `L${i},2026-01-${String((i % 28) + 1).padStart(2, '0')},K${i % 300},${i % 90}.25,${i === 2_400 ? 'verbucht?' : 'paid'}\n`,
  )
  await choose('long.csv', `Order no,Order date,Customer id,Total paid,Order status\n${rows.join('')}`)
  await wizard().getByText('From the first 2,000 rows.', { exact: false }).waitFor()
  await button('Start import').click()
  // The import is refused, and the whole file checked, which says why.
  await wizard().getByText('Checked: nothing was stored yet.').waitFor({ timeout: 300_000 })
  await wizard().getByText('These status words are not known: verbucht?.', { exact: false }).waitFor()
  await expect.poll(() => button('Start import').isDisabled()).toBe(true)
  await pick('verbucht?: Counts as', 'Not paid: no sale')
  await expect.poll(() => button('Start import').isDisabled(), SOON).toBe(false)
  await settle(page, requests)
  await button(/\bStart import$/).click()
  await wizard().getByText('Imported.').waitFor({ timeout: 300_000 })
  await expect.poll(() => figure('Orders')).toBe('2,599')
})

const TAOBAO = `订单编号,买家会员名,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量,店铺名称,退款金额
="T9001",tb_nan,100.00,0.00,100.00,80.00,交易成功,南一,13900000301,2026-01-05 10:00:00,2026-01-05 10:01:00,乌龙茶,1,茶铺,0.00
="T9002",tb_bei,50.00,0.00,50.00,45.00,交易成功,北二,13900000302,2026-02-05 10:00:00,2026-02-05 10:01:00,茶杯,1,茶铺,10.00
="T9003",tb_bei,30.00,0.00,30.00,0.00,等待买家付款,北二,13900000302,2026-02-06 10:00:00,,茶杯,1,茶铺,0.00
="T9004",tb_bei,20.00,0.00,20.00,20.00,店员代签,北二,13900000302,2026-02-07 10:00:00,2026-02-07 10:01:00,茶杯,1,茶铺,0.00
`

test('a Chinese export in GB18030 is walked in Chinese', async () => {
  await page.goto(`${server.url}/data/imports`)
  await page.getByRole('button', { name: /Switch language/ }).click()
  await page.getByRole('heading', { level: 1, name: '数据导入' }).waitFor()
  await choose('淘宝订单.csv', iconv.encode(TAOBAO, 'gb18030'))
  await wizard().getByText('GB18030', { exact: false }).first().waitFor()
  await picture('taobao')
  await pick('店员代签: 算作', '已付款，算销售')
  await expect.poll(() => button('开始导入').isDisabled(), SOON).toBe(false)
  await settle(page, requests)
  await expect.poll(() => figures('订单', '客户', '销售额', '退款')).toEqual(['3', '2', '¥145.00', '¥10.00'])
  const data = TAOBAO.split(/[,\n]/).concat(['Excel', 'GB18030'])
  expect(await foreignWords(page, 'zh-CN', new Set(data))).toEqual([])
  expect(await barriers(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await settle(page, requests)
  await expect.poll(() => ofBox('box.scrollWidth <= box.clientWidth')).toBe(true)
  await page.setViewportSize({ width: 1440, height: 900 })
  await button('开始导入').click()
  await wizard().getByText('导入完成。').waitFor({ timeout: 300_000 })
  await expect.poll(() => figure('销售额')).toBe('¥145.00')
  await picture('taobao-end')
})

test('encoding and decimals are switched at one place, and each switch changes the figures at once', async () => {
  const options = async () => await wizard().locator('summary').filter({ hasText: '读取设置' }).click()
  await choose('小数.csv', '订单号;下单时间;手机号;实付金额\nD1;2026-03-01;13900001501;1.111,11\nD2;2026-03-02;13900001502;12,50\n')
  await expect.poll(() => figure('销售额')).toBe('¥1,123.61')
  await options()
  await wizard().getByRole('radiogroup', { name: '数字写法' }).getByText('1,234.56').click()
  await wizard().getByText('2 行中有 2 行无法读取', { exact: false }).waitFor()
  await wizard().getByRole('radiogroup', { name: '数字写法' }).getByText('1.234,56').click()
  await expect.poll(() => figure('销售额'), SOON).toBe('¥1,123.61')
  await choose('编码.csv', iconv.encode(TAOBAO, 'gb18030'))
  await options()
  await pick('文字编码', 'WINDOWS-1252')
  await wizard().getByText('缺少必需的列').waitFor()
  await pick('文字编码', 'GB18030')
  await expect.poll(() => figure('订单'), SOON).toBe('3')
})

const REFUSED = `订单号,下单时间,会员号,实付金额
R1,2026-01-02,RM1,10.00
R2,32.13.2026,RM2,20.00
R3,2026-01-04,RM3,30.00
`

test('several files come one after the other, packed ones too; two clicks import once; rows that were refused are mended and given back', async () => {
  const files = ['orders-1.csv.gz', 'orders-2.csv'].map((name) => join(folder, name))
  writeFileSync(files[0] ?? '', gzipSync(SHOPIFY.replaceAll('#20', '#30')))
  writeFileSync(files[1] ?? '', REFUSED)
  await page.goto(`${server.url}/data/imports`)
  await page.getByRole('button', { name: '导入文件' }).first().click()
  await wizard().locator('input[type=file]').setInputFiles(files)
  await wizard().getByText('还有 1 个文件等待处理：orders-2.csv').waitFor()
  await button('跳过此文件').click()
  await wizard().getByText('3 行中有 1 行无法读取', { exact: false }).waitFor()
  await expect.poll(() => figure('订单')).toBe('2')
  await settle(page, requests)
  await button('开始导入').dblclick()
  await wizard().getByText('导入完成。').waitFor({ timeout: 300_000 })
  // Back leaves the wizard, not the page.
  await page.goBack()
  await wizard().waitFor({ state: 'hidden' })
  const row = page.getByRole('row', { name: /orders-2\.csv/ })
  await expect.poll(() => row.count()).toBe(1)
  const [download] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: '1', exact: true }).click()])
  const refused = readFileSync(await download.path(), 'utf8')
  expect(refused).toContain('liuke_reason')
  await choose('mended.csv', refused.replace('32.13.2026', '2026-01-03'))
  await button('开始导入').click()
  await wizard().getByText('导入完成。').waitFor({ timeout: 300_000 })
  await expect.poll(() => figure('销售额')).toBe('¥20.00')
})

test('an import is taken back from the list after a question, and a session that ends on the way says so', async () => {
  await page.goto(`${server.url}/data/imports`)
  await page
    .getByRole('row', { name: /mended\.csv/ })
    .getByRole('button', { name: '撤销导入' })
    .click()
  const asked = page.getByRole('dialog', { name: /mended\.csv/ })
  await asked.getByText('1 条订单明细').waitFor()
  await asked.getByRole('button', { name: '撤销导入' }).click()
  await page.getByText('导入已撤销', { exact: false }).waitFor({ timeout: 300_000 })
  await choose('late.csv', REFUSED)
  await page.context().clearCookies()
  await button('开始导入').click()
  await page.getByLabel('邮箱').fill(ADMIN.email)
  await page.getByLabel('密码', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  // Back where the work was.
  await wizard().locator('input[type=file]').waitFor({ state: 'attached' })
  await expect.poll(() => new URL(page.url()).search).toBe('?new=1')
})

test('nothing went wrong on the way', () => {
  expect(session.problems).toEqual([])
})
