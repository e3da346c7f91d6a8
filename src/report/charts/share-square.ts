import type { Pen } from '../pen.ts'
import { INK, LABEL, valueAxis } from './chart-style.ts'

/** A plain line through points of [x, y]. */
export function line(data: readonly (readonly number[])[], lineStyle: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { type: 'line', silent: true, clip: false, symbol: 'none', data, lineStyle }
}

/** The dashed line of chance, or of a perfect fit. */
export function diagonal(): Record<string, unknown> {
  return line(
    [
      [0, 0],
      [1, 1],
    ],
    { color: INK.grey, width: 1.5, type: 'dashed' },
  )
}

/** An axis from 0 to 1 in percent. */
export function shareAxis(pen: Pen, name: string): Record<string, unknown> {
  return valueAxis((value) => pen.percent(value), {
    max: 1,
    interval: 0.25,
    name,
    nameLocation: 'middle',
    nameGap: 28,
    nameTextStyle: { ...LABEL, color: INK.faint },
  })
}
