import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { TierScheme, TierSchemePreview, TierSchemeState } from '#http/segment/tier-scheme-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const NOW = new Date('2026-03-15T12:00:00Z')
let shop: ShopServer

/** Forty customers, each with orders 10 days apart: the last between 1 and 40 weeks ago. */
const orders = Array.from({ length: 40 }, (_, i) =>
  [0, 10, 20].map((back, n) => {
    const day = new Date(NOW.getTime() - (7 * (i + 1) + back) * DAY_MS).toISOString().slice(0, 10)
    return `O${i}-${n},139000010${10 + i},${day} 10:00:00,P1,1,${100 + i}`
  }),
).flat()

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
  await shop.ended(
    (await shop.startImport('orders.csv', ['order_id,phone,ordered_at,product_id,quantity,unit_price', ...orders].join('\n'), 'orders')).id,
  )
})
afterAll(async () => {
  await shop?.close()
})

const state = () => shop.get<TierSchemeState>('/tiers/scheme')
const put = async (base: number, scheme: unknown) => await shop.admin.ask('PUT', '/tiers/scheme', { base, note: 'spring', scheme })
const fitted = (scheme: TierScheme): TierScheme => ({ ...scheme, tiers: { ...scheme.tiers, mode: 'fitted' } })

test('a scheme is tried on the customers, saved as a version, and its next run is what the preview said', async () => {
  const before = await state()
  expect([before.version, before.scheme, before.versions]).toEqual([0, before.defaults, []])
  const asked = await shop.admin.ask('POST', '/tiers/scheme/preview', { scheme: fitted(before.scheme) })
  expect(asked.statusCode).toBe(200)
  const preview = asked.json<TierSchemePreview>()
  const summary = await shop.get<SegmentSummary>('/tiers')
  expect(preview.customers).toBe(40)
  expect(preview.tiers.map(({ before: size }) => size)).toEqual(summary.tiers.map(({ customers }) => customers))
  expect(Object.fromEntries(preview.tiers.map(({ tier, customers }) => [tier, customers]))).toEqual({
    new: 8,
    at_risk: 4,
    dormant: 12,
    high_value: 4,
    active: 12,
  })
  expect(preview.moves.reduce((sum, { customers }) => sum + customers, 0)).toBe(40)
  expect(preview.changed).toBe(preview.moves.reduce((sum, { from, to, customers }) => sum + (from === to ? 0 : customers), 0))
  expect(preview.changed).toBeGreaterThan(0)
  expect((await state()).version).toBe(0)

  expect((await put(0, fitted(before.scheme))).statusCode).toBe(200)
  const refreshed = await shop.ended((await shop.admin.ask('POST', '/tiers/refresh')).json<Job>().id)
  expect(refreshed.job.state).toBe('done')
  const after = await shop.get<SegmentSummary>('/tiers')
  expect(after.scheme).toEqual({ version: 1, mode: 'fitted', levels: 5, windowDays: 365 })
  expect(after.tiers.map(({ tier, customers, rule }) => [tier, customers, rule])).toEqual(
    preview.tiers.map(({ tier, customers, rule }) => [tier, customers, rule]),
  )
  expect(after.tiers.find(({ tier }) => tier === 'new')?.hint.en).toMatch(/second order/)
  expect((await state()).versions).toMatchObject([{ version: 1, note: 'spring' }])
})

test('a wrong scheme is refused with the place, and a change made from an older version too', async () => {
  const { version, scheme } = await state()
  const { rfm, classes, tiers } = scheme
  const wrong = async (change: Partial<TierScheme>) => {
    const answer = await put(version, { ...scheme, ...change })
    return [answer.statusCode, answer.json<{ code: string; params?: { place?: string } }>().params?.place]
  }
  expect(await wrong({ tiers: { ...tiers, targets: { ...tiers.targets, new: 0.5 } } })).toEqual([400, 'tiers.targets'])
  expect(await wrong({ rfm: { ...rfm, monetary: { by: 'cutoffs', at: [5, 3, 7, 9] } } })).toEqual([400, 'rfm.monetary.at[1]'])
  expect(await wrong({ rfm: { ...rfm, recency: { by: 'cutoffs', at: [5] } } })).toEqual([400, 'rfm.recency.at'])
  expect(await wrong({ rfm: { ...rfm, windowDays: 0 } })).toEqual([400, 'rfm.windowDays'])
  expect(await wrong({ classes: { ...classes, recentFrom: 6 } })).toEqual([400, 'classes.recentFrom'])
  const hints = { ...tiers.hints, new: { zh: '请'.repeat(301), en: '' } }
  expect(await wrong({ tiers: { ...tiers, hints } })).toEqual([400, 'tiers.hints.new.zh'])
  const unknown = await put(version, { ...scheme, rfm: { ...scheme.rfm, quantile: 5 } })
  expect([unknown.statusCode, unknown.json<{ code: string }>().code]).toEqual([400, 'unknown-parameter'])
  const late = await put(version - 1, scheme)
  expect([late.statusCode, late.json<{ code: string }>().code]).toEqual([409, 'tier-scheme-changed'])
  expect((await state()).version).toBe(version)
})
