import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { chooseHour, EXPLORED, openHours } from './choose-hour.ts'
import { hoursOfAll, priorStrength, shrunkHours, total } from './hour-chances.ts'
import type { Hours } from './hour-chances.ts'

const hours = (of: Readonly<Record<number, number>>): Hours => Array.from({ length: 24 }, (_, hour) => of[hour] ?? 0)
const EVEN = hoursOfAll(hours({}))
const DAY = Array.from({ length: 12 }, (_, i) => i + 8)

/** Draws of hours from chances, some for each member. */
function members(chances: readonly Hours[], each: number, rng: Rng): Hours[] {
  return chances.map((own) => {
    const counts = Array.from({ length: 24 }, () => 0)
    for (let i = 0; i < each; i += 1) {
      let [u, hour] = [rng.next(), 0]
      while (hour < 23 && u >= (own[hour] ?? 0)) {
        u -= own[hour] ?? 0
        hour += 1
      }
      counts[hour] = (counts[hour] ?? 0) + 1
    }
    return counts
  })
}

describe('hours are drawn towards those of a group', () => {
  test('nobody was seen: the hours of the group; often seen: their own', () => {
    const prior = hoursOfAll(hours({ 9: 500 }))
    for (const [hour, chance] of shrunkHours(hours({}), prior, 20).entries()) expect(chance).toBeCloseTo(prior[hour] ?? 0, 12)
    const often = shrunkHours(hours({ 21: 1_000 }), prior, 20)
    expect(often[21]).toBeGreaterThan(0.97)
    expect(total(often)).toBeCloseTo(1, 12)
    expect(shrunkHours(hours({ 21: 2 }), prior, 20)[9]).toBeGreaterThan(0.8)
  })

  test('twenty sightings of a whole shop are not yet its hours', () => {
    const few = hoursOfAll(hours({ 3: 20 }))
    expect(few[3]).toBeCloseTo((20 + 1) / 44, 12)
    expect(total(EVEN)).toBeCloseTo(1, 12)
    expect(EVEN[0]).toBeCloseTo(1 / 24, 12)
  })

  test('what a group says of a member is learned: much where all are alike, little where each has hours of their own', () => {
    const rng = new Rng(7)
    const evening = shrunkHours(hours({ 20: 300, 21: 200, 12: 100 }), EVEN, 1)
    const seen = (chances: readonly Hours[], prior: Hours) => members(chances, 12, rng).map((counts) => ({ counts, prior }))
    const alike = priorStrength(
      seen(
        Array.from({ length: 300 }, () => evening),
        evening,
      ),
    )
    const own = Array.from({ length: 300 }, (_, i) => shrunkHours(hours({ [i % 24]: 1_000 }), EVEN, 1))
    const apart = priorStrength(seen(own, EVEN))
    expect(alike).toBeGreaterThan(100)
    expect(apart).toBeLessThan(2)
    expect(priorStrength([{ counts: hours({ 3: 1 }), prior: EVEN }])).toBe(24)
  })
})

describe('an hour is chosen', () => {
  const evening = shrunkHours(hours({ 19: 50, 18: 40, 3: 500 }), EVEN, 1)

  test('the likeliest of those allowed, with the hour after it', () => {
    const chosen = chooseHour(evening, 'own', DAY, 'run/a', 0)
    expect(chosen).toEqual({ hour: 18, kind: 'own', probability: 1 })
    expect(chooseHour(evening, 'own', [], 'run/a')).toBeNull()
  })

  test('one of twenty is drawn by chance, each hour alike, and the chance is told', () => {
    const drawn = Array.from({ length: 40_000 }, (_, i) => chooseHour(evening, 'alike', DAY, `run/${i}`))
    const random = drawn.filter((one) => one?.kind === 'random')
    expect(random.length / drawn.length).toBeCloseTo(EXPLORED, 2)
    const spread = DAY.map((hour) => random.filter((one) => one?.hour === hour).length)
    expect(Math.min(...spread)).toBeGreaterThan(100)
    expect(Math.max(...spread)).toBeLessThan(240)
    for (const one of drawn.slice(0, 500)) {
      expect(one?.probability).toBeCloseTo(one?.hour === 18 ? 1 - EXPLORED + EXPLORED / 12 : EXPLORED / 12, 12)
    }
    expect(chooseHour(evening, 'own', DAY, 'run/7')).toEqual(chooseHour(evening, 'own', DAY, 'run/7'))
  })
})

describe('hours that are open', () => {
  const until = (from: Date) => new Date(from.getTime() + 24 * 3_600_000)
  const open = (from: string, zone: string, quiet = null as { from: string; to: string } | null) =>
    openHours(new Date(from), until(new Date(from)), zone, quiet)

  test('by day, from now on, and not when it is quiet', () => {
    // Half past two in the afternoon in Shanghai.
    const hours = open('2026-03-18T06:30:00Z', 'Asia/Shanghai', { from: '20:00', to: '09:00' })
    expect(hours.map(({ hour }) => hour)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    expect(hours.find(({ hour }) => hour === 14)?.at).toEqual(new Date('2026-03-18T06:30:00Z'))
    expect(hours.find(({ hour }) => hour === 9)?.at).toEqual(new Date('2026-03-19T01:00:00Z'))
  })

  test('each hour once on the day that lacks one, by the clock of the customer', () => {
    const hours = open('2026-03-29T00:00:00Z', 'Europe/Berlin')
    expect(hours.map(({ hour }) => hour)).toEqual(Array.from({ length: 14 }, (_, i) => i + 8))
    expect(hours[0]?.at).toEqual(new Date('2026-03-29T06:00:00Z'))
  })

  test('of what is left of a day', () => {
    const from = new Date('2026-03-18T12:10:00Z')
    expect(openHours(from, new Date('2026-03-18T16:00:00Z'), 'Asia/Shanghai', null).map(({ hour }) => hour)).toEqual([20, 21])
    expect(openHours(from, from, 'Asia/Shanghai', null)).toEqual([])
  })
})
