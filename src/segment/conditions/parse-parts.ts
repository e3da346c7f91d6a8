import { DAY_MS } from '#kernel/clock.ts'
import type { Span } from './condition.ts'
import { SPAN_UNITS } from './condition.ts'
import type { ConditionPath } from './condition-errors.ts'
import { tooMany, unknownChoice, wrongDay, wrongShape, wrongSpan } from './condition-errors.ts'
import { CONDITION_LIMITS } from './condition-limits.ts'
import { fixedMs, mostDays } from './condition-window.ts'

/*
 * The small parts of a condition in JSON. Each throws an AppError that names the path.
 */

export function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

/** No other keys: a misspelt one would be a test that nobody makes. */
export function only(given: Record<string, unknown>, keys: readonly string[], path: ConditionPath): void {
  const other = Object.keys(given).find((key) => !keys.includes(key))
  if (other !== undefined) throw unknownChoice(path, other, keys)
}

export function anyOf<const Value extends string>(given: unknown, values: readonly Value[], path: ConditionPath): Value {
  const found = values.find((value) => value === given)
  if (found === undefined) throw unknownChoice(path, given, values)
  return found
}

/** A text that is not empty, of whole characters and without control characters but blanks. */
export function textAt(given: unknown, path: ConditionPath): string {
  if (typeof given !== 'string' || given.trim() === '' || !given.isWellFormed() || /[\u0000-\u0008\u000b-\u001f]/u.test(given)) {
    throw wrongShape(path, 'a text that is not empty')
  }
  if (given.length > CONDITION_LIMITS.text) throw tooMany(path, 'characters', CONDITION_LIMITS.text)
  return given
}

export function numberAt(given: unknown, path: ConditionPath): number {
  if (typeof given !== 'number' || !Number.isFinite(given) || Math.abs(given) > 1e15) throw wrongShape(path, 'a number')
  return given
}

export function dayAt(given: unknown, path: ConditionPath): string {
  if (typeof given !== 'string' || !/^(?:19|20|21)\d\d-\d\d-\d\d$/u.test(given)) throw wrongDay(path, given)
  const time = Date.parse(`${given}T00:00:00Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== given) throw wrongDay(path, given)
  return given
}

/**
 * A span of time.
 *
 * @param kind `fixed`: without months and years, whose length hangs on the day; `days`: of whole days
 */
export function spanAt(given: unknown, path: ConditionPath, kind: 'any' | 'fixed' | 'days' = 'any'): Span {
  if (!isRecord(given)) throw wrongShape(path, '{"n": 30, "unit": "day"}')
  only(given, ['n', 'unit'], path)
  const all = SPAN_UNITS.filter((unit) => {
    if (kind === 'fixed') return unit !== 'month' && unit !== 'year'
    return kind === 'any' || (unit !== 'minute' && unit !== 'hour')
  })
  const span = { n: given['n'] as number, unit: anyOf(given['unit'], all, `${path}.unit`) }
  if (!Number.isSafeInteger(span.n) || span.n <= 0 || mostDays(span) > CONDITION_LIMITS.spanDays)
    throw wrongSpan(path, CONDITION_LIMITS.spanDays)
  return span
}

/** Of two spans, which goes back further: by their length in days. */
export function isLonger(a: Span, b: Span): boolean {
  return (fixedMs(a) ?? mostDays(a) * DAY_MS) > (fixedMs(b) ?? mostDays(b) * DAY_MS)
}
