import { type Money, toMinor } from '#kernel/money.ts'

/** What a subscription is at a time; worked out from its dates, never taken from a word. */
export const SUBSCRIPTION_STATUSES = ['upcoming', 'running', 'ending', 'overdue', 'lapsed', 'ended'] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

interface Dates {
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly renewsAt: number | null
  readonly endedAt: number | null
}

/**
 * `ended`: its end has passed; `upcoming`: it has not begun; `ending`: it runs, and its end is known; `lapsed`: its period ended and no renewal came within the grace;
 * `overdue`: the same within the grace; `running`: everything else.
 */
export function subscriptionStatus({ startedAt, renewsAt, endedAt }: Dates, now: number, graceMs: number): SubscriptionStatus {
  if (endedAt !== null && endedAt <= now) return 'ended'
  if (startedAt > now) return 'upcoming'
  if (renewsAt !== null && renewsAt + graceMs <= now) return 'lapsed'
  if (endedAt !== null) return 'ending'
  return renewsAt !== null && renewsAt <= now ? 'overdue' : 'running'
}

export interface SubscriptionState extends Dates {
  readonly subscriptionId: string
  readonly plan: string
  readonly amount: number | null
  readonly currency: string
  readonly period: string
  readonly seats: number | null
}

/** A subscription as a customer's page shows it. Times are ISO 8601. */
export interface SubscriptionView {
  readonly id: string
  readonly plan: string
  readonly status: SubscriptionStatus
  readonly startedAt: string
  readonly renewsAt: string | null
  readonly endedAt: string | null
  /** Of one period; null where nobody said. */
  readonly price: Money | null
  readonly period: string
  readonly seats: number | null
}

export function subscriptionView(state: SubscriptionState, now: number, graceMs: number): SubscriptionView {
  const { subscriptionId, plan, startedAt, renewsAt, endedAt, amount, currency, period, seats } = state
  const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())
  return {
    id: subscriptionId,
    plan,
    status: subscriptionStatus(state, now, graceMs),
    startedAt: new Date(startedAt).toISOString(),
    renewsAt: iso(renewsAt),
    endedAt: iso(endedAt),
    price: amount === null || currency === '' ? null : { minor: toMinor(amount, currency), currency },
    period,
    seats,
  }
}
