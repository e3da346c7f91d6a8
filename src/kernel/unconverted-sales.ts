import { toMajor } from './money.ts'
import type { Money } from './money.ts'

/** Sales in a currency without a rate on their day, not included in any figure in the project's currency. */
export interface UnconvertedSales {
  readonly amount: Money
  readonly lines: number
}

/** Sums by currency, most lines first: two currencies are never added. */
export function sumUnconverted(sales: readonly UnconvertedSales[]): UnconvertedSales[] {
  const sums = new Map<string, { amount: { minor: number; currency: string }; lines: number }>()
  for (const { amount, lines } of sales) {
    const known = sums.get(amount.currency)
    sums.set(amount.currency, {
      amount: { minor: (known?.amount.minor ?? 0) + amount.minor, currency: amount.currency },
      lines: (known?.lines ?? 0) + lines,
    })
  }
  return [...sums.values()].toSorted((a, b) => b.lines - a.lines || (a.amount.currency < b.amount.currency ? -1 : 1))
}

/** Printed on the command line next to every total that leaves them out; one line each. */
export function unconvertedLines(sales: readonly UnconvertedSales[]): string[] {
  return sales.map(
    ({ amount, lines }) => `not converted  ${toMajor(amount.minor, amount.currency)} ${amount.currency} (${lines} lines): add a rate`,
  )
}
