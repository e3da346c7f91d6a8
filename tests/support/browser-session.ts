import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'
import { chromiumArgs, findChromium } from './chromium.ts'
import { countRequests } from './settle.ts'
import type { OpenRequests } from './settle.ts'
import { watchPage } from './watch-page.ts'
import type { ConsoleHouse } from './console-house.ts'

/** One person at a desk: a browser of its own with one page, and what went wrong on it. */
export interface BrowserSession {
  readonly page: Page
  readonly requests: OpenRequests
  /** See watch-page.ts. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

/** Opens an English browser of 1440 x 900 that keeps still. `allowed` names answers that a test provokes itself, as `<status> <path>`. */
export async function openBrowserSession(allowed: readonly string[], timeoutMs: number): Promise<BrowserSession> {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumArgs] })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(timeoutMs)
  const page = await context.newPage()
  // Nobody is signed in at first, and the setup is gone once it was used.
  const problems = watchPage(page, ['401 /api/v1/me', '404 /api/v1/setup', ...allowed])
  return { page, requests: countRequests(page), problems, close: () => browser.close() }
}

/** Says on stderr what a page looked like when a step could not be taken: where its picture is, what it says at its end, and what went wrong on it. */
export async function tellOfFailure(session: BrowserSession | undefined): Promise<void> {
  if (session === undefined) return
  const picture = join(tmpdir(), 'liuke-browser-test.png')
  await session.page.screenshot({ path: picture })
  const text = await session.page.evaluate<string>('document.body.innerText')
  process.stderr.write(`browser test: the page is in ${picture} and ends with\n${text.slice(-1_500)}\n${session.problems.join('\n')}\n`)
}

export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Makes the first administrator by the link that the server prints, and waits for the overview. */
export async function setUpAdmin(page: Page, server: Pick<ConsoleHouse, 'url' | 'setupCode'>, admin: Person): Promise<void> {
  await page.goto(`${server.url}/setup?code=${server.setupCode}`)
  await page.getByLabel('Name', { exact: true }).fill(admin.name)
  await typeAccount(page, admin)
  await page.getByRole('button', { name: 'Create and log in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

/**
 * Makes the first administrator and logs in without the pages for it, which console.test.ts walks through, and opens the page of their own account:
 * the overview with its charts takes the browser longer than all else of a short test.
 */
export async function enterAsAdmin(page: Page, server: Pick<ConsoleHouse, 'url' | 'house'>, admin: Person): Promise<void> {
  await server.house.access.setup.createFirst({ ...admin, language: 'en' })
  const { email, password } = admin
  const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { email, password } })
  if (!answer.ok()) throw new Error(`The administrator could not log in: ${answer.status()} ${await answer.text()}`)
  await page.goto(`${server.url}/settings/me`)
  await page.getByRole('navigation', { name: 'Main navigation' }).waitFor()
}

/** Logs in on the page that asks for it. */
export async function logIn(page: Page, account: Pick<Person, 'email' | 'password'>): Promise<void> {
  await typeAccount(page, account)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
}

async function typeAccount(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.getByLabel('Email', { exact: true }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
}
