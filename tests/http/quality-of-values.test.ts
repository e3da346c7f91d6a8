import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadEvents } from '#collect/tracking/load-events.ts'
import type { Job, QuarantinedRecord } from '#http/collect/data-schemas.ts'
import type { QualityBoard } from '#http/quality/quality-board-schemas.ts'
import type { FlaggedRecord, QualityRuleState, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T23:30:00Z'))
let shop: ShopServer
let headers: Record<string, string>

beforeAll(async () => {
  shop = await openShopServer(clock)
  const source = await shop.admin.ask('POST', '/sources', { name: 'Core', kind: 'web', userIdKind: 'member_number' })
  headers = { authorization: `Basic ${Buffer.from(`${source.json<{ writeKey: string }>().writeKey}:`).toString('base64')}` }
})
afterAll(async () => {
  await shop?.close()
})

const bring = async (name: string, kind: 'measures' | 'feedback' | 'accounts', ...lines: string[]) =>
  (await shop.ended((await shop.startImport(name, lines.join('\n'), kind)).id)).job.result
const send = async (url: string, payload: unknown) =>
  await shop.server.app.inject({
    method: 'POST',
    url,
    headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  })
const flagged = async (rule: string) =>
  (await shop.get<{ items: FlaggedRecord[] }>(`/quality/flags?ruleId=${rule}`)).items.map(({ origin, masked }) => `${origin} ${masked}`)

const RULES = [
  { id: 'negative', scope: 'measures', kind: 'sequence', field: 'value', order: 'not-before', other: '0', action: 'quarantine' },
  { id: 'far', scope: 'measures', kind: 'outlier', field: 'value', method: 'mad', cutoff: 6, action: 'flag' },
  { id: 'topic', scope: 'feedback', kind: 'reference', field: 'topic', values: ['delivery', 'product'], action: 'flag' },
  { id: 'nobody', scope: 'feedback', kind: 'missing', field: 'customer', action: 'quarantine' },
  { id: 'nameless', scope: 'accounts', kind: 'missing', field: 'accountName', action: 'flag' },
  { id: 'plan', scope: 'accounts', kind: 'reference', field: 'attribute:plan', values: ['gold', 'silver'], action: 'quarantine' },
  { id: 'role', scope: 'account-members', kind: 'missing', field: 'role', action: 'flag' },
].map((rule) => ({ name: '', ...rule }))

test('values, answers and accounts in files are judged by the same rules, and every row is accounted for', async () => {
  const saved = await shop.admin.ask('PUT', '/quality/rules', { base: 0, rules: { rules: RULES } })
  expect([saved.statusCode, saved.statusCode === 200 ? '' : saved.body]).toEqual([200, ''])
  const usual = Array.from({ length: 40 }, (_, i) => `139000020${10 + i},balance,${1_000 + i * 5},2026-03-01`)
  expect(
    await bring('balances.csv', 'measures', 'phone,measure,value,measured_at', ...usual, '13900003001,balance,-5,2026-03-01'),
  ).toMatchObject({ rows: 41, stored: 40, quarantined: 1 })
  const wide = await bring(
    'wide.csv',
    'measures',
    'phone,measured_at,seats,balance',
    '13900003002,2026-03-02,3,-1',
    '13900003003,2026-03-02,4,900',
  )
  expect(wide).toMatchObject({ rows: 2, stored: 1, quarantined: 1 })
  const answers = await bring(
    'answers.csv',
    'feedback',
    'feedback_id,phone,answered_at,kind,score,topic',
    'F1,13900002010,2026-03-02 10:00:00,nps,9,delivery',
    'F2,13900002011,2026-03-02 10:00:00,nps,3,weather',
    'F3,,2026-03-02 10:00:00,nps,3,product',
  )
  expect(answers).toMatchObject({ rows: 3, stored: 2, quarantined: 1 })
  const accounts = await bring(
    'accounts.csv',
    'accounts',
    'account_id,account_name,phone,role,member_since',
    'ACME,Acme,13900002010,Buyer,2026-01-01',
    'ACME,,13900002011,,2026-01-02',
    'SOLO,,,,',
  )
  expect(accounts).toMatchObject({ rows: 3, stored: 3, quarantined: 0 })
  expect([await flagged('topic'), await flagged('nameless'), await flagged('role')]).toEqual([['import weather'], ['import '], ['import ']])
})

test('a record that was refused is corrected and stored, and one that still breaks the rule is not', async () => {
  const { items } = await shop.get<{ items: QuarantinedRecord[] }>('/quarantine')
  const [low] = items.filter(({ field, position }) => field === 'value' && position === 42)
  const replay = (changes: object) => shop.admin.ask('POST', `/quarantine/${low?.id}/replay`, { changes })
  expect((await replay({ value: '-2' })).json()).toMatchObject({ outcome: 'refused', refusal: { reason: 'quality-rule' } })
  expect((await replay({ value: '1100' })).json()).toMatchObject({ outcome: 'stored' })
})

test('a dry run says what rules find in stored values, answers, accounts and their people, and a look marks it', async () => {
  const preview = await shop.admin.ask('POST', '/quality/rules/preview', { rules: { rules: RULES } })
  const found = new Map(preview.json<QualitySurvey>().rules.map((one) => [one.ruleId, one]))
  expect(found.get('negative')).toMatchObject({ judged: 'stored', checked: 43, broken: 0 })
  // The balance of 900 and the seats are no outliers: too few seats to compare.
  expect(found.get('far')).toMatchObject({ judged: 'stored', checked: 42, broken: 0, limits: [{ group: 'balance', count: 42 }] })
  expect(found.get('topic')).toMatchObject({ judged: 'stored', checked: 2, broken: 1, examples: [{ masked: 'weather' }] })
  expect(found.get('nameless')).toMatchObject({ judged: 'stored', checked: 2, broken: 1 })
  expect(found.get('role')).toMatchObject({ judged: 'stored', checked: 2, broken: 1 })
  const { job } = await shop.ended((await shop.admin.ask('POST', '/quality/look')).json<Job>().id)
  expect(job.state).toBe('done')
  expect(await flagged('role')).toEqual(['stored ', 'import '])
})

test('the same rules stand at the API and at events', async () => {
  const measure = (value: number) => ({ phone: '13900002010', measure: 'balance', value, measuredAt: '2026-03-10' })
  const answer = (feedbackId: string, more: object) => ({ feedbackId, kind: 'nps', score: 9, answeredAt: '2026-03-10', ...more })
  expect(
    (await send('/api/v1/measures', [measure(1_050), { ...measure(999_999), measuredAt: '2026-03-11' }, measure(-1)])).json(),
  ).toMatchObject({
    received: 3,
    stored: 2,
    quarantined: 1,
    results: [{}, {}, { reason: 'quality-rule', field: 'value' }],
  })
  expect(await flagged('far')).toEqual(['tracking 999999'])
  const fed = await send('/api/v1/feedback', [answer('A1', { phone: '13900002010', topic: 'weather' }), answer('A2', { topic: 'product' })])
  expect(fed.json()).toMatchObject({ received: 2, stored: 1, quarantined: 1, results: [{}, { reason: 'quality-rule', field: 'customer' }] })
  const account = (accountId: string, more: object) => ({ accountId, ...more })
  const sent = await send('/api/v1/accounts', [
    account('BETA', { accountName: 'Beta', attributes: { plan: 'gold' } }),
    account('GAMMA', { accountName: 'Gamma', attributes: { plan: 'lead' } }),
    account('BETA', { phone: '13900002010' }),
  ])
  expect(sent.json()).toMatchObject({ received: 3, stored: 2, quarantined: 1, results: [{}, { field: 'attribute:plan' }, {}] })
  expect((await flagged('role')).filter((one) => one.startsWith('tracking'))).toHaveLength(1)

  const told = (messageId: string, value: number) => ({
    type: 'track',
    event: 'Measure Recorded',
    userId: 'u1',
    messageId,
    properties: { measure: 'balance', value },
  })
  const group = (messageId: string, traits: object) => ({ type: 'group', groupId: 'DELTA', userId: 'u1', messageId, traits })
  const batch = [
    told('m1', 1_000),
    told('m2', -3),
    told('m3', 888_888),
    group('g1', { name: 'Delta', plan: 'gold' }),
    group('g2', { plan: 'lead' }),
  ]
  expect((await send('/v1/batch', { batch })).statusCode).toBe(200)
  expect(await loadEvents(shop.house.loader)).toMatchObject({ received: 5, stored: 3, quarantined: 2 })
  expect(await flagged('far')).toEqual(['tracking 888888', 'tracking 999999'])
  expect((await flagged('role')).filter((one) => one.startsWith('tracking'))).toHaveLength(2)
  const state = await shop.get<QualityRuleState>('/quality/rules')
  expect(state.fields['measures']?.map(({ name }) => name)).toEqual(['measure', 'unit', 'value', 'measuredAt'])
  expect(state.arrived.find(({ ruleId }) => ruleId === 'negative')).toEqual({ ruleId: 'negative', flagged: 0, quarantined: 4 })
})

test('a day says how complete values and answers are', async () => {
  clock.moveTo(new Date('2026-03-16T00:10:00Z'))
  await shop.ended((await shop.admin.ask('POST', '/quality/look')).json<Job>().id)
  const { fields } = await shop.get<QualityBoard>('/quality/board?days=7')
  expect(fields).toContainEqual(
    expect.objectContaining({ scope: 'feedback', field: 'topic', dimension: 'completeness', checked: 3, passed: 3 }),
  )
  expect(fields.find(({ scope, field }) => scope === 'measures' && field === 'unit')).toMatchObject({ passed: 0 })
})
