import type { CalendarPhase } from './demand-calendar.ts'
import { daysBetween } from './local-day.ts'

/** What a holiday did to sales, learned from earlier years. */
export interface HolidayEffect {
  readonly key: string
  /** Sales on its days over those of ordinary days of the same weekdays; 1 is none. */
  readonly factor: number
  /** Years it was seen in. */
  readonly seen: number
}

/** Days on either side that tell the ordinary level. */
const AROUND = 35
/** A holiday is judged when so many ordinary days lie around it, on both sides. */
const ORDINARY = 14
/** An effect counts when it is so many standard errors from none. */
const CLEAR = 2

/** For each of `days` days from `first`: the index of the phase it belongs to, or -1. Where two overlap, the shorter one counts. */
export function phaseOfDays(phases: readonly CalendarPhase[], first: string, days: number): Int16Array {
  const owner = new Int16Array(days).fill(-1)
  const length = (phase: CalendarPhase): number => daysBetween(phase.from, phase.to)
  const order = phases.map((_, i) => i).sort((a, b) => length(phases[b] as CalendarPhase) - length(phases[a] as CalendarPhase))
  for (const i of order) {
    const phase = phases[i] as CalendarPhase
    const from = Math.max(0, daysBetween(first, phase.from))
    const to = Math.min(days - 1, daysBetween(first, phase.to))
    for (let t = from; t <= to; t += 1) owner[t] = i
  }
  return owner
}

/**
 * Learns what holidays did from one long series of daily sales (the total): the sum over a holiday's days against what the ordinary days
 * within five weeks on both sides, weekday by weekday, would have sold. An effect is kept only where it is clear: at least twice the
 * spread that stretches of ordinary days of the same length show, and drawn towards 1 by its uncertainty.
 */
export function learnHolidayEffects(units: Float64Array, owner: Int16Array, phases: readonly CalendarPhase[]): Map<string, HolidayEffect> {
  const n = units.length
  const ordinary = (t: number): boolean => t >= 0 && t < n && (owner[t] as number) < 0 && Number.isFinite(units[t])
  const week = weekProfile(units, ordinary)
  const logRatio = (from: number, to: number): number | null => {
    const before = levelAround(units, week, ordinary, from - AROUND, from - 1)
    const after = levelAround(units, week, ordinary, to + 1, to + AROUND)
    if (before === null || after === null) return null
    let sold = 0
    let expected = 0
    for (let t = from; t <= to; t += 1) {
      const value = units[t] as number
      if (!Number.isFinite(value)) continue
      sold += value
      expected += ((before + after) / 2) * (week[t % 7] as number)
    }
    // Half a unit keeps a closed shop from an infinite effect.
    return expected > 0 ? Math.log((sold + 0.5) / (expected + 0.5)) : null
  }
  const ratios = new Map<string, { readonly values: number[]; length: number }>()
  for (const [i, { key }] of phases.entries()) {
    const from = owner.indexOf(i)
    const to = owner.lastIndexOf(i)
    if (from < 0 || to >= n - ORDINARY) continue
    const ratio = logRatio(from, to)
    if (ratio === null) continue
    const entry = ratios.get(key) ?? { values: [], length: 0 }
    entry.values.push(ratio)
    entry.length = Math.max(entry.length, to - from + 1)
    ratios.set(key, entry)
  }
  const effects = new Map<string, HolidayEffect>()
  for (const [key, { values, length }] of ratios) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const error = ordinarySpread(logRatio, ordinary, n, length) / Math.sqrt(values.length)
    if (!(error > 0) || Math.abs(mean) < CLEAR * error) continue
    const trust = 1 - (error * error) / (mean * mean)
    effects.set(key, { key, factor: Math.exp(mean * trust), seen: values.length })
  }
  return effects
}

/** The factor of each day; 1 where nothing is known. */
export function holidayFactors(owner: Int16Array, phases: readonly CalendarPhase[], effects: ReadonlyMap<string, HolidayEffect>): Float64Array {
  return Float64Array.from(owner, (i) => (i < 0 ? 1 : (effects.get(phases[i]?.key ?? '')?.factor ?? 1)))
}

/** How far the log ratio of ordinary stretches of `length` days strays from 0 (root mean square); NaN with fewer than 5 of them. */
function ordinarySpread(
  logRatio: (from: number, to: number) => number | null,
  ordinary: (t: number) => boolean,
  n: number,
  length: number,
): number {
  let squares = 0
  let count = 0
  for (let from = ORDINARY; from + length + ORDINARY <= n; from += Math.max(3, length >> 1)) {
    let plain = true
    for (let t = from; t < from + length && plain; t += 1) plain = ordinary(t)
    const ratio = plain ? logRatio(from, from + length - 1) : null
    if (ratio === null) continue
    squares += ratio * ratio
    count += 1
  }
  return count < 5 ? Number.NaN : Math.sqrt(squares / count)
}

function levelAround(
  units: Float64Array,
  week: Float64Array,
  ordinary: (t: number) => boolean,
  from: number,
  to: number,
): number | null {
  let sold = 0
  let weight = 0
  let days = 0
  for (let t = from; t <= to; t += 1) {
    if (!ordinary(t)) continue
    sold += units[t] as number
    weight += week[t % 7] as number
    days += 1
  }
  return days >= ORDINARY && weight > 0 ? sold / weight : null
}

function weekProfile(units: Float64Array, ordinary: (t: number) => boolean): Float64Array {
  const sums = new Float64Array(7)
  const counts = new Float64Array(7)
  for (let t = 0; t < units.length; t += 1) {
    if (!ordinary(t)) continue
    sums[t % 7] = (sums[t % 7] as number) + (units[t] as number)
    counts[t % 7] = (counts[t % 7] as number) + 1
  }
  const means = sums.map((sum, k) => sum / Math.max(1, counts[k] as number))
  const mean = means.reduce((sum, value) => sum + value, 0) / 7
  return mean > 0 ? means.map((value) => value / mean) : means.fill(1)
}
