import { createHmac, timingSafeEqual } from 'node:crypto'

/** Shop systems whose signed webhooks are taken in. */
export const WEBHOOK_PROVIDERS = ['shopify', 'woocommerce'] as const
export type WebhookProvider = (typeof WEBHOOK_PROVIDERS)[number]

/** What is taken in: orders and customers whole, and refunds. */
export const WEBHOOK_TOPICS: Readonly<Record<WebhookProvider, readonly string[]>> = {
  shopify: [
    'orders/create',
    'orders/updated',
    'orders/paid',
    'orders/fulfilled',
    'orders/cancelled',
    'refunds/create',
    'customers/create',
    'customers/update',
  ],
  woocommerce: ['order.created', 'order.updated', 'order.restored', 'customer.created', 'customer.updated'],
}

interface Headers {
  readonly signature: string
  readonly topic: string
  readonly delivery: string
  /** When it happened, where the body says it only to the second. */
  readonly triggered: string
}

/** Shopify: shopify.dev, "Deliver webhooks through HTTPS". WooCommerce: class-wc-webhook.php, `deliver`. */
export const WEBHOOK_HEADERS: Readonly<Record<WebhookProvider, Headers>> = {
  shopify: {
    signature: 'x-shopify-hmac-sha256',
    topic: 'x-shopify-topic',
    delivery: 'x-shopify-webhook-id',
    triggered: 'x-shopify-triggered-at',
  },
  woocommerce: { signature: 'x-wc-webhook-signature', topic: 'x-wc-webhook-topic', delivery: 'x-wc-webhook-delivery-id', triggered: '' },
}

/** Whether `signature` is the base64 HMAC-SHA256 of the raw body, compared in constant time. */
export function isSigned(secret: string, body: Buffer, signature: string): boolean {
  const given = Buffer.from(signature, 'base64')
  const own = createHmac('sha256', secret).update(body).digest()
  return given.length === own.length && timingSafeEqual(given, own)
}

/** What WooCommerce sends once when a webhook is saved: a form without a signature, which says nothing. */
export function isPing(provider: WebhookProvider, body: Buffer): boolean {
  return provider === 'woocommerce' && body.length < 100 && /^webhook_id=\d+$/.test(body.toString('latin1'))
}
