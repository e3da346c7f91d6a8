import type { Generated, JSONColumnType } from 'kysely'

/** Versions of tracking plans. */
export interface TrackingPlansTable {
  scope: string
  version: number
  plan: JSONColumnType<object, string, string> | null
  author: string
  note: Generated<string>
  created_at: Date
}

/** Messages that are not what the tracking plan says, counted. */
export interface PlanViolationsTable {
  id: string
  source: string
  day: string
  kind: string
  type: string
  event: string
  property: string
  count: number
  quarantined: number
  example: Buffer | null
}
