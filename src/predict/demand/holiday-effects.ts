import type { CalendarPhase } from './demand-calendar.ts'
import { daysBetween } from '#kernel/local-day.ts'

/** The effect of a holiday on sales, estimated from earlier years. */
export interface HolidayEffect {
  readonly key: string
  /** Sales on its days divided by those of ordinary days with the same weekdays; 1 is no effect. */
  readonly factor: number
  /** Number of past occurrences. */
  readonly seen: number
}

export interface HolidayEffects {
  readonly effects: ReadonlyMap<string, HolidayEffect>
  /** The product of all effects on each day, also on days after the sales; 1 when unknown. */
  readonly factors: Float64Array
}

/** Days on either side from which the ordinary level is estimated. */
const AROUND = 35
/** Minimum number of ordinary days on both sides. */
const ORDINARY = 14
/** Minimum size of an effect in standard errors. */
const CLEAR = 2
/** Minimum number of ordinary stretches to estimate how far sales vary by chance. */
const STRETCHES = 5

/**
 * Estimates holiday effects from one long series of daily sales (the total; NaN on closed days) that begins on `first`: the sum over a
 * holiday's days compared with the sales expected, weekday by weekday, from ordinary days within five weeks on both sides. Long stretches are
 * estimated before the short ones within them, which then count on top. An effect is kept only when it is clear: at least twice
 * the spread of ordinary stretches of the same length. It is shrunk towards 1 by its uncertainty.
 * @param days length of the factors, at least that of the sales
 */
export function learnHolidayEffects(units: Float64Array, first: string, phases: readonly CalendarPhase[], days: number): HolidayEffects {
  const spans = phases.map((phase) => ({ key: phase.key, from: daysBetween(first, phase.from), to: daysBetween(first, phase.to) }))
  const shop = new OrdinarySales(units, spans)
  const factors = new Float64Array(days).fill(1)
  const effects = new Map<string, HolidayEffect>()
  const groups = Map.groupBy(
    spans.toSorted((a, b) => b.to - b.from - (a.to - a.from)),
    ({ key }) => key,
  )
  for (const [key, group] of groups) {
    const ratios = group.flatMap(({ from, to }) => shop.logRatio(from, to, factors) ?? [])
    if (ratios.length === 0) continue
    const length = Math.max(...group.map(({ from, to }) => to - from + 1))
    const mean = ratios.reduce((sum, value) => sum + value, 0) / ratios.length
    const error = shop.spread(length) / Math.sqrt(ratios.length)
    if (!(error > 0) || Math.abs(mean) < CLEAR * error) continue
    const factor = Math.exp(mean * (1 - (error * error) / (mean * mean)))
    effects.set(key, { key, factor, seen: ratios.length })
    for (const { from, to } of group) {
      for (let t = Math.max(0, from); t <= Math.min(days - 1, to); t += 1) factors[t] = (factors[t] as number) * factor
    }
  }
  return { effects, factors }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Expected sales of days outside all holidays. */
class OrdinarySales {
  readonly #units: Float64Array
  readonly #ordinary: Uint8Array
  readonly #week: Float64Array

  constructor(units: Float64Array, spans: readonly Span[]) {
    this.#units = units
    this.#ordinary = Uint8Array.from(units, (value) => (Number.isFinite(value) ? 1 : 0))
    for (const { from, to } of spans) {
      for (let t = Math.max(0, from); t <= Math.min(units.length - 1, to); t += 1) this.#ordinary[t] = 0
    }
    this.#week = this.#weekProfile()
  }

  /** log(sold / expected) over the days from `from` to `to`; null without enough ordinary days on both sides. */
  logRatio(from: number, to: number, known?: Float64Array): number | null {
    if (from < ORDINARY || to + ORDINARY >= this.#units.length) return null
    const before = this.#level(from - AROUND, from - 1)
    const after = this.#level(to + 1, to + AROUND)
    if (before === null || after === null) return null
    let sold = 0
    let expected = 0
    for (let t = from; t <= to; t += 1) {
      const value = this.#units[t] as number
      if (!Number.isFinite(value)) continue
      sold += value
      expected += ((before + after) / 2) * (this.#week[t % 7] as number) * (known === undefined ? 1 : (known[t] as number))
    }
    // Half a unit keeps a day without sales from an infinite effect.
    return expected > 0 ? Math.log((sold + 0.5) / (expected + 0.5)) : null
  }

  /** Spread of ordinary stretches of `length` days around the expected sales (root mean square of the log ratio); NaN when there are too few. */
  spread(length: number): number {
    let squares = 0
    let count = 0
    for (let from = ORDINARY; from + length + ORDINARY <= this.#units.length; from += Math.max(3, length >> 1)) {
      if (this.#ordinary.subarray(from, from + length).includes(0)) continue
      const ratio = this.logRatio(from, from + length - 1)
      if (ratio === null) continue
      squares += ratio * ratio
      count += 1
    }
    return count < STRETCHES ? Number.NaN : Math.sqrt(squares / count)
  }

  #level(from: number, to: number): number | null {
    let sold = 0
    let weight = 0
    let days = 0
    for (let t = Math.max(0, from); t <= Math.min(to, this.#units.length - 1); t += 1) {
      if (this.#ordinary[t] === 0) continue
      sold += this.#units[t] as number
      weight += this.#week[t % 7] as number
      days += 1
    }
    return days >= ORDINARY && weight > 0 ? sold / weight : null
  }

  #weekProfile(): Float64Array {
    const sums = new Float64Array(7)
    const counts = new Float64Array(7)
    for (let t = 0; t < this.#units.length; t += 1) {
      if (this.#ordinary[t] === 0) continue
      sums[t % 7] = (sums[t % 7] as number) + (this.#units[t] as number)
      counts[t % 7] = (counts[t % 7] as number) + 1
    }
    const means = sums.map((sum, k) => sum / Math.max(1, counts[k] as number))
    const mean = means.reduce((sum, value) => sum + value, 0) / 7
    return mean > 0 ? means.map((value) => value / mean) : means.fill(1)
  }
}
