import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { FlaggedRecord, QualityRuleState, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import type { Dictionary } from '#http/quality/dictionary-schemas.ts'
import type { QualityBoard } from '#http/quality/quality-board-schemas.ts'
import type { Job, QuarantinedRecord } from '#http/collect/data-schemas.ts'
import { loadEvents } from '#collect/tracking/load-events.ts'
import { followSignals } from '#store/relational/signal-outbox.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T23:30:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop?.close()
})

const HEAD = 'order_id,phone,ordered_at,paid_at,product_id,quantity,unit_price\n'
const bring = async (name: string, ...lines: string[]) =>
  (await shop.ended((await shop.startImport(name, HEAD + lines.join('\n'), 'orders')).id)).job
const flags = async (query = '') => (await shop.get<{ items: FlaggedRecord[] }>(`/quality/flags${query}`)).items
const quarantine = async () => (await shop.get<{ items: QuarantinedRecord[] }>('/quarantine')).items
const usual = Array.from(
  { length: 40 },
  (_, i) => `N${i},139000010${10 + i},2026-02-01 10:${10 + (i % 40)}:00,,P${i % 5},1,${90 + (i % 20)}`,
)

test('by default a record that breaks a rule is stored and marked, and what only many records show is found by a look', async () => {
  const job = await bring(
    'orders.csv',
    ...usual,
    'E1,13900001099,2026-02-02 10:00:00,2026-02-02 09:00:00,P1,1,99',
    'E2,13900001098,2026-02-03 10:00:00,,P1,1,88',
    'E3,13900001098,2026-02-03 10:04:00,,P1,1,88',
    'E4,13900001097,2026-02-04 10:00:00,,P1,1,99999',
  )
  expect(job.result).toMatchObject({ rows: 44, stored: 44, quarantined: 0 })
  expect(await flags()).toMatchObject([
    { ruleId: 'paid-before-ordered', masked: '2026-02-02T01:00:00.000Z', origin: 'import', from: 'orders.csv', record: '42' },
  ])
  const looking = await shop.admin.ask('POST', '/quality/look')
  expect(looking.statusCode).toBe(202)
  const { job: looked } = await shop.ended(looking.json<Job>().id)
  expect([looked.state, looked.error]).toEqual(['done', null])
  const twice = await flags('?ruleId=order-twice')
  expect(twice).toMatchObject([{ origin: 'stored', record: 'E3' }])
  expect(twice[0]?.customerId).toMatch(/^[0-9a-f-]{36}$/u)
  expect((await flags('?ruleId=amount-outlier')).map(({ masked }) => masked)).toEqual(['99999'])
  const state = await shop.get<QualityRuleState>('/quality/rules')
  expect(state.look?.rules.find(({ ruleId }) => ruleId === 'order-twice')).toMatchObject({ judged: 'stored', broken: 1 })
  expect(state.arrived).toEqual([{ ruleId: 'paid-before-ordered', flagged: 1, quarantined: 0 }])
})

