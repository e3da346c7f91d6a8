import type { EffectReport } from '#measure/effect-service.ts'
import type { Overview } from '../overview/overview-schemas.ts'

/** What the newest run with a result has kept: customers and money beyond the control group, with intervals. Null until there is one. */
export function retainedHeadline(reports: readonly EffectReport[]): Overview['retained'] {
  for (const report of reports.toSorted((a, b) => b.asOf.getTime() - a.asOf.getTime())) {
    const { overall } = report
    if (overall.verdict === 'not_yet' || overall.lift === null || overall.extraCustomers === null) continue
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

/** When the first of the runs that are still being measured ends. Null while none is. */
export function nextResultAt(reports: readonly EffectReport[]): Date | null {
  const ends = reports.filter(({ overall }) => overall.verdict === 'not_yet').map(({ windowEndsAt }) => windowEndsAt)
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}
