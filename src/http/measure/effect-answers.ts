import type { EffectReport as MeasuredEffect } from '#measure/effect-service.ts'
import type { Answer } from '../shared-schemas.ts'
import type { EffectReport } from './effect-schemas.ts'

/** The true effect of a run, where a demo's simulator knows it. */
export interface DemoTruth {
  readonly runId: string
  readonly lift: number
}

export function effectAnswer(report: MeasuredEffect, truth: DemoTruth | null): Answer<typeof EffectReport> {
  return { ...report, truth: truth?.runId === report.runId ? truth.lift : null }
}
