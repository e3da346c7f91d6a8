import { SIGN_IN_EVENT } from '#collect/records/sign-in-event.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { readRows } from './read-rows.ts'
import { factsOf } from '../customer-of-origin.ts'
import { isReturn, shownEvent, shownLine } from '../sold-line.ts'

type TimelineKind = 'order' | 'return' | 'event' | 'ticket' | 'feedback' | 'subscription' | 'touch' | 'decision' | 'note'

export interface TimelineRequest extends PageRequest {
  readonly kind: TimelineKind | null
  /** Whether what the team wrote down belongs to it. */
  readonly withNotes: boolean
}

export interface TimelineEntry {
  id: string
  at: string
  kind: TimelineKind
  name: string
  channel: string
  amount: Money | null
  detail: Record<string, unknown>
  /** Whose it is. */
  customerId: string
}

interface Row {
  id: string
  at: string
  kind: TimelineKind
  name: string
  channel: string
  amount: number | null
  currency: string
  detail: string
  whose: string
}

/** What the event of a sign-in says of it; '' for every other event. */
function ofSignIn(property: string): string {
  return `if(name = '${SIGN_IN_EVENT}', JSONExtractString(properties, '${property}'), '')`
}

/**
 * Grain: one row per thing that happened to one customer. Cost: the customer's own key range in each table (decisions: one pass, since they are
 * ordered by run). Each part is cut to a page before they are put together; all have the same columns in the same order.
 */
const PARTS: Readonly<Record<Exclude<TimelineKind, 'return' | 'note'>, string>> = {
  order: `SELECT concat('o:', order_id, ':', toString(kind), ':', toString(order_lines.currency)) AS id, min(occurred_at) AS at, if(${isReturn('order_lines')}, 'return', 'order') AS kind,
     arrayStringConcat(arraySlice(groupUniqArray(3)(product_name), 1, 3), ' · ') AS name, any(channel) AS channel,
     toNullable(toFloat64(sum(amount))) AS amount, toString(order_lines.currency) AS currency,
     toJSONString(map('order', order_id, 'lines', toString(count()), 'quantity', toString(sum(quantity)), 'store', any(store_id))) AS detail, any(order_lines.customer_id) AS whose
   FROM order_lines FINAL
   WHERE ${factsOf('{ids:Array(UUID)}')} AND ${shownLine('order_lines')}
   GROUP BY order_id, order_lines.kind, order_lines.currency`,
  event: `SELECT concat('e:', message_id) AS id, occurred_at AS at, 'event' AS kind, if(name = '', type, name) AS name, channel,
     if(amount = 0, NULL, toFloat64(amount)) AS amount, toString(events.currency) AS currency,
     toJSONString(map('type', toString(type), 'product', product_id, 'category', toString(category),
       'activity', ${ofSignIn('activity')}, 'store', ${ofSignIn('store_id')}, 'venue', ${ofSignIn('venue')})) AS detail, customer_id AS whose
   FROM events FINAL
   WHERE ${factsOf('{ids:Array(UUID)}')} AND ${shownEvent()}`,
  ticket: `SELECT concat('t:', ticket_id) AS id, opened_at AS at, 'ticket' AS kind, toString(topic) AS name, toString(channel) AS channel,
     CAST(NULL, 'Nullable(Float64)') AS amount, '' AS currency,
     toJSONString(map('kind', toString(service_tickets.kind), 'closed', ifNull(toString(closed_at), ''), 'satisfaction', ifNull(toString(satisfaction), ''))) AS detail, customer_id AS whose
   FROM service_tickets FINAL
   WHERE ${factsOf('{ids:Array(UUID)}')}`,
  feedback: `SELECT concat('f:', feedback_id) AS id, answered_at AS at, 'feedback' AS kind, if(feedback.kind = 'other', 'feedback', toString(feedback.kind)) AS name, toString(channel) AS channel,
     CAST(NULL, 'Nullable(Float64)') AS amount, '' AS currency,
     toJSONString(map('score', ifNull(toString(score), ''), 'most', toString(most), 'topic', topic, 'comment', comment, 'product', product_id)) AS detail, customer_id AS whose
   FROM feedback FINAL
   WHERE ${factsOf('{ids:Array(UUID)}')} AND is_removed = 0`,
  subscription: `SELECT concat('s:', subscription_id, ':', name, ':', toString(toUnixTimestamp64Milli(said_at))) AS id, said_at AS at, 'subscription' AS kind,
     concat('Subscription ', transform(toString(subscription_facts.kind), ['since', 'started', 'renewed', 'ended'], ['Started', 'Started', 'Renewed', 'Ended'], 'Updated')) AS name, '' AS channel,
     toFloat64(price) AS amount, toString(subscription_facts.currency) AS currency,
     toJSONString(map('plan', toString(plan), 'subscription', subscription_id, 'period', toString(period), 'renews', ifNull(toString(renews_at), ''),
       'ends', ifNull(toString(ended_at), ''), 'seats', ifNull(toString(seats), ''))) AS detail, customer_id AS whose
   FROM subscription_facts FINAL
   WHERE ${factsOf('{ids:Array(UUID)}')}
   ORDER BY subscription_facts.kind = 'since' LIMIT 1 BY id`,
  touch: `SELECT concat('c:', touch_id) AS id, occurred_at AS at, 'touch' AS kind, toString(touches.kind) AS name, toString(channel) AS channel,
     CAST(NULL, 'Nullable(Float64)') AS amount, '' AS currency,
     toJSONString(map('strategy', toString(strategy_id), 'machine', toString(is_machine))) AS detail, customer_id AS whose
   FROM touches FINAL
   WHERE ${factsOf('{ids:Array(UUID)}')}`,
  decision: `SELECT concat('d:', toString(decision_id)) AS id, decided_at AS at, 'decision' AS kind, toString(strategy_id) AS name, toString(channel) AS channel,
     CAST(NULL, 'Nullable(Float64)') AS amount, '' AS currency,
     toJSONString(map('arm', toString(arm), 'run', toString(run_id), 'risk', toString(round(risk_probability, 4)), 'cause', toString(cause))) AS detail, customer_id AS whose
   FROM decisions FINAL
   WHERE customer_id IN {ids:Array(UUID)}`,
}