test('rules are tried on what is stored, saved as versions, and keep aside what they refuse until it is corrected', async () => {
  const state = await shop.get<QualityRuleState>('/quality/rules')
  const rules = {
    rules: [
      ...state.rules.rules.map((rule) => (rule.id === 'amount-outlier' ? { ...rule, action: 'quarantine' } : rule)),
      {
        id: 'sku',
        name: 'Codes of goods',
        scope: 'order-lines',
        kind: 'format',
        field: 'productId',
        action: 'quarantine',
        format: 'pattern',
        pattern: 'P[0-9]',
      },
      { id: 'page', name: '', scope: 'events', kind: 'missing', field: 'properties.url', action: 'quarantine' },
      { id: 'cheap', name: '', scope: 'events', kind: 'sequence', field: 'amount', order: 'not-after', other: '0', action: 'flag' },
    ],
  }
  const preview = await shop.admin.ask('POST', '/quality/rules/preview', { rules })
  expect([preview.statusCode, preview.statusCode === 200 ? '' : preview.body]).toEqual([200, ''])
  const found = preview.json<QualitySurvey>().rules
  expect(found.find(({ ruleId }) => ruleId === 'sku')).toMatchObject({ judged: 'stored', checked: 44, broken: 0 })
  expect(found.find(({ ruleId }) => ruleId === 'phone-format')).toMatchObject({ judged: 'stored', checked: 43, broken: 0 })
  expect((await shop.get<QualityRuleState>('/quality/rules')).version).toBe(0)

  const saved = await shop.admin.ask('PUT', '/quality/rules', { base: 0, note: 'codes', rules })
  expect([saved.statusCode, saved.json()]).toMatchObject([200, { version: 1, versions: [{ version: 1, note: 'codes' }] }])
  const late = await shop.admin.ask('PUT', '/quality/rules', { base: 0, rules })
  expect([late.statusCode, late.json<{ code: string }>().code]).toEqual([409, 'quality-rules-changed'])
  const wrong = await shop.admin.ask('PUT', '/quality/rules', { base: 1, rules: { rules: [{ ...rules.rules.at(-1), other: 'name' }] } })
  expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { code: 'quality-rules-wrong', params: { place: 'rules[0].other' } }])
  await shop.ended((await shop.admin.ask('POST', '/quality/look')).json<Job>().id)

  const job = await bring(
    'more.csv',
    'X1,13900001001,2026-03-01 10:00:00,,P1,1,95',
    'X2,13900001002,2026-03-01 10:00:00,,Q1,1,95',
    'X3,13900001003,2026-03-01 10:00:00,,P1,1,88888',
  )
  expect(job.result).toMatchObject({ rows: 3, stored: 1, quarantined: 2 })
  const held = await quarantine()
  expect(held.map(({ reason, field }) => [reason, field]).toSorted((a, b) => `${a[1]}`.localeCompare(`${b[1]}`))).toEqual([
    ['quality-rule', 'amount'],
    ['quality-rule', 'productId'],
  ])
  const sku = held.find(({ field }) => field === 'productId')
  const again = await shop.admin.ask('POST', `/quarantine/${sku?.id}/replay`, { changes: { quantity: '2' } })
  expect(again.json()).toMatchObject({ outcome: 'refused', refusal: { reason: 'quality-rule' } })
  const mended = await shop.admin.ask('POST', `/quarantine/${sku?.id}/replay`, { changes: { product_id: 'P2' } })
  expect(mended.json()).toMatchObject({ outcome: 'stored' })
  expect(await quarantine()).toHaveLength(1)

  await bring('codes.csv', ...['Q7', 'Q7', 'Q8'].map((sku, i) => `Y${i},13900001001,2026-03-02 10:00:00,,${sku},1,95`))
  const alike = (await quarantine()).filter(({ field }) => field === 'productId')
  const corrections = [{ kind: 'replace', column: 'product_id', from: 'Q7', to: 'P7' }]
  const fixing = await shop.admin.ask('POST', '/quarantine/replay', { origin: 'import', originId: alike[0]?.originId, corrections })
  expect((await shop.ended(fixing.json<Job>().id)).job.result).toEqual({ tried: 3, stored: 2, duplicates: 0, refused: 1 })
  expect(await quarantine()).toHaveLength(2)
})

test('requests that are marked by the same rules in another order do not fail each other', async () => {
  const flag = (i: number) => ({ ruleId: `rule-${i}`, scope: 'orders', field: 'paidAt', masked: '', record: 'r', customerId: null })
  const marks = Array.from({ length: 200 }, (_, i) => flag(i))
  const add = (own: typeof marks) =>
    shop.house.qualityFlags.add({ origin: 'tracking', originId: 's', day: '2026-01-01', now: new Date('2026-01-01T08:00:00Z'), flags: own })
  for (let i = 0; i < 5; i += 1) await Promise.all([add(marks), add(marks.toReversed()), add(marks), add(marks.toReversed())])
  const { rows } = await shop.house.engines.pg.query("SELECT sum(flagged)::integer AS n FROM quality_counts WHERE day = '2026-01-01'")
  expect(rows).toEqual([{ n: 4_000 }])
})

