import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isPing, WEBHOOK_HEADERS, WEBHOOK_PROVIDERS } from '#collect/webhooks/webhook-provider.ts'
import type { WebhookReceiver } from '#collect/webhooks/webhook-receiver.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { RateBudget } from '../rate-budget.ts'
import type { RateLeases } from '../rate-budget.ts'

interface WebhookDoor {
  readonly receiver: Pick<WebhookReceiver, 'receive'>
  readonly rates: RateLeases
  /** Requests a minute of one address. */
  readonly perMinute?: number
}

const PER_MINUTE = 6_000
/** An order of Shopify with 500 lines has about one megabyte. */
const BODY_BYTES = 5 * 1024 * 1024
const OPEN = { public: true, anyHost: true, rateLimit: false } as const

/** `POST /v1/webhooks/{shopify,woocommerce}/{source}`: 200 means verified and stored on disk; what it says is worked out after the answer. */
export function registerWebhookDoor(app: FastifyInstance, { receiver, rates, perMinute = PER_MINUTE }: WebhookDoor, gate: BodyGate): void {
  const budget = new RateBudget({
    perMinute,
    leases: rates,
    nowMs: () => performance.now(),
    onUnreachable: (error) => app.log.warn({ err: error }, 'limits of webhooks not counted'),
  })
  void app.register(async (scope) => {
    // The bytes are what is signed.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (request: FastifyRequest) => await gate.receive(request.raw, senderOf(request), BODY_BYTES))
    scope.addHook('onRequest', async (request) => {
      await budget.take(`webhooks ${request.ip}`)
    })
    for (const provider of WEBHOOK_PROVIDERS) {
      const names = WEBHOOK_HEADERS[provider]
      const schema = { tags: ['tracking'], summary: `A signed webhook of ${provider}` }
      scope.post(`/v1/webhooks/${provider}/:source`, { config: OPEN, schema }, async (request) => {
        const { source } = request.params as { readonly source: string }
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        if (isPing(provider, body)) return { success: true }
        const header = (name: string): string => {
          const value = request.headers[name]
          return typeof value === 'string' ? value : ''
        }
        await receiver.receive({
          sourceId: source,
          provider,
          signature: header(names.signature),
          topic: header(names.topic),
          deliveryId: header(names.delivery),
          triggeredAt: header(names.triggered),
          body,
        })
        return { success: true }
      })
    }
  })
}