/** One page of what happened to a customer (all the ids that became this one), newest first, without notes. */
export async function readTimeline(
  client: ClickHouseClient,
  ids: readonly string[],
  page: PageRequest & { readonly kind: Exclude<TimelineKind, 'note'> | null },
  currency: string,
): Promise<Page<TimelineEntry>> {
  const [afterAt, afterId] = page.cursor === null ? [null, null] : readPageKey(page.cursor, ['time', 'text'])
  const conditions = [
    ...(afterAt === null ? [] : [`(at, id) < ({at:DateTime64(3,'UTC')}, {id:String})`]),
    ...(page.kind === null ? [] : ['kind = {kind:String}']),
  ]
  const order = 'ORDER BY at DESC, id DESC LIMIT {limit:UInt32}'
  const cut = `${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`} ${order}`
  const wanted = page.kind === null ? Object.values(PARTS) : [PARTS[page.kind === 'return' ? 'order' : page.kind]]
  const rows = await readRows<Row>(
    client,
    `SELECT * FROM (${wanted.map((part) => `SELECT * FROM (${part}) ${cut}`).join(' UNION ALL ')}) ${order}`,
    {
      ids,
      limit: page.limit + 1,
      ...(afterAt === null ? {} : { at: afterAt, id: afterId }),
      ...(page.kind === null ? {} : { kind: page.kind }),
    },
  )
  return mapPage(
    cutPage(rows, page.limit, (last) => JSON.stringify([last.at, last.id])),
    (row) => toEntry(row, currency),
  )
}

function toEntry(row: Row, fallback: string): TimelineEntry {
  const currency = row.currency === '' ? fallback : row.currency
  const detail = Object.entries(JSON.parse(row.detail) as Record<string, string>).filter(([, value]) => value !== '')
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    name: row.name,
    channel: row.channel,
    amount: row.amount === null ? null : { minor: toMinor(row.amount, currency), currency },
    detail: Object.fromEntries(detail),
    customerId: row.whose,
  }
}
