import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const GRAVE: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical'])
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What keeps people with a disability from using the page as it stands: the serious and critical findings of axe-core under WCAG 2.2 A and AA
 * and its best practices, one line per place.
 */
export async function barriers(page: Page): Promise<string[]> {
  // Within the console the page stays, and axe-core with it. What passes is not asked to be described, and style sheets are read by none of
  // the rules with these tags: both cost more than the rules.
  const there = await page.evaluate<boolean>("typeof window.axe === 'object'")
  // A link that is half scrolled away beneath the bar at the top is no small target.
  await page.evaluate('window.scrollTo(0, 0)')
  const { violations } = await new AxeBuilder({ page, ...(there ? { axeSource: 'void 0' } : {}) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: { assets: ['media'] } })
    .withTags(TAGS)
    .analyze()
  return violations
    .filter((violation) => GRAVE.has(violation.impact))
    .flatMap((violation) =>
      violation.nodes.map(
        (node) => `${new URL(page.url()).pathname}: ${violation.id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
      ),
    )
}
