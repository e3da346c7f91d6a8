import { NO_CUSTOMER } from '#kernel/id.ts'
import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import { parseDecimal } from '../import/parse-decimal.ts'
import { SUBSCRIPTION_PRICE_SCALE } from '../import/subscription-row-step.ts'
import type { StoredEvent, TrackedEvent } from '../tracking/tracked-event.ts'
import { billingPeriodOf } from './billing-period.ts'
import type { SubscriptionFact, SubscriptionFactKind } from './subscription-fact.ts'

/** The events that tell of a subscription. */
export const SUBSCRIPTION_EVENTS: Readonly<Record<string, SubscriptionFactKind>> = {
  'Subscription Started': 'started',
  'Subscription Renewed': 'renewed',
  'Subscription Updated': 'changed',
  'Subscription Cancelled': 'ended',
}

/**
 * What events tell of subscriptions of known customers. The property `subscription_id` is needed; `plan`, `price` (or `amount`), `currency`, `period`, `seats`, `renews_at` and
 * `ends_at` say the rest. What has no id stays an event. Tests and bots tell nothing.
 */
export function eventSubscriptions(events: readonly StoredEvent[], projectCurrency: string, secret: string): SubscriptionFact[] {
  return events.flatMap((event) => {
    const { customerId, occurredAt, receivedAt, availableAt } = event
    const told = customerId === NO_CUSTOMER ? undefined : subscriptionOfEvent(event)
    if (told === undefined) return []
    return [
      {
        ...told,
        subscriptionId: protectId(told.subscriptionId, secret),
        plan: withoutPersonal(told.plan),
        currency: told.price !== null && told.currency === '' ? projectCurrency : told.currency,
        // A device is nobody's for good: the subscription is the customer's.
        originId: customerId,
        customerId,
        saidAt: occurredAt,
        receivedAt,
        availableAt,
        importId: '',
      },
    ]
  })
}

/** What an event tells of a subscription, whoever's it is; undefined where it tells of none. */
export function subscriptionOfEvent({
  type,
  name,
  properties,
  occurredAt,
  currency,
  isBot,
  isTest,
}: TrackedEvent):
  | Pick<
      SubscriptionFact,
      'kind' | 'subscriptionId' | 'plan' | 'startedAt' | 'renewsAt' | 'endedAt' | 'price' | 'currency' | 'period' | 'seats'
    >
  | undefined {
  const kind = type === 'track' && !isBot && !isTest ? SUBSCRIPTION_EVENTS[name] : undefined
  const id = textOf(properties['subscription_id'])
  if (kind === undefined || id === '') return undefined
  const price = priceOf(properties['price'] ?? properties['amount'])
  const seats = Number(textOf(properties['seats']) || 'none')
  const endsAt = timeOf(properties['ends_at'])
  return {
    kind,
    subscriptionId: id,
    plan: textOf(properties['plan']),
    startedAt: kind === 'started' ? (timeOf(properties['started_at']) ?? occurredAt) : null,
    renewsAt: kind === 'ended' ? null : timeOf(properties['renews_at']),
    endedAt: kind === 'ended' ? (endsAt ?? occurredAt) : null,
    price,
    currency: price === null ? '' : currency,
    period: billingPeriodOf(textOf(properties['period'])) ?? '',
    seats: Number.isInteger(seats) && seats >= 0 && seats <= 10_000_000 ? seats : null,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 200) : typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}

const MOST_PRICE = 10n ** 18n

function priceOf(value: unknown): bigint | null {
  const scaled = parseDecimal(textOf(value), SUBSCRIPTION_PRICE_SCALE)
  return scaled === undefined || scaled < 0n || scaled >= MOST_PRICE ? null : scaled
}

const LATEST = Date.UTC(2200, 0, 1)

/** A time in ISO 8601; null for anything else. */
function timeOf(value: unknown): number | null {
  const text = textOf(value)
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isFinite(time) && time >= 0 && time < LATEST ? time : null
}
