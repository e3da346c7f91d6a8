import type { ClickHouseClient } from '@clickhouse/client'
import { formatDecimal } from '#collect/import/parse-decimal.ts'
import { SUBSCRIPTION_PRICE_SCALE } from '#collect/import/subscription-row-step.ts'
import type { SubscriptionFact } from '#collect/subscriptions/subscription-fact.ts'
import { type SubscriptionView, subscriptionView } from '#profile/subscription-view.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { factsOf } from './customer-of-origin.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'
import { RENEWAL_GRACE_MS, SUBSCRIPTION_STATE } from './subscription-state.ts'

export const SUBSCRIPTION_COLUMNS = [
  'subscription_id',
  'origin_id',
  'owner_id',
  'kind',
  'said_at',
  'plan',
  'started_at',
  'renews_at',
  'ended_at',
  'price',
  'currency',
  'period',
  'seats',
  'received_at',
  'available_at',
  'import_id',
] as const

/** Writes facts of subscriptions; one of the same subscription, time and kind is replaced. */
export async function insertSubscriptions(
  client: ClickHouseClient,
  facts: readonly SubscriptionFact[],
  token?: string,
  table: 'subscription_facts' | 'subscription_versions' = 'subscription_facts',
): Promise<void> {
  const rows = facts.map((one) => ({
    subscription_id: one.subscriptionId,
    origin_id: one.originId,
    owner_id: one.customerId,
    kind: one.kind,
    said_at: engineTime(one.saidAt),
    plan: one.plan,
    started_at: timeOrNull(one.startedAt),
    renews_at: timeOrNull(one.renewsAt),
    ended_at: timeOrNull(one.endedAt),
    price: one.price === null ? null : formatDecimal(one.price, SUBSCRIPTION_PRICE_SCALE),
    currency: one.currency,
    period: one.period,
    seats: one.seats,
    received_at: engineTime(one.receivedAt),
    available_at: engineTime(one.availableAt),
    import_id: one.importId,
  }))
  await withEngineErrors('clickhouse', () => insertRows(client, table, rows, token))
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : engineTime(time)
}

const MOST_SUBSCRIPTIONS = 100

/** Grain: one row per subscription that is the customer's now, the newest first. Cost: the facts of the customer by key, and one pass for facts of the same subscriptions under others. */
const OF_CUSTOMER = `
SELECT f.subscription_id AS subscriptionId, ${SUBSCRIPTION_STATE},
  toUnixTimestamp64Milli(started_at) AS startedAt, toUnixTimestamp64Milli(renews_at) AS renewsAt, toUnixTimestamp64Milli(ended_at) AS endedAt,
  toFloat64(price) AS amount, count() AS facts
FROM subscription_facts AS f FINAL
WHERE f.subscription_id IN (SELECT subscription_id FROM subscription_facts WHERE ${factsOf('{ids:Array(UUID)}')})
GROUP BY f.subscription_id
HAVING customer_id IN {ids:Array(UUID)} AND started_at IS NOT NULL
ORDER BY startedAt DESC, subscriptionId LIMIT ${MOST_SUBSCRIPTIONS}`

interface Row {
  readonly subscriptionId: string
  readonly plan: string
  readonly startedAt: string
  readonly renewsAt: string | null
  readonly endedAt: string | null
  readonly amount: number | null
  readonly currency: string
  readonly period: string
  readonly seats: number | null
}

export async function readSubscriptions(client: ClickHouseClient, ids: readonly string[], now: Date): Promise<SubscriptionView[]> {
  const rows = await readRows<Row>(client, OF_CUSTOMER, { ids })
  return rows.map((row) =>
    subscriptionView(
      {
        ...row,
        startedAt: Number(row.startedAt),
        renewsAt: row.renewsAt === null ? null : Number(row.renewsAt),
        endedAt: row.endedAt === null ? null : Number(row.endedAt),
        seats: row.seats === null ? null : Number(row.seats),
      },
      now.getTime(),
      RENEWAL_GRACE_MS,
    ),
  )
}
