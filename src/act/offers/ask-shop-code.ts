import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Webhook } from 'standardwebhooks'
import type { Clock } from '#kernel/clock.ts'
import { checkWebhookUrl, pinnedTo } from '../webhook-address.ts'
import type { Resolve } from '../webhook-address.ts'
import { plainCode } from './offer-code.ts'
import type { AskShopCode, ShopCodeAsk } from './offer-ports.ts'

const TIMEOUT_MS = 5_000
const MOST_BYTES = 4_096

/**
 * Asks the shop for a code, signed by Standard Webhooks 1.0, over an address that is checked each time it is used. The key of the message goes with it, so that the shop can
 * answer a question that comes twice with the same code. The answer is `{"code": "…"}`; anything else, and none in five seconds, is no code.
 */
export function createShopAsker(parts: {
  readonly clock: Clock
  readonly allowedHosts: readonly string[]
  readonly resolve?: Resolve
  /** Told of a question without a code, by a reason without personal data. */
  readonly onFailure: (offerId: string, reason: string) => void
}): AskShopCode {
  const { clock, allowedHosts, resolve, onFailure } = parts
  return async (ask) => {
    try {
      const target = await checkWebhookUrl(ask.url, allowedHosts, resolve)
      const { status, body } = await post(target, ask, clock.now())
      const code = status >= 200 && status < 300 ? codeOf(body) : ''
      if (code === '') onFailure(ask.offerId, status >= 200 && status < 300 ? 'no_code_in_answer' : `http_${status}`)
      return code === '' ? null : code
    } catch (error) {
      onFailure(ask.offerId, error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no_answer')
      return null
    }
  }
}

function codeOf(body: string): string {
  const said: unknown = JSON.parse(body)
  const code = typeof said === 'object' && said !== null && 'code' in said ? said.code : null
  return typeof code === 'string' && plainCode(code) !== '' ? code.trim() : ''
}

function post(
  { url, address }: Awaited<ReturnType<typeof checkWebhookUrl>>,
  { offerId, sendKey, customerId, secret, lastDay }: ShopCodeAsk,
  now: Date,
): Promise<{ readonly status: number; readonly body: string }> {
  const id = `offer-code:${sendKey}`
  const asked = JSON.stringify({ type: 'offer.code', offerId, customerId, idempotencyKey: id, lastDay })
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(asked),
          'idempotency-key': id,
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
          'webhook-signature': new Webhook(secret).sign(id, now, asked),
          'user-agent': 'Liuke-Offers/1',
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        agent: false,
        lookup: pinnedTo(address),
      },
      (response) => {
        const parts: Buffer[] = []
        let bytes = 0
        response.on('data', (part: Buffer) => {
          bytes += part.length
          if (bytes > MOST_BYTES) request.destroy(new Error('the answer is too long'))
          else parts.push(part)
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }))
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(asked)
  })
}
