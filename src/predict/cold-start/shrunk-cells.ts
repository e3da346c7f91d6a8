import type { ColdCell } from './cold-start-model.ts'

/** Between the values of a key. */
export const KEY_SEPARATOR = '\u001f'

/** Shares of labels with one customer spread evenly over them, so that nothing is impossible. */
export function rootCell(counts: readonly number[]): ColdCell {
  const n = sum(counts)
  return { n, shares: counts.map((count) => (count + 1 / counts.length) / (n + 1)) }
}

/** Shares of a group, drawn towards those of the group that it is part of as if `weight` customers of that had been seen in it (Jelinek and Mercer 1980). */
export function shrunkCell(counts: readonly number[], parent: ColdCell, weight: number): ColdCell {
  const n = sum(counts)
  return { n, shares: counts.map((count, i) => (count + weight * (parent.shares[i] ?? 0)) / (n + weight)) }
}

/** Logarithmic loss of customers with these outcomes, added up, in nats. */
export function lossOf(counts: readonly number[], { shares }: ColdCell): number {
  return counts.reduce((loss, count, i) => (count === 0 ? loss : loss - count * Math.log(shares[i] ?? 0)), 0)
}

/** The most likely label; of equal ones the first. */
export function likeliest(shares: readonly number[]): number {
  return shares.reduce((best, share, i) => (share > (shares[best] ?? 0) ? i : best), 0)
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
