import { expect, it } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { HolidayCalendar, type OwnDayStore } from './holiday-calendar.ts'
import type { OwnDay } from './own-day.ts'

function calendarOf(country: string, source: 'settings' | 'default', timeZone: string) {
  const own: OwnDay[] = []
  const settings = new Map<string, object>()
  const store: OwnDayStore = {
    list: (first, last) => Promise.resolve(own.filter(({ from, to }) => from <= last && to >= first)),
    add: (day) => {
      if (own.some(({ name, from }) => name === day.name && from === day.from)) return Promise.resolve('exists')
      own.push(day)
      return Promise.resolve('added')
    },
    remove: (id) => Promise.resolve(own.splice(own.findIndex((one) => one.id === id) >>> 0, 1)[0] ?? null),
  }
  return new HolidayCalendar({
    store,
    settings: {
      read: (name) => Promise.resolve(settings.get(name) ?? null),
      write: (name, value) => Promise.resolve(void settings.set(name, value)),
    },
    project: { country, timeZone, sourceOf: () => source },
    clock: new ManualClock(new Date('2026-05-01T00:00:00Z')),
  })
}

it('follows the country chosen for the project, else the one of its time zone, until one is chosen for the calendar', async () => {
  expect(await calendarOf('DE', 'settings', 'Asia/Shanghai').country()).toEqual({ country: 'DE', source: 'project' })
  const calendar = calendarOf('CN', 'default', 'Asia/Tokyo')
  expect(await calendar.country()).toEqual({ country: 'JP', source: 'time-zone' })
  await calendar.setCountry(' sg ')
  expect(await calendar.year(2026)).toMatchObject({ country: 'SG', countrySource: 'calendar', official: false })
  await expect(calendar.setCountry('Atlantis')).rejects.toThrow('There is no calendar of "ATLANTIS"')
  await calendar.setCountry(null)
  expect(await calendar.country()).toMatchObject({ source: 'time-zone' })
})

it('has the company’s own days beside the public ones, cut to the year, each once', async () => {
  const calendar = calendarOf('CN', 'default', 'Asia/Shanghai')
  const added = await calendar.add({ name: ' 周年庆 ', kind: 'event', from: '2026-12-30', to: '2027-01-03' }, 'anna')
  await calendar.add({ name: 'Stocktaking', kind: 'holiday', from: '2026-06-30' }, 'anna')
  const { days, own } = await calendar.year(2026)
  expect(own.map(({ name }) => name)).toEqual(['周年庆', 'Stocktaking'])
  const ours = days.filter(({ basis }) => basis === 'own').map(({ day, kind }) => [day, kind])
  expect(ours).toEqual([
    ['2026-06-30', 'holiday'],
    ['2026-12-30', 'event'],
    ['2026-12-31', 'event'],
  ])
  const special = await calendar.specialDays('2026-12-29', '2027-01-05')
  expect([...special].toSorted()).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'])
  await expect(calendar.add({ name: '周年庆', kind: 'event', from: '2026-12-30' }, 'anna')).rejects.toThrow('already begins on 2026-12-30')
  expect((await calendar.remove(added.id)).name).toBe('周年庆')
  await expect(calendar.remove(added.id)).rejects.toThrow('There is no such day any more')
})

it('refuses names, days and stretches that cannot be meant', async () => {
  const calendar = calendarOf('CN', 'default', 'Asia/Shanghai')
  const add = (change: object) => calendar.add({ name: 'Sale', kind: 'event', from: '2026-06-01', ...change }, 'anna')
  await expect(add({ name: ' ' })).rejects.toThrow('Give the day a name')
  await expect(add({ from: '2026-02-30' })).rejects.toThrow('"2026-02-30" is no day')
  await expect(add({ to: '1999-01-01' })).rejects.toThrow('"1999-01-01" is no day')
  await expect(add({ to: '2026-05-31' })).rejects.toThrow('are 0 days')
  await expect(add({ to: '2026-08-30' })).rejects.toThrow('are 91 days')
  await expect(calendar.year(1990)).rejects.toThrow('between 2014 and 2049')
})
