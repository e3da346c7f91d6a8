import { QUANTITY_SCALE } from '../import/order-line.ts'
import { parseDecimal, rescale } from '../import/parse-decimal.ts'
import type { SentRecord } from '../records/record-fields.ts'
import type { JsonObject } from '../tracking/tracking-message.ts'
import { WEBHOOK_TOPICS } from './webhook-provider.ts'
import { child, children, firstOf, money, moneyText, said, sumOf, text, type WebhookFact } from './webhook-fact.ts'

/** As those of the file that Shopify exports: `financial_status` in our words. */
const STATUSES: Readonly<Record<string, string>> = {
  paid: 'paid',
  partially_paid: 'paid',
  pending: 'unpaid',
  authorized: 'unpaid',
  expired: 'unpaid',
  refunded: 'refunded',
  partially_refunded: 'partially refunded',
  voided: 'voided',
}

/** What a webhook of Shopify's Admin API says. Orders carry their whole state, so the newest replaces the others; the order number is that of the export. Pure. */
export function shopifyFact(topic: string, body: JsonObject): WebhookFact {
  if (!WEBHOOK_TOPICS.shopify.includes(topic)) return null
  if (topic.startsWith('orders/')) return { kind: 'order', externalId: text(body['id']), record: orderOf(body) }
  if (topic.startsWith('customers/')) return { kind: 'customer', externalId: text(body['id']), record: customerOf(body) }
  const goods = children(body, 'refund_line_items')
  const back = sumOf(children(body, 'transactions').map((one) => (text(one['kind']) === 'refund' ? money(one['amount']) : 0n)))
  if (goods.length === 0 && back === 0n) return null
  return {
    kind: 'refund',
    refund: {
      refundId: text(body['id']),
      externalId: text(body['order_id']),
      at: firstOf(body['processed_at'], body['created_at']),
      lines: goods.map((one) => ({ ...productOf(child(one, 'line_item')), quantity: text(one['quantity']) })),
      money: goods.length === 0 ? moneyText(back) : null,
    },
  }
}

function productOf(line: JsonObject): { productId: string; productName: string } {
  return { productId: firstOf(line['sku'], line['variant_id'], line['product_id']), productName: firstOf(line['name'], line['title']) }
}

function orderOf(body: JsonObject): SentRecord {
  const [customer, billing, shipping] = [child(body, 'customer'), child(body, 'billing_address'), child(body, 'shipping_address')]
  const refunds = children(body, 'refunds').flatMap((one) => children(one, 'refund_line_items'))
  const lines = children(body, 'line_items').map((line) => {
    const quantity = parseDecimal(text(line['quantity']), QUANTITY_SCALE) ?? 0n
    const full = rescale(quantity * money(line['price']), QUANTITY_SCALE)
    const off = sumOf(children(line, 'discount_allocations').map((one) => money(one['amount'])))
    const amount = full > off ? full - off : 0n
    const back = sumOf(refunds.flatMap((one) => (text(one['line_item_id']) === text(line['id']) ? [money(one['subtotal'])] : [])))
    return said({
      ...productOf(line),
      lineNumber: text(line['id']),
      quantity: text(line['quantity']),
      amount: moneyText(amount),
      refundAmount: back > 0n ? moneyText(back < amount ? back : amount) : '',
    })
  })
  const status = firstOf(body['financial_status'])
  return said({
    orderId: firstOf(body['name'], body['order_number'], body['id']),
    orderedAt: firstOf(body['processed_at'], body['created_at']),
    updatedAt: firstOf(body['updated_at'], body['created_at']),
    ...personOf(customer),
    email: firstOf(body['email'], body['contact_email'], customer['email']),
    phone: firstOf(body['phone'], customer['phone'], billing['phone'], shipping['phone']),
    customerName: nameOf(customer) || nameOf(billing),
    currency: firstOf(body['currency']),
    status: text(body['cancelled_at']) === '' ? (STATUSES[status] ?? status) : 'cancelled',
    channel: firstOf(body['source_name']),
    storeId: firstOf(body['location_id']),
    paymentMethod: firstOf(...(Array.isArray(body['payment_gateway_names']) ? body['payment_gateway_names'] : [])),
    couponCode: firstOf(...children(body, 'discount_codes').map((one) => one['code'])),
    country: firstOf(shipping['country_code'], billing['country_code']),
    remark: body['test'] === true ? 'test order' : '',
    lines,
  })
}

function customerOf(body: JsonObject): SentRecord {
  const address = child(body, 'default_address')
  return said({
    ...personOf(body),
    email: text(body['email']),
    phone: firstOf(body['phone'], address['phone']),
    customerName: nameOf(body),
    registeredAt: text(body['created_at']),
    updatedAt: text(body['updated_at']),
    region: [address['country_code'], address['province'], address['city']]
      .map(text)
      .filter((one) => one !== '')
      .join(' '),
    language: '',
    emailConsent: consentOf(child(body, 'email_marketing_consent')),
    smsConsent: consentOf(child(body, 'sms_marketing_consent')),
  })
}

/** Numbers of Shopify are one of a kind over all shops. */
function personOf({ id }: JsonObject): SentRecord {
  return { customerId: text(id) }
}

function nameOf(person: JsonObject): string {
  return [person['first_name'], person['last_name']]
    .map(text)
    .filter((one) => one !== '')
    .join(' ')
}

/** Pending, redacted and never asked say neither. */
function consentOf({ state }: JsonObject): string {
  return state === 'subscribed' ? 'yes' : state === 'unsubscribed' ? 'no' : ''
}
