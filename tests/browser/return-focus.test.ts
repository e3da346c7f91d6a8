import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { NOW } from '../http/support/house.ts'
import { customerId } from '../http/support/small-shop.ts'
import { chromiumArgs, findChromium } from '../support/chromium.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { countRequests, type OpenRequests, settle, walkTo } from '../support/settle.ts'
import { startSmallServer } from './small-server.ts'

// Each kind of drawer and dialog, opened and closed by keyboard alone: the focus is back on what opened it.

const ADMIN = { name: 'Ada', email: 'ada@shop.example', password: 'a long sentence to remember', language: 'zh-CN' as const }
const BAD_ROWS = `订单号,下单时间,手机号,商品,数量,单价
A1,2026-13-01,13812348001,茶,1,50
A2,2026-04-03,13812348002,茶,x,50
`
const MAPPING = { orderId: '订单号', orderedAt: '下单时间', phone: '手机号', productName: '商品', quantity: '数量', unitPrice: '单价' }

let server: ConsoleHouse
let browser: Browser
let page: Page
let requests: OpenRequests

beforeAll(async () => {
  server = await startSmallServer()
  await server.house.access.setup.createFirst(ADMIN)
  const { house } = server
  const folder = await mkdtemp(join(tmpdir(), 'liuke-focus-'))
  await writeFile(join(folder, 'orders.csv'), BAD_ROWS)
  await house.imports.importFile({ file: join(folder, 'orders.csv'), fileName: 'orders.csv', kind: 'orders', mapping: MAPPING })
  await rm(folder, { recursive: true })
  const runId = await addDecidedRun(house.db, NOW, { strategies: [{ id: 'lapsed-coupon', version: 1 }], maxContacts: null })
  const change = { channel: 'agent_task', variables: { daysSinceLastOrder: 75, favouriteCategory: '' } } as const
  await createSendStore(house.db).plan(
    Array.from({ length: 8 }, (_, i) => plannedSend({ runId, customerId: customerId(20 + i), now: NOW }, change)),
  )
  await house.sends.sendPending()
  await createSendStore(house.db).plan([plannedSend({ runId, customerId: customerId(30), now: NOW })])
  await house.db.updateTable('send_ledger').set({ state: 'uncertain' }).where('customer_id', '=', customerId(30)).execute()
  browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumArgs] })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  page = await context.newPage()
  requests = countRequests(page)
  await page.goto(server.url)
  await page.getByLabel('邮箱', { exact: true }).fill(ADMIN.email)
  await page.getByLabel('密码', { exact: true }).fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const button = (name: string) => page.getByRole('button', { name, exact: true }).first()
const row = () => page.locator('tr[tabindex="0"]').first()
const isInDialog = () => page.evaluate<boolean>("document.activeElement?.closest('.ant-drawer, .ant-modal-root') !== null")

/** Opens by the keyboard what has the focus, and waits until it has taken the focus. */
async function press(opener: Locator, dialogs = 1): Promise<void> {
  await opener.focus()
  await page.keyboard.press('Enter')
  await opened(dialogs)
}

async function opened(dialogs = 1): Promise<void> {
  await page
    .getByRole('dialog')
    .nth(dialogs - 1)
    .waitFor()
  await settle(page, requests)
  await expect.poll(isInDialog).toBe(true)
}

/** Leaves the newest dialog by the keyboard, and waits until so many are left. */
async function leave(left = 0): Promise<void> {
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('[role="dialog"]:visible').count()).toBe(left)
}

const hasFocus = (element: Locator) => () => element.and(page.locator(':focus')).count()

const CUSTOMER = `/customers/${customerId(9)}`
const OPENED: readonly (readonly [what: string, path: string, opener: () => Locator])[] = [
  ['a quarantined record', '/data/quarantine', row],
  ['the question before records are put aside', '/data/quarantine', () => page.getByRole('button', { name: /^全部忽略/ })],
  ['a task', '/retain/tasks', row],
  ['a message', '/retain/messages', row],
  ['the result of a message', '/retain/messages?state=uncertain', () => button('记录结果')],
  ['the import wizard', '/data/imports', () => button('导入文件')],
  ['the run wizard', '/retain/strategies', () => button('执行策略')],
  ['the stop of everything', '/retain/board', () => button('全部停止')],
  ['the strategy editor', '/retain/strategies', () => button('新建策略')],
  ['a note', CUSTOMER, () => button('添加备注')],
  // The channels above it have one as well.
  ['a consent', CUSTOMER, () => page.getByRole('button', { name: '登记授权', exact: true }).last()],
  ['a masked phone number', CUSTOMER, () => button('查看手机号明文')],
  ['a strategy for one customer', CUSTOMER, () => button('启动策略')],
  ['a task for one customer', CUSTOMER, () => button('新建任务')],
  ['the stop of contact', CUSTOMER, () => button('停止联系')],
  ['a new team member', '/settings/users', () => button('新建成员')],
  ['a secret', '/settings/keys', () => button('新建 API 密钥')],
  ['the training of the value model', '/predict/value', () => button('训练并预测')],
  ['the search', '/', () => button('搜索页面与客户')],
]

test.each(OPENED)('the focus returns to what opened %s', async (_what, path, opener) => {
  await walkTo(page, requests, path)
  // Twice, because a dialog that stays in the page opens differently the second time.
  for (let time = 0; time < 2; time += 1) {
    await press(opener())
    await leave()
    await expect.poll(hasFocus(opener())).toBe(1)
  }
})

test('it returns from a dialog to the drawer beneath, from there to the row, and to the table when the row is gone', async () => {
  await walkTo(page, requests, '/data/quarantine')
  await press(row())
  const dismiss = page.locator('.ant-drawer').getByRole('button', { name: '忽略', exact: true })
  await press(dismiss, 2)
  await leave(1)
  await expect.poll(hasFocus(dismiss)).toBe(1)
  await leave()
  await expect.poll(hasFocus(row())).toBe(1)
  await press(row())
  await press(dismiss, 2)
  const why = page.locator('.ant-modal-root')
  await why.getByRole('textbox').fill('测试数据')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('[role="dialog"]:visible').count()).toBe(0)
  await settle(page, requests)
  await expect.poll(hasFocus(page.locator('main .table-scroll'))).toBe(1)
})

test('it returns from the question whether to discard to the editor, and after that to the button', async () => {
  await walkTo(page, requests, '/retain/strategies')
  await press(button('新建策略'))
  const name = page.locator('.ant-drawer input[type="text"]').first()
  await name.fill('周末唤回')
  await page.keyboard.press('Escape')
  await opened(2)
  await leave(1)
  await expect.poll(hasFocus(name)).toBe(1)
  await page.keyboard.press('Escape')
  await opened(2)
  await button('放弃').press('Enter')
  await expect.poll(() => page.locator('[role="dialog"]:visible').count()).toBe(0)
  await expect.poll(hasFocus(button('新建策略'))).toBe(1)
})

test('the search returns it to the row on which Ctrl-K was pressed', async () => {
  await walkTo(page, requests, '/retain/tasks')
  await row().focus()
  await page.keyboard.press('Control+k')
  await opened()
  await leave()
  await expect.poll(hasFocus(row())).toBe(1)
})

test('the navigation of a narrow screen returns it to its button', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await walkTo(page, requests, '/')
  for (let time = 0; time < 2; time += 1) {
    await press(button('打开导航'))
    await leave()
    await expect.poll(hasFocus(button('打开导航'))).toBe(1)
  }
})
