import { DAY_MS } from '#kernel/clock.ts'
import type { Arm } from './assign-arm.ts'
import type { StrategyDefinition } from './strategy.ts'

/** Ties one customer to one run, whether contacted or in the control group. A customer has at most one. */
export interface Reservation {
  readonly customerId: string
  readonly decisionId: string
  readonly runId: string
  /** The as-of time of the run. */
  readonly reservedAt: Date
  /** No other run may decide on the customer before this time. */
  readonly until: Date
  /** The unit and arm of a customer who was drawn with their company; absent: drawn alone. */
  readonly drawn?: { readonly unit: string; readonly arm: Arm }
}

/** After this time no cooldown can depend on an earlier decision. */
export const LONGEST_COOLDOWN_DAYS = 365

/** A customer stays with a run until both the strategy's cooldown and its measurement period are over. */
export function reservedUntil(asOf: Date, definition: Pick<StrategyDefinition, 'cooldownDays' | 'windowDays'>): Date {
  return new Date(asOf.getTime() + Math.max(definition.cooldownDays, definition.windowDays) * DAY_MS)
}

/** Whether no other run may decide on the customer yet. */
export function isRunning({ until }: Pick<Reservation, 'until'>, asOf: Date): boolean {
  return until > asOf
}

/** Whether an earlier decision blocks a strategy with this cooldown for the customer. */
export function isTaken(reservation: Pick<Reservation, 'reservedAt' | 'until'>, cooldownDays: number, asOf: Date): boolean {
  return isRunning(reservation, asOf) || reservation.reservedAt.getTime() + cooldownDays * DAY_MS > asOf.getTime()
}
