import type { StoredMetric } from '#quality/metric-definitions.ts'
import { returnedLineOrCopy, soldLineOrCopy } from './sold-line.ts'

/** Of a line: a sale as `metric-definitions.ts` words it. Goes with COPIES_IF_ASKED in WHERE. */
export const METRIC_SALE = `${soldLineOrCopy()} AS sold`

/** Each figure as an aggregate over order lines that have `sold`. */
export const METRIC_SQL: Readonly<Record<StoredMetric, string>> = {
  lines: 'countIf(sold)',
  invoices: 'uniqExactIf(cityHash64(customer_id, order_id), sold)',
  customers: 'uniqExactIf(customer_id, sold)',
  revenue: 'toString(ifNull(sumIf(project_amount, sold), 0))',
  returns: `uniqExactIf(cityHash64(customer_id, order_id), ${returnedLineOrCopy()})`,
}
