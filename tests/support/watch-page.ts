import type { Page } from 'playwright-core'

/**
 * Collects everything on a page that a healthy console never shows: errors in its scripts, what the browser's content policy refused, requests
 * that failed or were answered with an error. `allowed` names answers that the walk provokes itself, as `<status> <path>`.
 */
export function watchPage(page: Page, allowed: readonly string[] = []): readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`script error: ${error.message}`))
  page.on('console', (message) => {
    // The browser's own note about an answer with an error status; the answer itself is judged below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(`console: ${message.text()}`)
  })
  page.on('response', (response) => {
    const answer = `${response.status()} ${new URL(response.url()).pathname}`
    if (response.status() >= 400 && !allowed.includes(answer)) problems.push(`answer: ${answer}`)
  })
  page.on('requestfailed', (request) => {
    // A page that is left gives its unfinished requests up.
    const reason = request.failure()?.errorText ?? ''
    if (reason !== 'net::ERR_ABORTED') problems.push(`request: ${new URL(request.url()).pathname} ${reason}`)
  })
  return problems
}
