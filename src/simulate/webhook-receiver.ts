import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '#kernel/clock.ts'

/** One webhook with a valid signature. */
export interface ReceivedWebhook {
  readonly id: string
  readonly type: string
  /** `data.customerId`, null where the body names none. */
  readonly customerId: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly receivedAt: Date
}

export interface WebhookReceiver {
  readonly url: string
  /** Each webhook-id once, in order of arrival. */
  readonly webhooks: readonly ReceivedWebhook[]
  readonly repeats: number
  readonly refused: number
  /** The secret is known only after the endpoint is registered. */
  trust(secret: string): void
  close(): Promise<void>
}

const TOLERANCE_SECONDS = 300
const MAX_BODY_BYTES = 64 * 1024

/**
 * Checks a Standard Webhooks 1.0 signature: HMAC-SHA256 over `id.timestamp.body` with the base64 part of a `whsec_` secret; one of the
 * `v1,` signatures must match, and the time must lie within five minutes.
 */
export function isSignedBy(
  secret: string,
  headers: { id: string; timestamp: string; signature: string },
  body: string,
  now: Date,
): boolean {
  const seconds = Number(headers.timestamp)
  if (!Number.isFinite(seconds) || Math.abs(now.getTime() / 1000 - seconds) > TOLERANCE_SECONDS) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${headers.id}.${headers.timestamp}.${body}`).digest()
  return headers.signature.split(' ').some((each) => {
    if (!each.startsWith('v1,')) return false
    const given = Buffer.from(each.slice(3), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

/** The shop's own system that issues coupons in the mini-program at the product's request. */
export async function startWebhookReceiver(options: { readonly port: number; readonly clock: Clock }): Promise<WebhookReceiver> {
  const secrets = new Set<string>()
  const webhooks: ReceivedWebhook[] = []
  const known = new Set<string>()
  let repeats = 0
  let refused = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
    })
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name] ?? '')
      const signed = { id: header('webhook-id'), timestamp: header('webhook-timestamp'), signature: header('webhook-signature') }
      const body = Buffer.concat(chunks).toString('utf8')
      const now = options.clock.now()
      const webhook =
        bytes <= MAX_BODY_BYTES && [...secrets].some((secret) => isSignedBy(secret, signed, body, now))
          ? readWebhook(signed.id, body, now)
          : null
      if (webhook === null) refused += 1
      else if (known.has(webhook.id)) repeats += 1
      else {
        known.add(webhook.id)
        webhooks.push(webhook)
      }
      response.writeHead(webhook === null ? 401 : 204).end()
    })
  })
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    webhooks,
    get repeats() {
      return repeats
    },
    get refused() {
      return refused
    },
    trust: (secret) => void secrets.add(secret),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function readWebhook(id: string, body: string, receivedAt: Date): ReceivedWebhook | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return null
  }
  if (!isRecord(parsed) || typeof parsed['type'] !== 'string' || !isRecord(parsed['data'])) return null
  const customerId = parsed['data']['customerId']
  return { id, type: parsed['type'], customerId: typeof customerId === 'string' ? customerId : null, data: parsed['data'], receivedAt }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
