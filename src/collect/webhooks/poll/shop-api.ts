import { SECOND_MS } from '#kernel/clock.ts'
import { isObject, type JsonObject } from '../../tracking/tracking-message.ts'
import { children, firstOf, text } from '../webhook-fact.ts'
import type { WebhookProvider } from '../webhook-provider.ts'

/** What is read of a shop system beside its webhooks: orders carry their refunds. WooCommerce lists no customers by when they changed. */
export const POLLED: Readonly<Record<WebhookProvider, readonly PolledKind[]>> = {
  shopify: ['orders', 'customers'],
  woocommerce: ['orders'],
}
export type PolledKind = 'orders' | 'customers'

/** Of Shopify only the token; of WooCommerce the consumer key and its secret. */
export interface ShopCredentials {
  readonly key: string
  readonly secret: string
}

/** One page of what changed at or after `since`; `page` goes on where the one before ended. */
export interface ShopQuery {
  readonly kind: PolledKind
  readonly since: Date
  readonly page: string
}

export interface ShopItem {
  readonly externalId: string
  readonly changedAt: Date
  readonly topic: string
  readonly body: JsonObject
}

export interface ShopPage {
  readonly items: readonly ShopItem[]
  /** Null after the last. */
  readonly next: ShopQuery | null
}

const SHOPIFY_VERSION = '2026-01'
const SHOPIFY_PAGE = 250
const WOOCOMMERCE_PAGE = 100

/**
 * The request of a page: Shopify's REST Admin API (orders and customers by `updated_at_min`, followed by `page_info`) and WooCommerce's REST API v3
 * (orders by `modified_after`, which leaves out the moment itself).
 */
export function pageRequest(
  provider: WebhookProvider,
  shop: URL,
  credentials: ShopCredentials,
  { kind, since, page }: ShopQuery,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  const root = shop.href.endsWith('/') ? shop.href.slice(0, -1) : shop.href
  if (provider === 'shopify') {
    const url = new URL(`${root}/admin/api/${SHOPIFY_VERSION}/${kind}.json`)
    url.searchParams.set('limit', String(SHOPIFY_PAGE))
    if (page === '') {
      url.searchParams.set('order', 'updated_at asc')
      url.searchParams.set('updated_at_min', since.toISOString())
      if (kind === 'orders') url.searchParams.set('status', 'any')
    } else url.searchParams.set('page_info', page)
    return { url, headers: { 'x-shopify-access-token': credentials.secret } }
  }
  const url = new URL(`${root}/wp-json/wc/v3/orders`)
  url.searchParams.set('per_page', String(WOOCOMMERCE_PAGE))
  url.searchParams.set('page', page === '' ? '1' : page)
  url.searchParams.set('orderby', 'modified')
  url.searchParams.set('order', 'asc')
  url.searchParams.set('dates_are_gmt', 'true')
  url.searchParams.set('modified_after', new Date(since.getTime() - SECOND_MS).toISOString().slice(0, 19))
  const basic = Buffer.from(`${credentials.key}:${credentials.secret}`).toString('base64')
  return { url, headers: { authorization: `Basic ${basic}` } }
}

/**
 * What a page holds. Undefined where the body is no answer of that system.
 *
 * WooCommerce numbers its pages, and an order that changes meanwhile moves the others up, so that one could fall between two pages: the next page
 * is therefore asked by the time of the last one, and by number only within one second.
 */
export function readPage(provider: WebhookProvider, query: ShopQuery, body: unknown, link: string): ShopPage | undefined {
  if (provider === 'shopify') {
    if (!isObject(body) || !Array.isArray(body[query.kind])) return undefined
    const topic = query.kind === 'orders' ? 'orders/updated' : 'customers/update'
    const items = itemsOf(children(body, query.kind), topic, (one) => firstOf(one['updated_at'], one['created_at']))
    const page = nextPage(link)
    return { items, next: page === '' ? null : { ...query, page } }
  }
  if (!Array.isArray(body)) return undefined
  const items = itemsOf(body.filter(isObject), 'order.updated', (one) => `${firstOf(one['date_modified_gmt'], one['date_created_gmt'])}Z`)
  if (body.length < WOOCOMMERCE_PAGE) return { items, next: null }
  const last = items.at(-1)?.changedAt
  const goesOn = last !== undefined && last > query.since
  return { items, next: goesOn ? { ...query, since: last, page: '' } : { ...query, page: String(Number(query.page || '1') + 1) } }
}

function itemsOf(bodies: readonly JsonObject[], topic: string, changed: (body: JsonObject) => string): ShopItem[] {
  return bodies.flatMap((body) => {
    const [externalId, changedAt] = [text(body['id']), new Date(changed(body))]
    return externalId === '' || Number.isNaN(changedAt.getTime()) ? [] : [{ externalId, changedAt, topic, body }]
  })
}

/** The `page_info` of `<https://…?page_info=…>; rel="next"` (RFC 8288); '' where there is none. */
function nextPage(link: string): string {
  for (const part of link.split(',')) {
    const [target = '', ...params] = part.split(';').map((each) => each.trim())
    if (!params.includes('rel="next"') || !target.startsWith('<')) continue
    return URL.parse(target.slice(1, -1))?.searchParams.get('page_info') ?? ''
  }
  return ''
}
