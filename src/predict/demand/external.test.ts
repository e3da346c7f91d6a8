import { expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { chooseExternal } from './choose-external.ts'
import { learnExternalEffect } from './external-effect.ts'
import { demandOrigins } from './back-test-demand.ts'

const DAYS = 500
const HORIZON = 30
const FIRST = '2025-01-06'
const rng = new Rng(7)
const noise = Array.from({ length: DAYS + HORIZON }, () => rng.normal())
/** Warm and cold spells of some days on top of a year. */
const weather = Float64Array.from(
  { length: DAYS + HORIZON },
  (_, t) => 15 + 8 * Math.sin(t / 58) + 5 * Math.sin(t * 0.55) + 2 * (noise[t] as number),
)
const dice = Float64Array.from({ length: DAYS + HORIZON }, () => rng.normal())
const base = (t: number) => 400 * (1 + 0.25 * (t % 7 > 4 ? 1 : 0)) * Math.exp(0.03 * Math.sin(t * 7.3) + 0.02 * Math.cos(t * 3.1))
/** A degree above what is usual sells 4 % more. */
const sales = Float64Array.from({ length: DAYS }, (_, t) =>
  Math.round(base(t) * Math.exp(0.04 * ((weather[t] as number) - 15 - 8 * Math.sin(t / 58)))),
)
const none = new Float64Array(DAYS + HORIZON).fill(1)
const origins = demandOrigins({ firstDay: FIRST, days: DAYS, products: [], stores: [] })
const series = (id: string, values: Float64Array) => ({ id, name: id, unit: '', values })
const choose = (...all: ReturnType<typeof series>[]) => chooseExternal(sales, FIRST, all, { phases: [], origins, horizon: HORIZON })

it('learns how much more a day sells above the usual level of the series, and nothing from chance', () => {
  const effect = learnExternalEffect(sales, none, weather, { days: DAYS + HORIZON, isAhead: true })
  const spread = Math.sqrt(weather.reduce((sum, value, t) => sum + (value - 15 - 8 * Math.sin(t / 58)) ** 2, 0) / weather.length)
  expect(Math.log(effect?.perDeviation ?? 1) / spread).toBeGreaterThan(0.032)
  expect(Math.log(effect?.perDeviation ?? 1) / spread).toBeLessThan(0.048)
  expect(learnExternalEffect(sales, none, dice, { days: DAYS, isAhead: false })).toBeNull()
  expect(learnExternalEffect(sales, none, new Float64Array(DAYS).fill(3), { days: DAYS, isAhead: false })).toBeNull()
  expect(learnExternalEffect(sales.slice(0, 60), none, weather, { days: 90, isAhead: true })).toBeNull()
})

it('gives no day ahead an effect of a series that only has its past', () => {
  const effect = learnExternalEffect(sales, none, weather, { days: DAYS + HORIZON, isAhead: false })
  expect([...(effect?.factors.subarray(DAYS) ?? [])]).toEqual(Array.from({ length: HORIZON }, () => 1))
  expect(new Set(effect?.factors.subarray(0, DAYS)).size).toBeGreaterThan(100)
})

it('uses the series that made later days more certain, says by how much, and leaves out the others', () => {
  const { used, outcomes } = choose(series('weather', weather), series('dice', dice))
  expect(used.map(({ id }) => id)).toEqual(['weather'])
  expect(outcomes.find(({ id }) => id === 'weather')).toMatchObject({ verdict: 'used', isAhead: true })
  expect(outcomes.find(({ id }) => id === 'weather')?.gain).toBeGreaterThan(0.3)
  expect(outcomes.find(({ id }) => id === 'dice')).toMatchObject({ verdict: 'unclear', perDeviation: null, gain: null })
})

it('does not take a series twice, and knows when there is too little to test', () => {
  const { used } = choose(series('weather', weather), series('again', weather.slice()))
  expect(used).toHaveLength(1)
  const early = chooseExternal(sales.slice(0, 100), FIRST, [series('weather', weather.slice(0, 130))], {
    phases: [],
    origins: [70],
    horizon: HORIZON,
  })
  expect(early.used).toEqual([])
  expect(['untested', 'unclear']).toContain(early.outcomes[0]?.verdict)
  expect(choose()).toEqual({ used: [], outcomes: [] })
})
