import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pinnedTo, type WebhookTarget } from '#act/webhook-address.ts'
import { AppError } from '#kernel/app-error.ts'
import type { ShopAnswer } from '#collect/webhooks/poll/shop-poller.ts'

const TIMEOUT_MS = 30_000
/** A page of 250 large orders has a few megabytes. */
const MOST_BYTES = 64 * 1024 * 1024

/** One GET of the address that was checked, under the name of the URL. Redirects are not followed. @throws AppError `shop-unreachable` */
export async function askShop(target: WebhookTarget, headers: Readonly<Record<string, string>>): Promise<ShopAnswer> {
  try {
    return await got(target, headers)
  } catch (cause) {
    throw new AppError('unavailable', 'shop-unreachable', 'The shop system does not answer at that address: check it, and the network.', {
      cause,
    })
  }
}

function got({ url, address }: WebhookTarget, headers: Readonly<Record<string, string>>): Promise<ShopAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(
      url,
      {
        headers: { ...headers, accept: 'application/json', 'user-agent': 'Liuke/1' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        agent: false,
        lookup: pinnedTo(address),
      },
      (response) => {
        const parts: Buffer[] = []
        let bytes = 0
        response.on('data', (part: Buffer) => {
          bytes += part.length
          if (bytes > MOST_BYTES) response.destroy(new Error(`more than ${MOST_BYTES} bytes`))
          else parts.push(part)
        })
        response.on('error', reject)
        response.on('end', () => {
          const { link = '', 'retry-after': retryAfter = '' } = response.headers
          resolve({
            status: response.statusCode ?? 0,
            headers: { link: [link].flat().join(', '), retryAfter },
            body: Buffer.concat(parts).toString('utf8'),
          })
        })
      },
    )
    request.on('error', reject)
    request.end()
  })
}
