import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantsOfLocalTime, localMinutes, nextLocalTime, weekStart } from './local-time.ts'

const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'UTC']

describe('times of the clock on the wall', () => {
  it('finds no, one or two instants where the clock is changed', () => {
    const at = (day: string, minutes: number) => instantsOfLocalTime(day, minutes, 'Europe/Berlin').map((found) => found.toISOString())
    // Forward at 02:00 on 2026-03-29: 02:30 does not exist, and is taken as the change itself.
    expect(at('2026-03-29', 150)).toEqual(['2026-03-29T01:00:00.000Z'])
    // Back at 03:00 on 2026-10-25: 02:30 comes twice.
    expect(at('2026-10-25', 150)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
    expect(at('2026-06-01', 600)).toEqual(['2026-06-01T08:00:00.000Z'])
  })

  it('answers the next time a clock shows it, also past midnight', () => {
    const from = new Date('2026-06-01T20:30:00Z')
    expect(nextLocalTime(from, 8 * 60, 'Asia/Shanghai').toISOString()).toBe('2026-06-02T00:00:00.000Z')
  })

  it('shows the time that was asked for, or the first after a skipped one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 1439 }),
        fc.date({ min: new Date('2010-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (zone, minutes, from) => {
          const found = nextLocalTime(from, minutes, zone)
          const shown = localMinutes(found, zone)
          const waited = found.getTime() - from.getTime()
          return waited >= 0 && waited <= 51 * 3_600_000 && (shown === minutes || (shown > minutes && shown - minutes <= 120) || shown < 61)
        },
      ),
      { numRuns: 500 },
    )
    expect(weekStart('2026-12-06')).toBe('2026-11-30')
  })
})
