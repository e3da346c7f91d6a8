import type { Reason } from '#http/shared-schemas.ts'

export interface WaterfallStep {
  /** 'base', a feature's name, 'rest' or 'total'. */
  key: string
  from: number
  to: number
}

const logistic = (logOdds: number) => 1 / (1 + Math.exp(-logOdds))

/**
 * The way from the base risk to one customer's risk, as probabilities. Contributions add up in log-odds; the strongest `keep` are
 * walked one after the other, the others are taken together as 'rest', and the last step ends at `probability`.
 */
export function waterfall(baseLogOdds: number, reasons: readonly Reason[], probability: number, keep = 6): WaterfallStep[] {
  const strongest = [...reasons].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, keep)
  const steps: WaterfallStep[] = [{ key: 'base', from: 0, to: logistic(baseLogOdds) }]
  let logOdds = baseLogOdds
  for (const reason of strongest) {
    const from = logistic(logOdds)
    logOdds += reason.contribution
    steps.push({ key: reason.feature, from, to: logistic(logOdds) })
  }
  const reached = logistic(logOdds)
  if (Math.abs(reached - probability) > 0.002) steps.push({ key: 'rest', from: reached, to: probability })
  steps.push({ key: 'total', from: 0, to: probability })
  return steps
}
