import type { Format } from '../../../format/format.ts'

const MOST_DIGITS = 6

/** A value with the digits that it has: 749, 15.9, 0.00012. */
export function seriesValue(format: Pick<Format, 'decimal'>, value: number): string {
  const [, digits = ''] = value
    .toFixed(MOST_DIGITS)
    .replace(/0{1,6}$/u, '')
    .split('.')
  return format.decimal(value, digits.length)
}
