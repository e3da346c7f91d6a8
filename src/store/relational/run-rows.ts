import type { Run } from '#act/journeys/run-ports.ts'

/** A run as its table has it. */
export interface RunRow {
  readonly id: string
  readonly journey_id: string
  readonly version: number
  readonly customer_id: string
  readonly entry_key: string
  readonly is_held_out: boolean
  readonly entered_at: Date
  readonly step_id: string | null
  readonly visit: number
  readonly arrived_at: Date
  readonly waits_since: Date | null
  readonly goal_at: Date | null
  readonly window_ends_at: Date
  readonly lease_owner: string | null
}

export const RUN_COLUMNS =
  'e.id, e.journey_id, e.version, e.customer_id, e.entry_key, e.is_held_out, e.entered_at, e.step_id, e.visit, e.arrived_at, e.waits_since, e.goal_at, e.window_ends_at, e.lease_owner'

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    journeyId: row.journey_id,
    version: row.version,
    customerId: row.customer_id,
    entryKey: row.entry_key,
    isHeldOut: row.is_held_out,
    enteredAt: row.entered_at,
    stepId: row.step_id,
    visit: row.visit,
    arrivedAt: row.arrived_at,
    waitsSince: row.waits_since,
    goalAt: row.goal_at,
    windowEndsAt: row.window_ends_at,
    isTaken: row.lease_owner !== null,
  }
}
