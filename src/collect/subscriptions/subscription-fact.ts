import { withoutPersonal } from '#privacy/personal-text.ts'
import type { Owner } from '../identity-claim.ts'
import type { SubscriptionRow } from '../import/subscription-row-step.ts'
import { addPeriods, type BillingPeriod } from './billing-period.ts'

/**
 * What became true of a subscription at one time. `since` says when it began, and nothing else; `started`, `renewed` and `state` say that it runs, unless they name an end; `ended` that it ends; `changed` says nothing of
 * its end. Everything else that a fact does not say stays as the facts before said it.
 */
export type SubscriptionFactKind = 'since' | 'started' | 'renewed' | 'state' | 'changed' | 'ended'

/** A fact as it is stored. Times are epoch milliseconds. */
export interface SubscriptionFact extends Owner {
  readonly subscriptionId: string
  readonly kind: SubscriptionFactKind
  /** Since when it is so. */
  readonly saidAt: number
  readonly plan: string
  readonly startedAt: number | null
  readonly renewsAt: number | null
  readonly endedAt: number | null
  /** Of one period, scaled by SUBSCRIPTION_PRICE_SCALE. */
  readonly price: bigint | null
  readonly currency: string
  readonly period: BillingPeriod | ''
  readonly seats: number | null
  readonly receivedAt: number
  /** From when models may use it. */
  readonly availableAt: number
  /** Of the file that says it; '' for what came otherwise. */
  readonly importId: string
}

/** How the facts came. */
export interface SubscriptionTold {
  readonly receivedAt: number
  readonly importId: string
  readonly availableAt: (saidAt: number) => number
  /** An id without what is personal. */
  readonly protectId: (id: string) => string
}

/** A first period may be shortened or given longer. */
const FIRST_TERMS = 1.5

/**
 * The dated facts of a row, so that nothing is known before it was so: the start when it started, the current period when it began, the end when it was said. Where the row
 * says as of when it holds, plan, price and seats hold from then; otherwise from the start.
 */
export function subscriptionFacts(row: SubscriptionRow, owner: Owner, told: SubscriptionTold): SubscriptionFact[] {
  const { startedAt, renewsAt, endedAt, cancelledAt, period } = row
  const { receivedAt, importId } = told
  const base = {
    customerId: owner.customerId,
    originId: owner.originId,
    subscriptionId: told.protectId(row.subscriptionId),
    receivedAt,
    importId,
    period,
  }
  const terms = { plan: withoutPersonal(row.plan), price: row.price ?? null, currency: row.currency, seats: row.seats ?? null }
  const unsaid = { plan: '', price: null, currency: '', seats: null }
  const none = { startedAt: null, renewsAt: null, endedAt: null }
  const at = (saidAt: number) => ({ saidAt, availableAt: told.availableAt(saidAt) })
  const asOf = row.saidAt === undefined ? startedAt : Math.max(row.saidAt, startedAt)
  const firstEnd = period === '' ? undefined : startedAt + (addPeriods(startedAt, period, 1) - startedAt) * FIRST_TERMS
  const isFirst = renewsAt !== undefined && (firstEnd === undefined || renewsAt <= firstEnd)
  const facts: SubscriptionFact[] = [
    {
      ...base,
      ...none,
      ...(asOf === startedAt ? terms : unsaid),
      kind: asOf === startedAt ? 'started' : 'since',
      startedAt,
      renewsAt: isFirst && asOf === startedAt ? renewsAt : null,
      ...at(startedAt),
    },
  ]
  if (renewsAt !== undefined && !isFirst && period !== '') {
    const began = Math.max(startedAt + 1, Math.min(addPeriods(renewsAt, period, -1), receivedAt))
    facts.push({ ...base, ...none, ...unsaid, kind: 'renewed', renewsAt, ...at(began) })
  }
  // When it was said: with the cancellation, or as it ended; of an end that is still to come nothing says when, so now.
  const saidEnd = cancelledAt ?? (endedAt === undefined ? undefined : Math.min(endedAt, asOf > startedAt ? asOf : receivedAt))
  if (asOf > startedAt && (saidEnd === undefined || asOf < saidEnd)) {
    facts.push({ ...base, ...none, ...terms, kind: 'state', renewsAt: renewsAt ?? null, ...at(asOf) })
  }
  if (endedAt !== undefined && saidEnd !== undefined) {
    const ofEnd = asOf > startedAt && asOf >= saidEnd ? terms : unsaid
    facts.push({ ...base, ...none, ...ofEnd, kind: 'ended', endedAt, ...at(Math.max(saidEnd, startedAt + 1)) })
  }
  return facts
}
