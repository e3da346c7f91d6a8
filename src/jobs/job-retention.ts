import { DAY_MS } from '#kernel/clock.ts'

/** Days that a job stays in the list after its end: one that failed or was cancelled is looked for longer. */
export const JOBS_KEPT_DAYS = { done: 90, otherwise: 180 } as const

/** The jobs that are kept: those that ended at or after the time for how they ended. */
export interface KeptJobs {
  readonly doneSince: Date
  /** Failed and cancelled ones. */
  readonly otherwiseSince: Date
}

export function keptJobs(now: Date): KeptJobs {
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
  return { doneSince: daysAgo(JOBS_KEPT_DAYS.done), otherwiseSince: daysAgo(JOBS_KEPT_DAYS.otherwise) }
}
