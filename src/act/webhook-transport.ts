import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pinnedTo } from './webhook-address.ts'
import type { WebhookTransport } from './webhook-service.ts'

const TIMEOUT_MS = 15_000

/** Posts to the address that was checked, under the name of the URL. Redirects are not followed; the answer's body is thrown away. */
export const postWebhook: WebhookTransport = (target, body, headers) =>
  new Promise((resolve, reject) => {
    const { url, address } = target
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'Liuke-Webhook/1' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        agent: false,
        lookup: pinnedTo(address),
      },
      (response) => {
        resolve(response.statusCode ?? 0)
        response.destroy()
      },
    )
    request.on('error', reject)
    request.end(body)
  })
