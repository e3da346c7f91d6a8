import type { Page } from 'playwright-core'

const WAITING = '.ant-skeleton, [aria-busy="true"], .splash, .ant-btn-loading, .chart:not(:has(canvas))'

/** How many requests of a page are under way. */
export interface OpenRequests {
  readonly open: () => number
}

/** Counts the requests of a page from now on, so that a walk within the console knows when a page has all its answers. */
export function countRequests(page: Page): OpenRequests {
  const under = new Set<object>()
  page.on('request', (request) => under.add(request))
  page.on('requestfinished', (request) => under.delete(request))
  page.on('requestfailed', (request) => under.delete(request))
  return { open: () => under.size }
}

/**
 * Goes to a page of the console as a link in it does, and waits until it stands still. The console is not loaded again, which takes most of the
 * time of a `page.goto`; what it read in the last seconds it may show as it was, so data that changed behind it needs a `page.goto`.
 */
export async function walkTo(page: Page, requests: OpenRequests, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate', { state: null }))`)
  // A page whose answers are all there already asks for nothing: it is there once the browser has nothing left to draw.
  await page.evaluate('new Promise((done) => requestIdleCallback(() => done(), { timeout: 5_000 }))')
  await settle(page, requests)
}

/**
 * Waits until a page of the console stands still: nothing is being fetched, no skeleton is left and every chart is drawn. The
 * page may have been reached within the console, without a load of its own.
 * @throws after a minute, saying how much was still missing
 */
export async function settle(page: Page, requests: OpenRequests): Promise<void> {
  await page.waitForLoadState('load')
  await page.locator('main').first().waitFor()
  const until = performance.now() + 60_000
  for (let calm = 0; calm < 2;) {
    const waiting = (await page.locator(WAITING).count()) + requests.open()
    if (waiting > 0 && performance.now() > until) {
      throw new Error(`${page.url()} did not come to rest: ${waiting} parts of it are still loading or not drawn.`)
    }
    calm = waiting === 0 ? calm + 1 : 0
    await page.waitForTimeout(40)
  }
}
