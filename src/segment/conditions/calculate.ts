import { localDay } from '#kernel/local-day.ts'
import { calendarValue } from './act-calendar.ts'
import type { Calculation } from './condition.ts'
import type { Act } from './dossier.ts'

/** Amounts are added up in millionths, as they are stored, so that no sum hangs on the order. */
const MILLION = 1_000_000

/** @param acts In the order of their time. Returns undefined where there is nothing to work it out of. */
export function calculate(calculation: Calculation, acts: readonly Act[], timeZone: string): number | undefined {
  switch (calculation.fn) {
    case 'count':
      return acts.length
    case 'days':
      return new Set(acts.map(({ at }) => localDay(new Date(at), timeZone))).size
    case 'first':
      return acts[0]?.at
    case 'last':
      return acts.at(-1)?.at
    default:
      return ofNumbers(calculation.fn, numbersOf(acts, calculation.of, timeZone))
  }
}

function ofNumbers(fn: Exclude<Calculation['fn'], 'count' | 'days' | 'first' | 'last'>, numbers: readonly number[]): number | undefined {
  if (fn === 'sum') return sumOf(numbers)
  if (numbers.length === 0) return undefined
  switch (fn) {
    case 'average':
      return sumOf(numbers) / numbers.length
    case 'least':
      return Math.min(...numbers)
    case 'most':
      return Math.max(...numbers)
    case 'earliest':
      return numbers[0]
    case 'latest':
      return numbers.at(-1)
    case 'change':
    case 'growth':
      return changeOf(fn, numbers)
  }
}

/** One number alone has not changed. */
function changeOf(fn: 'change' | 'growth', numbers: readonly number[]): number | undefined {
  const [first, last] = [numbers[0], numbers.at(-1)]
  if (first === undefined || last === undefined || numbers.length < 2) return undefined
  if (fn === 'change') return last - first
  return first === 0 ? undefined : (last - first) / Math.abs(first)
}

/** Acts whose number is not known are left out. */
function numbersOf(acts: readonly Act[], property: string, timeZone: string): number[] {
  return acts
    .map(({ at, properties }) => calendarValue(property, at, timeZone) ?? properties[property])
    .filter((value): value is number => typeof value === 'number')
}

function sumOf(numbers: readonly number[]): number {
  return Number(numbers.reduce((sum, value) => sum + BigInt(Math.floor(value * MILLION + 0.5)), 0n)) / MILLION
}
