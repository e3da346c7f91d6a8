import { DAY_MS } from '#kernel/clock.ts'
import type { StrategyDefinition } from './strategy.ts'

/** A place of one customer in one run, contacted or held out. A customer has at most one. */
export interface Reservation {
  readonly customerId: string
  readonly decisionId: string
  readonly runId: string
  /** The as-of time of the run. */
  readonly reservedAt: Date
  /** Nobody else may decide on the customer before. */
  readonly until: Date
}

/** Past it no cooldown can ask for an earlier decision. */
export const LONGEST_COOLDOWN_DAYS = 365

/** A customer stays with a run until both the strategy's cooldown and the window in which its effect is counted are over. */
export function reservedUntil(asOf: Date, definition: Pick<StrategyDefinition, 'cooldownDays' | 'windowDays'>): Date {
  return new Date(asOf.getTime() + Math.max(definition.cooldownDays, definition.windowDays) * DAY_MS)
}

/** Whether an earlier decision keeps a strategy with this cooldown away from the customer. */
export function isTaken(reservation: Pick<Reservation, 'reservedAt' | 'until'>, cooldownDays: number, asOf: Date): boolean {
  return reservation.until > asOf || reservation.reservedAt.getTime() + cooldownDays * DAY_MS > asOf.getTime()
}
