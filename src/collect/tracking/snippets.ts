export const SNIPPET_LANGUAGES = ['web', 'mini-program', 'node', 'python', 'curl'] as const
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]

/** Stands in a snippet where the write key belongs: the server knows only its hash. */
export const KEY_PLACEHOLDER = 'YOUR_WRITE_KEY'

/** Code that sends the first event to this server, by language, with `KEY_PLACEHOLDER` for the key. `address` has no slash at its end. */
export function snippetOf(language: SnippetLanguage, address: string): string {
  switch (language) {
    case 'web':
      return `<!-- Pages, time on them, scrolling, clicks and searches. data-consent="required" waits for liukeWeb.consent(true) -->
<script defer src="${address}/v1/liuke-web.js" data-write-key="${KEY_PLACEHOLDER}"></script>

// Or with npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({ writeKey: '${KEY_PLACEHOLDER}', cdnURL: '${address}' })
analytics.page()
analytics.track('Product Viewed', { product_id: 'SKU-1', price: 49.9, currency: 'CNY' })
// After a login: analytics.identify('M10001')`
    case 'mini-program':
      return `// Copy ${address}/v1/liuke-mini.js beside app.js, and add ${address} to the request domains of the mini-program.
const liuke = require('./liuke-mini.js').createLiuke({ wx, writeKey: '${KEY_PLACEHOLDER}', address: '${address}' })
Page = liuke.wrapPage(Page)
App = liuke.wrapApp(App)

liuke.track('Product Viewed', { product_id: 'SKU-1' })
// After a login: liuke.identify('M10001')`
    case 'node':
      return `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${KEY_PLACEHOLDER}', host: '${address}' })
analytics.track({ userId: 'M10001', event: 'Product Viewed', properties: { product_id: 'SKU-1' } })
await analytics.closeAndFlush()`
    case 'python':
      return `# pip install segment-analytics-python
import segment.analytics as analytics

analytics.write_key = '${KEY_PLACEHOLDER}'
analytics.host = '${address}'
analytics.track('M10001', 'Product Viewed', {'product_id': 'SKU-1'})
analytics.flush()`
    case 'curl':
      return `curl ${address}/v1/track \\
  -u '${KEY_PLACEHOLDER}:' \\
  -H 'content-type: application/json' \\
  -d '{"userId":"M10001","event":"Product Viewed","properties":{"product_id":"SKU-1"}}'`
  }
}
