import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JourneyDetail, JourneyPage, JourneyProblems, JourneyVersions } from '#http/act/journey-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Journeys from draft to end: who may do what when. What their runs do is in journey-runs.test.ts.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z'))
let shop: ShopServer
const CART = {
  name: 'Cart',
  entry: { kind: 'event', event: { name: 'Product Added', where: [] }, key: 'cart_id' },
  steps: [{ id: 'wait', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 1, unit: 'hour' } }, next: null }],
  first: 'wait',
}

beforeAll(async () => {
  shop = await openShopServer(clock, {})
})
afterAll(async () => shop?.close())

const ask = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => shop.admin.ask(method, `/journeys${path}`, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]
const draft = async (more: object = {}) => (await ask('POST', '', { definition: { ...CART, ...more } })).json<JourneyDetail>().journey
const one = (id: string) => shop.get<JourneyDetail>(`/journeys/${id}`)

test('a draft is kept as it was given, found by its name, and deleted', async () => {
  const made = await draft({ audience: { field: 'customer.region', op: 'in', values: ['Shanghai'] } })
  expect(made).toMatchObject({ state: 'draft', version: 1, liveVersion: null, definition: { ...CART, holdout: 0.1, windowDays: 14 } })
  expect(made.audienceSentence.en).toContain('Shanghai')
  expect((await one(made.id)).journey).toEqual(made)
  const found = await shop.get<JourneyPage>('/journeys?q=car&state=draft')
  expect(found.items.map(({ id }) => id)).toEqual([made.id])
  expect((await ask('DELETE', `/${made.id}`)).statusCode).toBe(204)
  expect(outcome(await ask('DELETE', `/${made.id}`))).toEqual([404, 'journey-not-found'])
})

test('what keeps it from going live is told, and refused', async () => {
  const { id } = await draft({ steps: [], first: null })
  const { problems } = await one(id)
  expect(problems.map(({ code }) => code)).toContain('no-steps')
  expect(outcome(await ask('POST', `/${id}/publish`, { version: 1 }))).toEqual([409, 'journey-wrong'])
  const checked = (
    await ask('POST', `/${id}/check`, { definition: { ...(await one(id)).journey.definition, ...CART } })
  ).json<JourneyProblems>()
  expect(checked.problems).toEqual([])
  expect(outcome(await ask('POST', '', { definition: { ...CART, audience: { field: 'customer.nothing', op: 'set' } } }))[0]).toBe(400)
})

test('of two that save at once the second is told; a live one is edited as the draft of its next version', async () => {
  const made = await draft()
  const saved = (name: string, base: number) => ask('PUT', `/${made.id}`, { base, definition: { ...made.definition, name } })
  expect((await saved('Second', 1)).json<JourneyDetail>().journey).toMatchObject({ version: 2, state: 'draft' })
  expect(outcome(await saved('Late', 1))).toEqual([409, 'journey-changed'])
  expect(outcome(await ask('POST', `/${made.id}/publish`, { version: 1 }))).toEqual([409, 'journey-changed'])
  expect((await ask('POST', `/${made.id}/publish`, { version: 2 })).json()).toMatchObject({ journey: { state: 'live', liveVersion: 2 } })
  expect((await saved('Third', 2)).json()).toMatchObject({ journey: { state: 'live', version: 3, liveVersion: 2 } })
  expect((await saved('Fourth', 3)).json()).toMatchObject({ journey: { version: 4, liveVersion: 2 } })
  const { versions } = await shop.get<JourneyVersions>(`/journeys/${made.id}/versions`)
  expect(versions.map(({ version, publishedAt }) => [version, publishedAt !== null])).toEqual([
    [4, false],
    [2, true],
  ])
  expect(outcome(await ask('DELETE', `/${made.id}`))).toEqual([409, 'journey-not-draft'])
})

test('it is paused, resumed and ended for a reason, and cloned to go on', async () => {
  const { id } = await draft()
  expect(outcome(await ask('POST', `/${id}/pause`))).toEqual([409, 'journey-not-running'])
  await ask('POST', `/${id}/publish`, { version: 1 })
  expect((await ask('POST', `/${id}/pause`)).json()).toMatchObject({ journey: { state: 'paused' } })
  expect((await ask('POST', `/${id}/resume`)).json()).toMatchObject({ journey: { state: 'live', pausedAt: null } })
  expect(outcome(await ask('POST', `/${id}/end`, { reason: ' ' }))).toEqual([400, 'journey-end-reason'])
  expect((await ask('POST', `/${id}/end`, { reason: 'Spring is over' })).json()).toMatchObject({
    journey: { state: 'ended', endReason: 'Spring is over' },
  })
  expect(outcome(await ask('POST', `/${id}/publish`, { version: 1 }))).toEqual([409, 'journey-ended'])
  expect((await ask('POST', `/${id}/clone`, { name: 'Summer' })).json()).toMatchObject({
    journey: { state: 'draft', version: 1, definition: { name: 'Summer', first: 'wait' } },
  })
})

test('all of them are stopped at once', async () => {
  const made = await draft()
  await ask('POST', `/${made.id}/publish`, { version: 1 })
  expect(outcome(await ask('POST', '/stop-all', { reason: '' }))).toEqual([400, 'journey-end-reason'])
  const stopped = (await ask('POST', '/stop-all', { reason: 'Wrong prices' })).json<{ journeys: number }>()
  expect(stopped.journeys).toBeGreaterThan(0)
  expect((await one(made.id)).journey).toMatchObject({ state: 'ended', endReason: 'Wrong prices' })
  expect((await shop.get<JourneyPage>('/journeys?state=live')).items).toEqual([])
})
