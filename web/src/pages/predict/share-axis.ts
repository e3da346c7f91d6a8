import { valueAxis } from '../../charts/chart-option.ts'
import type { Tokens } from '../../theme/tokens.ts'

/** An axis of shares from 0 to 100 % with its name. */
export function shareAxis(t: Tokens, percent: (share: number) => string, name: string) {
  return { ...valueAxis(t, percent), min: 0, max: 1, interval: 0.2, name, nameLocation: 'middle' as const, nameGap: 26 }
}

/** The dashed line from corner to corner: what a perfect, or a random, model would draw. */
export function diagonal(t: Tokens) {
  return {
    type: 'line' as const,
    data: [
      [0, 0],
      [1, 1],
    ],
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    lineStyle: { color: t.grey, type: 'dashed' as const, width: 1.5 },
  }
}
