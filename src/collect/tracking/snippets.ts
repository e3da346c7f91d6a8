export const SNIPPET_LANGUAGES = ['web', 'mini-program', 'node', 'python', 'curl'] as const
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]

/** Stands in a snippet where the write key belongs: the server knows only its hash. */
export const KEY_PLACEHOLDER = 'YOUR_WRITE_KEY'

/** Code that sends the first event to this server, by language, with `KEY_PLACEHOLDER` for the key. `address` has no slash at its end. */
export function snippetOf(language: SnippetLanguage, address: string): string {
  switch (language) {
    case 'web':
      return `// npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({ writeKey: '${KEY_PLACEHOLDER}', cdnURL: '${address}' })
analytics.page()
analytics.track('Product Viewed', { product_id: 'SKU-1', price: 49.9, currency: 'CNY' })
// After a login: analytics.identify('M10001')`
    case 'mini-program':
      return `// app.js; add ${address} to the request domains of the mini-program
const send = (message) => wx.request({
  url: '${address}/v1/track',
  method: 'POST',
  header: { 'content-type': 'application/json' },
  data: { writeKey: '${KEY_PLACEHOLDER}', messageId: \`\${Date.now()}-\${Math.random()}\`, sentAt: new Date().toISOString(), ...message },
})
send({ userId: 'M10001', event: 'Product Viewed', properties: { product_id: 'SKU-1' }, context: { channel: 'mini_program' } })`
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
