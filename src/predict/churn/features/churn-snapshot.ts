import { hashUnit } from '#kernel/rng.ts'
import type { ChurnFeatureRow } from './churn-features.ts'

/** Labelled customers of one as-of time. */
export interface ChurnSnapshot {
  readonly asOf: Date
  readonly rows: readonly ChurnFeatureRow[]
}

/** Fewer labelled customers of either class than this, and a trained model would be noise (Segment asks for the same). */
export const MINIMUM_OF_EACH_CLASS = 100

/** Rows whose label is 1. */
export function churnersOf(rows: readonly ChurnFeatureRow[]): number {
  return rows.reduce((sum, row) => sum + (row.label ?? 0), 0)
}

/** Whether the rows have enough of both classes to train on. */
export function enoughOfEach(rows: readonly ChurnFeatureRow[]): boolean {
  const churners = churnersOf(rows)
  return churners >= MINIMUM_OF_EACH_CLASS && rows.length - churners >= MINIMUM_OF_EACH_CLASS
}

/** Whether the rows include both a churned and a retained customer. */
export function hasBothClasses(rows: readonly ChurnFeatureRow[]): boolean {
  const churners = churnersOf(rows)
  return churners > 0 && churners < rows.length
}

/** All rows, or those of a share of customers; the same customers in every snapshot. */
export function limited(snapshots: readonly ChurnSnapshot[], maxRows: number): ChurnFeatureRow[] {
  const rows = snapshots.flatMap((snapshot) => snapshot.rows)
  const share = maxRows / rows.length
  return share >= 1 ? rows : rows.filter((row) => hashUnit(`churn-sample/${row.customerId}`) < share)
}
