import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { CalendarYear, OwnDay } from '#http/collect/calendar-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

let shop: ShopServer

beforeAll(async () => {
  // New Year's Eve in New York, and 2026 already in the shop's time zone.
  shop = await openShopServer(new ManualClock(new Date('2025-12-31T17:00:00Z')))
})
afterAll(async () => {
  await shop?.close()
})

test('the calendar has the holidays of the project’s country, this year by the clock of the shop', async () => {
  const year = await shop.get<CalendarYear>('/calendar')
  expect(year).toMatchObject({ year: 2026, country: 'CN', countrySource: 'time-zone', official: true, own: [] })
  expect(year.countries).toContain('SG')
  expect(year.days.find(({ day }) => day === '2026-02-14')).toMatchObject({ kind: 'workday', basis: 'announced' })
  expect((await shop.get<CalendarYear>('/calendar?year=2040')).official).toBe(false)
  expect((await shop.admin.ask('GET', '/calendar?year=1800')).json()).toMatchObject({ status: 400, code: 'calendar-year-wrong' })
})

test('another country is chosen and left again; one that there is no calendar of is refused', async () => {
  const chosen = await shop.admin.ask('PUT', '/calendar/country', { country: 'jp' })
  expect(chosen.json()).toMatchObject({ country: 'JP', countrySource: 'calendar', official: false })
  const refused = await shop.admin.ask('PUT', '/calendar/country', { country: 'ZZ' })
  expect(refused.json()).toMatchObject({ status: 400, code: 'calendar-country-unknown', params: { country: 'ZZ' } })
  expect((await shop.admin.ask('PUT', '/calendar/country', { country: null })).json()).toMatchObject({ country: 'CN' })
})

test('own days are entered, known to quality and forecast, and removed; each of it audited', async () => {
  const entered = await shop.admin.ask('POST', '/calendar/days', { name: '店庆', kind: 'event', from: '2026-03-20', to: '2026-03-22' })
  expect(entered.statusCode).toBe(201)
  const { id } = entered.json<OwnDay>()
  const again = await shop.admin.ask('POST', '/calendar/days', { name: '店庆', kind: 'event', from: '2026-03-20' })
  expect(again.json()).toMatchObject({ status: 409, code: 'calendar-day-exists' })
  const wrong = await shop.admin.ask('POST', '/calendar/days', { name: 'x', kind: 'event', from: '2026-02-30' })
  expect(wrong.json()).toMatchObject({ status: 400, code: 'calendar-date-wrong' })
  expect((await shop.admin.ask('POST', '/calendar/days', { name: 'x', kind: 'event', day: '2026-02-20' })).statusCode).toBe(400)
  const { own, days } = await shop.get<CalendarYear>('/calendar?year=2026')
  expect(own).toEqual([{ id, name: '店庆', kind: 'event', from: '2026-03-20', to: '2026-03-22' }])
  expect(days.filter(({ basis }) => basis === 'own')).toHaveLength(3)
  const special = await shop.house.calendar.specialDays('2026-03-01', '2026-04-05')
  expect([...special].toSorted()).toEqual(['2026-03-20', '2026-03-21', '2026-03-22', '2026-04-04', '2026-04-05'])
  expect((await shop.admin.ask('DELETE', `/calendar/days/${id}`)).statusCode).toBe(204)
  expect((await shop.admin.ask('DELETE', `/calendar/days/${id}`)).statusCode).toBe(404)
  const { items } = await shop.get<{ items: { action: string }[] }>('/audit')
  const actions = items.map(({ action }) => action)
  expect(actions).toEqual(expect.arrayContaining(['calendar-country-set', 'calendar-day-added', 'calendar-day-removed']))
})
