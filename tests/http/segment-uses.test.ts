import { afterAll, beforeAll, expect, test } from 'vitest'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { JourneyDetail } from '#http/act/journey-schemas.ts'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import type { SavedSegment, SegmentUses } from '#http/segment/saved-segment-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Where a segment is used is told before it is put away.

const REPEAT = {
  kind: 'repeat',
  every: { kind: 'day' },
  time: '10:00',
  zone: 'project',
  from: '2026-03-20',
  until: null,
  times: null,
  skipHolidays: false,
  everyDays: null,
}
const mail = (zh: string) => ({
  email: { subject: { zh, en: '' }, preheader: { zh: '', en: '' }, body: { kind: 'text', text: { zh, en: '' } } },
})
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(new Date('2026-03-16T04:00:00Z')), {})
})
afterAll(async () => shop?.close())

const post = async <T>(path: string, body: object): Promise<T> => {
  const answer = await shop.admin.ask('POST', path, body)
  expect([answer.statusCode, answer.statusCode < 300 ? '' : answer.body]).toEqual([201, ''])
  return answer.json<T>()
}
const archive = (id: string) => shop.admin.ask('PUT', `/segments/${id}/archived`, { archived: true })
const uses = async (id: string) =>
  (await shop.get<SegmentUses>(`/segments/${id}/uses`)).uses.map(({ kind, id: of, isBlocking }) => `${kind} ${of} ${isBlocking}`).toSorted()

test('it names segments, strategies, journeys, broadcasts, series and contents, and which of them are in the way', async () => {
  const { id } = await post<SavedSegment>('/segments', { name: 'Gold', where: 'customer.region is "上海"' })
  const other = await post<SavedSegment>('/segments', { name: 'Other', where: 'customer.region is "北京"' })
  expect(await uses(id)).toEqual([])
  const outer = await post<SavedSegment>('/segments', { name: 'Outer', condition: { not: { segment: id } } })
  const { audience: _, ...definition } = strategyLibrary('CNY')[0]?.definition ?? { audience: null }
  const strategy = await post<Strategy>('/strategies', { ...definition, audience: { segment: id } })
  const { journey } = await post<JourneyDetail>('/journeys', {
    definition: { name: 'Welcome', entry: { kind: 'segment', segmentId: id, change: 'entered' } },
  })
  const broadcast = (when: object) =>
    post<BroadcastDetail>('/broadcasts', {
      name: 'Spring',
      audience: { segment: id },
      content: null,
      channels: [],
      when,
      holdout: 0.1,
      holdoutWaiver: '',
      expiresHours: 48,
      priority: 50,
      windowDays: 14,
      unitCosts: {},
    })
  const once = await broadcast({ kind: 'now' })
  const series = await broadcast(REPEAT)
  const content = await post<ContentDetail>('/contents', {
    content: {
      name: 'Tea',
      purpose: 'marketing',
      ...mail('新茶'),
      fallbacks: {},
      utm: null,
      variants: [{ id: 'gold', name: 'Gold', when: { segment: id, language: null }, ...mail('金卡') }],
    },
  })
  expect(await uses(id)).toEqual(
    [
      `segment ${outer.id} true`,
      `strategy ${strategy.id} true`,
      `journey ${journey.id} false`,
      `broadcast ${once.broadcast.id} false`,
      `series ${series.broadcast.id} false`,
      `content ${content.id} false`,
    ].toSorted(),
  )
  expect(await uses(other.id)).toEqual([])
  expect((await archive(id)).json<{ code: string }>().code).toBe('segment-in-use')
  expect((await archive(outer.id)).statusCode).toBe(200)
  await shop.admin.ask('PATCH', `/strategies/${strategy.id}`, { state: 'retired' })
  // What is left does not keep it, and is told again.
  const put = (await archive(id)).json<SavedSegment & SegmentUses>()
  expect(put.archivedAt).not.toBeNull()
  expect(put.uses.map(({ kind }) => kind).toSorted()).toEqual(['broadcast', 'content', 'journey', 'series'])
})

test('of a segment that is not there it answers so', async () => {
  const answer = await shop.admin.ask('GET', '/segments/00000000-0000-7000-8000-000000000001/uses')
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'segment-not-found'])
})
