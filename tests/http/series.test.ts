import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { SeriesDetail, Series, SeriesTaken } from '#http/collect/series-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-10T03:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop?.close()
})

const send = async (body: object) =>
  (await shop.admin.ask('POST', '/series', body)).json<SeriesTaken & { status?: number; code?: string }>()
const list = async (query = '') => (await shop.get<{ items: Series[] }>(`/series${query}`)).items
const temperature = (at: string, value: number | string, more: object = {}) => ({ series: 'Temperature', unit: '°C', at, value, ...more })
const detail = async () => {
  const [found] = await list()
  return await shop.get<SeriesDetail>(`/series/${found?.id}`)
}

test('values come in once, the same again are duplicates, and a check stores nothing', async () => {
  const values = [temperature('2026-03-01', 8), temperature('2026-03-02', '9.50'), temperature('2026-03-05', 7)]
  expect(await send({ values, dryRun: true })).toMatchObject({
    uploadId: null,
    received: 3,
    stored: 3,
    series: [{ isNew: true, grain: 'day' }],
  })
  expect(await list()).toEqual([])
  expect(await send({ values })).toMatchObject({ received: 3, stored: 3, corrected: 0, duplicates: 0 })
  expect(await send({ values })).toMatchObject({ uploadId: null, received: 3, stored: 0, duplicates: 3 })
  expect(await detail()).toMatchObject({
    name: 'Temperature',
    unit: '°C',
    values: 3,
    firstAt: '2026-03-01',
    lastAt: '2026-03-05',
    newest: 7,
    freshness: 'undeclared',
    points: [
      { at: '2026-03-01', value: 8 },
      { at: '2026-03-02', value: 9.5 },
      { at: '2026-03-05', value: 7 },
    ],
    gaps: [{ from: '2026-03-03', to: '2026-03-04', missing: 2 }],
    corrections: [],
  })
})

test('a later value corrects the earlier one, which stays as history and counts again once the upload is undone', async () => {
  clock.moveTo(new Date(clock.now().getTime() + 3_600_000))
  const corrected = await send({ text: 'day,Temperature (°C)\n2026-03-02,11\n2026-03-05,7\n2026-03-06,6', fileName: 'weather.csv' })
  expect(corrected).toMatchObject({ received: 3, stored: 2, corrected: 1, duplicates: 1 })
  const after = await detail()
  expect(after.points.map(({ value }) => value)).toEqual([8, 11, 7, 6])
  expect(after.corrections).toMatchObject([{ at: '2026-03-02', value: 11, before: 9.5 }])
  expect(after.uploads).toMatchObject([
    { fileName: 'weather.csv', stored: 2 },
    { fileName: '', stored: 3 },
  ])
  expect((await shop.admin.ask('DELETE', `/series-uploads/${corrected.uploadId}`)).statusCode).toBe(204)
  const undone = await detail()
  expect(undone.points.map(({ value }) => value)).toEqual([8, 9.5, 7])
  expect(undone.corrections).toEqual([])
  expect((await shop.admin.ask('DELETE', `/series-uploads/${corrected.uploadId}`)).json()).toMatchObject({
    status: 409,
    code: 'series-upload-undone',
  })
  // What was taken back is no duplicate when it comes again.
  expect(await send({ values: [temperature('2026-03-06', 6)] })).toMatchObject({ stored: 1 })
})

test('what contradicts the series or cannot be read refuses the whole request and stores nothing', async () => {
  const before = (await detail()).values
  const good = temperature('2026-03-07', 5)
  expect(await send({ values: [good, temperature('2026-03-08', 41, { unit: '°F' })] })).toMatchObject({
    status: 409,
    code: 'series-unit',
    params: { row: 2 },
  })
  expect(await send({ values: [good, temperature('2026-03-08 10:00', 4)] })).toMatchObject({ status: 409, code: 'series-grain' })
  expect(await send({ values: [good, temperature('yesterday', 4)] })).toMatchObject({
    status: 400,
    code: 'series-time-wrong',
    params: { row: 2 },
  })
  expect(await send({ values: [{ ...good, customer: 'x' }] })).toMatchObject({ status: 400 })
  expect(await send({ values: [good], text: 'x' })).toMatchObject({ status: 400, code: 'series-empty' })
  expect((await detail()).values).toBe(before)
})

test('a series is late when it should have come, and can be deleted and restored', async () => {
  const { id } = await detail()
  expect((await shop.admin.ask('PATCH', `/series/${id}`, { expectedMinutes: 30 })).statusCode).toBe(204)
  expect((await detail()).freshness).toBe('fresh')
  clock.moveTo(new Date(clock.now().getTime() + 3_600_000))
  expect((await detail()).freshness).toBe('late')
  expect((await shop.admin.ask('DELETE', `/series/${id}`)).statusCode).toBe(204)
  expect(await list()).toEqual([])
  expect(await list('?removed=true')).toMatchObject([{ id, values: 4 }])
  expect(await send({ values: [temperature('2026-03-07', 5)] })).toMatchObject({ status: 409, code: 'series-removed' })
  expect((await shop.admin.ask('PATCH', `/series/${id}`, { removed: false })).statusCode).toBe(204)
  expect(await list()).toMatchObject([{ id, values: 4 }])
  const { items } = await shop.get<{ items: { action: string }[] }>('/audit')
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['series-uploaded', 'series-upload-undone', 'series-expectation-changed', 'series-removed', 'series-restored']),
  )
})

test('hours of one place stand beside those of another', async () => {
  const hour = (place: string, value: number) => ({ series: 'Footfall', place, at: '2026-03-01 10:00', value })
  expect(await send({ values: [hour('S1', 10), hour('S2', 20)] })).toMatchObject({ stored: 2 })
  const found = (await list()).filter(({ name }) => name === 'Footfall')
  expect(found.map(({ place, grain, lastAt, newest }) => [place, grain, lastAt, newest])).toEqual([
    ['S1', 'hour', '2026-03-01T02:00:00.000Z', 10],
    ['S2', 'hour', '2026-03-01T02:00:00.000Z', 20],
  ])
})

test('the forecast is offered what holds everywhere, by local day and as it was known then', async () => {
  // 23:00 and 01:00 in Shanghai are two days, and one in UTC.
  const traffic = (at: string, value: number) => ({ series: 'Traffic', at, value })
  expect(
    await send({ values: [traffic('2026-03-01T15:00:00Z', 4), traffic('2026-03-01T17:00:00Z', 6), traffic('2026-03-01T18:00:00Z', 8)] }),
  ).toMatchObject({ stored: 3 })
  const offered = await shop.house.series.daily('2026-02-28', 6, clock.now())
  const nothing = Number.NaN
  expect(offered.map(({ name, values }) => [name, [...values]])).toEqual([
    ['Temperature', [nothing, 8, 9.5, nothing, nothing, 7]],
    ['Traffic', [nothing, 4, 7, nothing, nothing, nothing]],
  ])
  const [before] = await shop.house.series.daily('2026-02-28', 6, new Date('2026-03-10T02:00:00Z'))
  expect(before?.values.every((value) => Number.isNaN(value))).toBe(true)
})
