import { describe, expect, test } from 'vitest'
import { pageRequest, readPage, type ShopQuery } from './shop-api.ts'

const SINCE = new Date('2026-03-10T02:00:00Z')
const orders = (page = ''): ShopQuery => ({ kind: 'orders', since: SINCE, page })
const woo = (id: number, modified: string) => ({ id, date_modified_gmt: modified })

describe('Shopify is asked', () => {
  const shop = new URL('https://tea.myshopify.com/')
  const credentials = { key: '', secret: 'shpat_1' }

  test('for every order that changed since, the oldest change first, with the token in its header', () => {
    const { url, headers } = pageRequest('shopify', shop, credentials, orders())
    expect(url.origin + url.pathname).toMatch(/^https:\/\/tea\.myshopify\.com\/admin\/api\/\d{4}-\d\d\/orders\.json$/)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      limit: '250',
      order: 'updated_at asc',
      updated_at_min: '2026-03-10T02:00:00.000Z',
      status: 'any',
    })
    expect(headers).toEqual({ 'x-shopify-access-token': 'shpat_1' })
  })

  test('for a further page by its mark alone: filters beside it are refused', () => {
    const link =
      '<https://tea.myshopify.com/x.json?page_info=before>; rel="previous", <https://tea.myshopify.com/x.json?limit=250&page_info=abc>; rel="next"'
    const page = readPage('shopify', orders(), { orders: [{ id: 1, updated_at: '2026-03-10T10:00:00+08:00' }] }, link)
    expect(page?.items).toMatchObject([{ externalId: '1', topic: 'orders/updated', changedAt: SINCE }])
    const { url } = pageRequest('shopify', shop, credentials, page?.next ?? orders())
    expect(Object.fromEntries(url.searchParams)).toEqual({ limit: '250', page_info: 'abc' })
  })

  test('no further where no page follows', () => {
    expect(readPage('shopify', orders(), { orders: [] }, '<https://tea.myshopify.com/x?page_info=before>; rel="previous"')?.next).toBeNull()
  })
})

describe('WooCommerce is asked', () => {
  const shop = new URL('https://shop.example.com/blog/')

  test('below the folder of WordPress, from the second before, since the moment itself would be left out', () => {
    const { url, headers } = pageRequest('woocommerce', shop, { key: 'ck_1', secret: 'cs_1' }, orders())
    expect(url.origin + url.pathname).toBe('https://shop.example.com/blog/wp-json/wc/v3/orders')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      modified_after: '2026-03-10T01:59:59',
      dates_are_gmt: 'true',
      orderby: 'modified',
      order: 'asc',
      page: '1',
    })
    expect(headers).toEqual({ authorization: `Basic ${btoa('ck_1:cs_1')}` })
  })

  test('on from the last change, so that an order which moves between pages is not passed over', () => {
    const full = Array.from({ length: 100 }, (_, i) => woo(i, `2026-03-10T03:00:${String(i % 60).padStart(2, '0')}`))
    full.push(woo(100, '2026-03-10T04:00:00'))
    expect(readPage('woocommerce', orders(), full.slice(1), '')?.next).toEqual({
      kind: 'orders',
      since: new Date('2026-03-10T04:00:00Z'),
      page: '',
    })
  })

  test('by number within one second', () => {
    const same = Array.from({ length: 100 }, (_, i) => woo(i, '2026-03-10T02:00:00'))
    expect(readPage('woocommerce', orders(), same, '')?.next).toEqual(orders('2'))
    expect(readPage('woocommerce', orders('2'), same, '')?.next).toEqual(orders('3'))
    expect(readPage('woocommerce', orders('3'), same.slice(1), '')?.next).toBeNull()
  })
})

test.each([
  ['shopify', { errors: 'Not Found' }],
  ['shopify', []],
  ['woocommerce', { code: 'rest_no_route' }],
  ['woocommerce', null],
] as const)('what is no list of orders is no answer of %s', (provider, body) => {
  expect(readPage(provider, orders(), body, '')).toBeUndefined()
})

test('what has no number or no time of change is left out', () => {
  const page = readPage('woocommerce', orders(), [woo(1, 'soon'), { date_modified_gmt: '2026-03-10T02:00:00' }, 'x'], '')
  expect(page?.items).toEqual([])
})
