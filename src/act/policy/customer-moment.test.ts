import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuietWindow } from './contact-rules.ts'
import { createCustomerZones, firstOpen, isQuiet, momentOf } from './customer-moment.ts'

const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/St_Johns']
const time = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`)
const window: fc.Arbitrary<QuietWindow> = fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to)
/** Around the days on which clocks are changed in 2026. */
const instant = fc
  .record({
    day: fc.constantFrom('2026-03-08', '2026-03-28', '2026-03-29', '2026-04-04', '2026-10-03', '2026-10-25', '2026-11-01', '2026-06-01'),
    minute: fc.integer({ min: 0, max: 2 * 1440 }),
  })
  .map(({ day, minute }) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000))

describe('the calendar of a customer', () => {
  it('sends text messages in Beijing between 08:00 and 20:00', () => {
    const quiet = { from: '20:00', to: '08:00' }
    const isQuietAt = (iso: string) => isQuiet(new Date(iso), quiet, 'Asia/Shanghai')
    expect([isQuietAt('2026-06-01T11:59:00Z'), isQuietAt('2026-06-01T12:00:00Z'), isQuietAt('2026-06-02T00:00:00Z')]).toEqual([
      false,
      true,
      false,
    ])
    expect(firstOpen(new Date('2026-06-01T15:00:00Z'), quiet, 'Asia/Shanghai').toISOString()).toBe('2026-06-02T00:00:00.000Z')
  })

  it('opens at the first minute that is not quiet, on every day of the year', () => {
    fc.assert(
      fc.property(instant, window, fc.constantFrom(...ZONES), (at, quiet, zone) => {
        const found = firstOpen(at, quiet, zone)
        if (isQuiet(found, quiet, zone)) return false
        for (let earlier = at.getTime(); earlier < found.getTime(); earlier += 60_000)
          if (!isQuiet(new Date(earlier), quiet, zone)) return false
        return true
      }),
      { numRuns: 400 },
    )
    expect(firstOpen(new Date(0), null, 'UTC')).toEqual(new Date(0))
  })

  it.each([
    // Open from 02:00 to 03:00 alone, which that night lacks; and half an hour of it.
    ['Europe/Berlin', '2026-03-28T12:00:00Z', { from: '03:00', to: '02:00' }, '2026-03-30T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-28T12:00:00Z', { from: '02:30', to: '02:00' }, '2026-03-30T00:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-03T12:00:00Z', { from: '02:30', to: '02:00' }, '2026-10-04T15:00:00.000Z'],
    // Asked at the very change.
    ['America/New_York', '2026-03-08T07:00:00Z', { from: '03:00', to: '02:00' }, '2026-03-09T06:00:00.000Z'],
  ])('waits a day more in %s where a night lacks all of its open time', (zone, at, quiet, opens) => {
    expect(firstOpen(new Date(at), quiet, zone).toISOString()).toBe(opens)
  })

  it('opens when the clock is set back out of the window', () => {
    // 02:45 in Berlin, fifteen minutes before it is 02:00 again.
    expect(firstOpen(new Date('2026-10-25T00:45:00Z'), { from: '02:30', to: '08:00' }, 'Europe/Berlin').toISOString()).toBe(
      '2026-10-25T01:00:00.000Z',
    )
  })

  it('takes the zone of the project for a text that is no zone, and says so', () => {
    const zones = createCustomerZones(() => 'Asia/Shanghai')
    expect(zones.zoneOf('Mars/Olympus')).toEqual({ timeZone: 'Asia/Shanghai', isInvalid: true })
    expect(zones.zoneOf('GMT+8')).toEqual({ timeZone: '+08:00', isInvalid: false })
    expect(zones.zoneOf('')).toEqual({ timeZone: 'Asia/Shanghai', isInvalid: false })
    expect(zones.zoneOf('Europe/Berlin')).toEqual({ timeZone: 'Europe/Berlin', isInvalid: false })
  })

  it('counts days of 23 and 25 hours, and weeks from Monday', () => {
    const moment = momentOf('Europe/Berlin', new Date('2026-03-29T12:00:00Z'))
    expect(moment.nextDay.getTime() - moment.dayStart.getTime()).toBe(23 * 3_600_000)
    expect(moment.weekStart.toISOString()).toBe('2026-03-22T23:00:00.000Z')
    expect(moment.nextWeek.toISOString()).toBe('2026-03-29T22:00:00.000Z')
  })
})
