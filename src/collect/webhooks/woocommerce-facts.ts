import type { SentRecord } from '../records/record-fields.ts'
import type { JsonObject } from '../tracking/tracking-message.ts'
import { WEBHOOK_TOPICS } from './webhook-provider.ts'
import { child, children, firstOf, money, moneyText, said, sumOf, text, type WebhookFact } from './webhook-fact.ts'

/** `checkout-draft` is no order yet. */
const NO_ORDER = 'checkout-draft'

/**
 * What a webhook of WooCommerce (REST API v3) says. Times are in UTC where it says so. Its customer numbers are small and of one shop, so people are known by email
 * and phone. Pure.
 */
export function woocommerceFact(topic: string, body: JsonObject): WebhookFact {
  if (!WEBHOOK_TOPICS.woocommerce.includes(topic)) return null
  if (topic.startsWith('order.')) {
    return text(body['status']) === NO_ORDER ? null : { kind: 'order', externalId: text(body['id']), record: orderOf(body) }
  }
  return { kind: 'customer', externalId: text(body['id']), record: customerOf(body) }
}

function orderOf(body: JsonObject): SentRecord {
  const [billing, shipping] = [child(body, 'billing'), child(body, 'shipping')]
  const items = children(body, 'line_items')
  const goods = sumOf(items.map((line) => money(line['total'])))
  const refunded = sumOf(children(body, 'refunds').map((one) => abs(money(one['total']))))
  const back = refunded < goods ? refunded : goods
  return said({
    orderId: firstOf(body['number'], body['id']),
    orderedAt: utc(body['date_created_gmt']) || text(body['date_created']),
    updatedAt: utc(body['date_modified_gmt']) || text(body['date_modified']),
    email: text(billing['email']),
    phone: text(billing['phone']),
    customerName: nameOf(billing),
    currency: text(body['currency']),
    status: text(body['status']),
    channel: text(body['created_via']),
    paymentMethod: firstOf(body['payment_method_title'], body['payment_method']),
    couponCode: firstOf(...children(body, 'coupon_lines').map((one) => one['code'])),
    country: firstOf(shipping['country'], billing['country']),
    refundAmount: back > 0n ? moneyText(back) : '',
    lines: items.map((line) =>
      said({
        lineNumber: text(line['id']),
        productId: firstOf(line['sku'], line['variation_id'] === 0 ? '' : line['variation_id'], line['product_id']),
        productName: text(line['name']),
        quantity: text(line['quantity']),
        amount: text(line['total']),
      }),
    ),
  })
}

function customerOf(body: JsonObject): SentRecord {
  const billing = child(body, 'billing')
  return said({
    email: firstOf(body['email'], billing['email']),
    phone: text(billing['phone']),
    customerName: nameOf(body) || nameOf(billing),
    registeredAt: utc(body['date_created_gmt']) || text(body['date_created']),
    updatedAt: utc(body['date_modified_gmt']) || text(body['date_modified']),
    region: [billing['country'], billing['state'], billing['city']]
      .map(text)
      .filter((one) => one !== '')
      .join(' '),
  })
}

/** `…_gmt` times have no zone written. */
function utc(value: unknown): string {
  const time = text(value)
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(time) ? `${time}Z` : time
}

function nameOf(person: JsonObject): string {
  return [person['first_name'], person['last_name']]
    .map(text)
    .filter((one) => one !== '')
    .join(' ')
}

function abs(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