test('rules are asked of records and events too, and every one is accounted for', async () => {
  const source = (await shop.admin.ask('POST', '/sources', { name: 'Till', kind: 'web', userIdKind: 'member_number' })).json<{
    id: string
    writeKey: string
  }>()
  const headers = { authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` }
  const track = (messageId: string, properties: object) => ({ type: 'track', event: 'Viewed', userId: 'u1', messageId, properties })
  const sent = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/batch',
    headers: { host: '127.0.0.1', ...headers },
    payload: JSON.stringify({ batch: [track('m1', { url: '/a' }), track('m2', {}), track('m3', { url: '/b', revenue: 5 })] }),
  })
  expect(sent.statusCode).toBe(200)
  expect(await loadEvents(shop.house.loader)).toMatchObject({ received: 3, stored: 2, quarantined: 1 })
  expect(await flags('?ruleId=cheap')).toMatchObject([{ origin: 'tracking', from: 'Till', record: 'm3', masked: '5' }])

  const { rules, version } = await shop.get<QualityRuleState>('/quality/rules')
  const viewed = { id: 'viewed', name: '', scope: 'events', kind: 'format', field: 'properties.url', action: 'flag' }
  const tried = await shop.admin.ask('POST', '/quality/rules/preview', {
    rules: { rules: [{ ...viewed, format: 'pattern', pattern: '/a' }] },
  })
  expect(tried.json<QualitySurvey>().rules).toMatchObject([{ checked: 2, broken: 1 }])
  const putBack = () => shop.admin.ask('POST', '/tracking-plans/all/replay', {})
  expect((await putBack()).json()).toMatchObject({ tried: 1, putBack: 0, still: 1 })
  const fewer = { rules: rules.rules.filter(({ id }) => id !== 'page') }
  expect((await shop.admin.ask('PUT', '/quality/rules', { base: version, rules: fewer })).statusCode).toBe(200)
  expect((await putBack()).json()).toMatchObject({ tried: 1, putBack: 1, still: 0 })
  expect(await loadEvents(shop.house.loader)).toMatchObject({ received: 0, stored: 1, quarantined: -1 })

  const order = (orderId: string, rest: object) => ({
    orderId,
    orderedAt: '2026-03-10T10:00:00Z',
    phone: '13900001001',
    productId: 'P1',
    quantity: 1,
    unitPrice: 95,
    ...rest,
  })
  const records = await shop.server.app.inject({
    method: 'POST',
    url: '/api/v1/orders',
    headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
    payload: JSON.stringify([order('R1', {}), order('R2', { productId: 'bad' }), order('R3', { paidAt: '2026-03-09T10:00:00Z' })]),
  })
  expect(records.json()).toMatchObject({ received: 3, stored: 2, quarantined: 1, results: [{}, { reason: 'quality-rule' }, {}] })
  expect((await flags('?ruleId=paid-before-ordered')).map(({ origin }) => origin)).toContain('tracking')
})

test('a day that is over is measured once by source and field, and one unlike its weekday becomes a signal', async () => {
  const { pg } = shop.house.engines
  await followSignals(shop.house.db, 'watch', ['quality-anomaly'])
  // Sundays of the Spring Festival are compared with nothing.
  for (let week = 1; week <= 10; week += 1) {
    await pg.query(
      `INSERT INTO quality_days (day, source, scope, field, dimension, checked, passed) VALUES (date '2026-03-15' - 7 * $1::int, 'files', 'all', '', 'volume', 1000, 1000)`,
      [week],
    )
  }
  clock.moveTo(new Date('2026-03-16T00:10:00Z'))
  const look = async () => (await shop.ended((await shop.admin.ask('POST', '/quality/look')).json<Job>().id)).job.result
  expect(await look()).toMatchObject({ days: 1 })
  expect(await look()).toMatchObject({ days: 0 })
  const board = await shop.get<QualityBoard>('/quality/board?days=7')
  expect(board.measuredTo).toBe('2026-03-15')
  const share = (dimension: string) => board.sources.find((one) => one.source === 'files' && one.dimension === dimension)
  expect(share('volume')).toMatchObject({ checked: 50 })
  // Two rows of the import with codes came in after all, one did not; and what was paid before it was ordered.
  expect(share('validity')).toMatchObject({ checked: 50, passed: 48 })
  expect(share('consistency')).toMatchObject({ checked: 50, passed: 49 })
  expect(board.sources.find(({ name }) => name === 'Till')).toBeDefined()
  expect(board.fields).toContainEqual(expect.objectContaining({ scope: 'order-lines', field: 'productId', dimension: 'completeness' }))
  expect(board.anomalies).toMatchObject([{ day: '2026-03-15', source: 'files', dimension: 'volume', value: 50, expected: 1000 }])
  const { rows } = await pg.query("SELECT payload FROM signals WHERE kind = 'quality-anomaly' AND reader = 'watch'")
  expect(rows).toMatchObject([{ payload: { day: '2026-03-15', source: 'files', dimension: 'volume' } }])
})

test('the dictionary says what metrics and fields mean, where they are used and who answers for them', async () => {
  const all = await shop.get<Dictionary>('/dictionary')
  expect(all.consistency.reading).toBe(all.consistency.all)
  expect(all.items.find(({ id }) => id === 'field:orders.orderId')).toMatchObject({ kind: 'field', owner: '' })
  const set = await shop.admin.ask('PUT', '/dictionary/owners', { entry: 'metric:revenue', owner: ' Finance ' })
  expect(set.statusCode).toBe(204)
  const { items } = await shop.get<Dictionary>('/dictionary?search=revenue')
  expect(items.find(({ id }) => id === 'metric:revenue')).toMatchObject({ owner: 'Finance', history: [{ version: '3' }] })
  expect((await shop.admin.ask('PUT', '/dictionary/owners', { entry: 'metric:none', owner: 'x' })).statusCode).toBe(404)
})
