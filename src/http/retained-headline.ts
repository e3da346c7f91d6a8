import type { EffectReport } from './schemas/effect.ts'
import type { Overview } from './schemas/overview.ts'

/** What the newest run that can say anything has kept: customers and money beyond the control group, with intervals. Null until one can. */
export function retainedHeadline(reports: readonly EffectReport[]): Overview['retained'] {
  for (const report of reports.toSorted((a, b) => b.asOf.localeCompare(a.asOf))) {
    const { overall } = report
    if (overall.lift === null || overall.extraCustomers === null) continue
    const each = overall.revenuePerCustomer
    const revenue =
      each === null
        ? null
        : { estimate: each.estimate * overall.treated, low: each.low * overall.treated, high: each.high * overall.treated }
    return {
      runId: report.runId,
      customers: overall.extraCustomers,
      lift: overall.lift,
      verdict: overall.verdict,
      revenue,
      currency: report.currency,
    }
  }
  return null
}
