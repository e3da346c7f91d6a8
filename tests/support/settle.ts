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
 * Waits until a page of the console stands still: nothing is being fetched, no skeleton is left and every chart is drawn. The
 * page may have been reached within the console, without a load of its own.
 * @throws after 20 seconds, saying how much was still missing
 */
export async function settle(page: Page, requests: OpenRequests): Promise<void> {
  await page.waitForLoadState('load')
  await page.locator('main').first().waitFor()
  const until = performance.now() + 20_000
  for (let calm = 0; calm < 2;) {
    const waiting = (await page.locator(WAITING).count()) + requests.open()
    if (waiting > 0 && performance.now() > until) {
      throw new Error(`${page.url()} did not come to rest: ${waiting} parts of it are still loading or not drawn.`)
    }
    calm = waiting === 0 ? calm + 1 : 0
    await page.waitForTimeout(40)
  }
}
