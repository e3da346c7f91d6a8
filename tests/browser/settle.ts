import type { Page } from 'playwright-core'

const WAITING = '.ant-skeleton, [aria-busy="true"], .splash, .ant-btn-loading, .chart:not(:has(canvas))'

/**
 * Waits until a page of the console stands still: nothing is being fetched, no skeleton is left and every chart is drawn.
 * @throws after 20 seconds, saying how much was still missing
 */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('main').first().waitFor()
  const until = performance.now() + 20_000
  for (let calm = 0; calm < 2;) {
    const waiting = await page.locator(WAITING).count()
    if (waiting > 0 && performance.now() > until) {
      throw new Error(`${page.url()} did not come to rest: ${waiting} parts of it are still loading or not drawn.`)
    }
    calm = waiting === 0 ? calm + 1 : 0
    await page.waitForTimeout(40)
  }
}
