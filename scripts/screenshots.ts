// Renders every page of the console from the demo's data into docs/screenshots/<page>-<zh|en>-<width>[-dark].png.
//
//   npm run screenshots                                       runs the demo first
//   npm run screenshots -- --url http://127.0.0.1:8080 --email ... --password ...     uses a server that runs already
//   --only overview,churn   these pages only      --dark   every page in the dark too      --out <folder>   somewhere else
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { readConfig } from '../src/config.ts'
import { freePort, runDemo } from '../src/demo/run-demo.ts'
import { temporaryDataDir } from '../src/main/temporary-data-dir.ts'
import { silentLog } from '../src/main/house-log.ts'
import { chromiumArgs, ensureChineseFont, findChromium } from '../tests/support/chromium.ts'
import { countRequests, settle } from '../tests/support/settle.ts'
import { consolePages } from './console-pages.ts'
import type { ConsolePage, ShopAddresses } from './console-pages.ts'
import { shrinkPng } from './shrink-png.ts'

interface Look {
  readonly language: 'zh' | 'en'
  readonly width: 1440 | 390
  readonly dark: boolean
}

interface Shop {
  readonly url: string
  readonly email: string
  readonly password: string
  close(): Promise<void>
}

/** Pages longer than this are cut: nobody scrolls a picture further. */
const MAX_HEIGHT = { 1440: 1800, 390: 2200 } as const
const MIN_HEIGHT = { 1440: 900, 390: 844 } as const

const looks: readonly Look[] = [
  { language: 'en', width: 1440, dark: false },
  { language: 'zh', width: 1440, dark: false },
  { language: 'en', width: 390, dark: false },
  { language: 'zh', width: 390, dark: false },
  { language: 'en', width: 1440, dark: true },
  { language: 'zh', width: 1440, dark: true },
]

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    email: { type: 'string', default: 'admin@shop.example' },
    password: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string' },
    dark: { type: 'boolean', default: false },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const out = options.out === undefined ? join(root, 'docs/screenshots') : resolve(options.out)
const wanted = options.only?.split(',')
const pages = consolePages.filter((page) => wanted === undefined || wanted.includes(page.name))
const unknown = wanted?.find((name) => !consolePages.some((page) => page.name === name))
if (unknown !== undefined || (options.url !== undefined && options.password === undefined)) {
  const problem = unknown === undefined ? '--url needs --password' : `there is no page "${unknown}"`
  process.stderr.write(`screenshots: ${problem}; the pages are ${consolePages.map((page) => page.name).join(', ')}.\n`)
  process.exit(2)
}

await mkdir(out, { recursive: true })
ensureChineseFont()
const executablePath = await findChromium()
const shop = options.url === undefined ? await openDemo() : { ...running(options.url), close: () => Promise.resolve() }
try {
  const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
  try {
    await renderAll(browser)
  } finally {
    await browser.close()
  }
} finally {
  await shop.close()
}

function running(url: string): Omit<Shop, 'close'> {
  return { url: url.replace(/\/+$/, ''), email: options.email, password: options.password ?? '' }
}

async function openDemo(): Promise<Shop> {
  const dataDir = await temporaryDataDir('liuke-demo-')
  const config = { ...readConfig({ LIUKE_PORT: String(await freePort()) }), dataDir }
  const demo = await runDemo({
    config,
    customers: 5_000,
    seed: '1',
    today: new Date(),
    log: silentLog,
    onStage: (_stage, text) => process.stderr.write(`screenshots: ${text}\n`),
  })
  return {
    url: demo.server.url,
    ...demo.login,
    close: async () => {
      await demo.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function renderAll(browser: Browser): Promise<void> {
  const addresses = await findAddresses(browser)
  for (const look of looks) {
    const context = await contextOf(browser, look)
    const visitor = await contextOf(browser, look)
    await signIn(context)
    for (const page of pages) {
      if (look.dark && !options.dark && page.dark !== true) continue
      const name = `${page.name}-${look.language}-${look.width}${look.dark ? '-dark' : ''}.png`
      const image = shrinkPng(await render(page.signedOut === true ? visitor : context, page, look, addresses))
      await writeFile(join(out, name), image)
      process.stderr.write(`screenshots: ${name} ${Math.round(image.length / 1024)} KB\n`)
    }
    await context.close()
    await visitor.close()
  }
}

async function contextOf(browser: Browser, look: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: MIN_HEIGHT[look.width] },
    locale: look.language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('liuke.language', language)
      localStorage.setItem('liuke.theme', theme)
    },
    [look.language === 'zh' ? 'zh-CN' : 'en', look.dark ? 'dark' : 'light'] as const,
  )
  return context
}

async function signIn(context: BrowserContext): Promise<void> {
  const answer = await context.request.post(`${shop.url}/api/v1/login`, { data: { email: shop.email, password: shop.password } })
  if (!answer.ok()) throw new Error(`The login at ${shop.url} was refused with status ${answer.status()}; check --email and --password.`)
}

/** The customer at the top of the worklist, the first active strategy, and the latest run. */
async function findAddresses(browser: Browser): Promise<ShopAddresses> {
  const context = await browser.newContext()
  await signIn(context)
  const first = async (path: string, field: string, where: Record<string, string> = {}): Promise<string> => {
    const answer = (await (await context.request.get(`${shop.url}/api/v1${path}`)).json()) as { items: Record<string, string>[] }
    const value = answer.items.find((item) => Object.entries(where).every(([name, wished]) => item[name] === wished))?.[field]
    if (value === undefined) throw new Error(`The shop at ${shop.url} has nothing under ${path}: run the demo on it first.`)
    return value
  }
  const found = {
    customerId: await first('/customers?riskTier=medium&sort=value_at_risk&order=desc&limit=1', 'id'),
    strategyId: await first('/strategies', 'id', { state: 'active' }),
    runId: await first('/decision-runs?limit=1', 'id'),
    sourceId: await first('/sources', 'id'),
  }
  await context.close()
  return found
}

async function render(context: BrowserContext, what: ConsolePage, look: Look, addresses: ShopAddresses): Promise<Buffer> {
  const page = await context.newPage()
  const requests = countRequests(page)
  if (what.firstRun === true) await page.route('**/api/v1/setup', (route) => route.fulfill({ json: { needed: true } }))
  await page.goto(`${shop.url}${what.path(addresses)}`)
  await settle(page, requests)
  for (const { role, name } of what.press ?? []) {
    await page.getByRole(role, { name }).click()
    await settle(page, requests)
  }
  // The window grows to the page, so that what sticks to its edges stands where a person would see it.
  const boxes = await Promise.all((await page.locator('body, .ant-drawer-body > *, .ant-modal').all()).map((part) => part.boundingBox()))
  const height = Math.ceil(Math.max(...boxes.map((box) => (box === null ? 0 : box.y + box.height + (box.y > 0 ? 90 : 0)))))
  await page.setViewportSize({ width: look.width, height: Math.min(MAX_HEIGHT[look.width], Math.max(MIN_HEIGHT[look.width], height)) })
  await settle(page, requests)
  const image = await still(page)
  await page.close()
  return image
}

/** A picture that is the same twice: nothing on it moves any more. */
async function still(page: Page): Promise<Buffer> {
  let before = await page.screenshot({ caret: 'hide' })
  for (let tries = 0; tries < 8; tries += 1) {
    await page.waitForTimeout(120)
    const now = await page.screenshot({ caret: 'hide' })
    if (now.equals(before)) return now
    before = now
  }
  throw new Error(`${page.url()} never stands still.`)
}
