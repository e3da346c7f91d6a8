import type { ClickHouseClient } from '@clickhouse/client'
import { engineTime } from '../insert.ts'
import { readRows } from './read-rows.ts'

const BLOCK = 10_000

/** Grain: one row. Cost: the orders of these customers, by key. A span without an order is left out; two spans of one customer are two. */
const ORDERED = `
SELECT count() AS spans FROM (
  SELECT asked.place
  FROM (
    SELECT tupleElement(span, 1) AS customer, tupleElement(span, 2) AS since, tupleElement(span, 3) AS until, tupleElement(span, 4) AS place
    FROM (SELECT arrayJoin(arrayZip({ids:Array(UUID)}, {since:Array(DateTime64(3, 'UTC'))}, {until:Array(DateTime64(3, 'UTC'))}, range(length({ids:Array(UUID)})))) AS span)
  ) AS asked
  INNER JOIN (SELECT customer_id, occurred_at FROM orders WHERE customer_id IN {ids:Array(UUID)}) AS bought ON bought.customer_id = asked.customer
  WHERE bought.occurred_at > asked.since AND bought.occurred_at <= asked.until
  GROUP BY asked.place
)`

/** In how many of some spans of time their customer placed an order. */
export async function countOrderedWithin(
  client: ClickHouseClient,
  spans: readonly { readonly customerId: string; readonly since: Date; readonly until: Date }[],
): Promise<number> {
  let ordered = 0
  for (let start = 0; start < spans.length; start += BLOCK) {
    const some = spans.slice(start, start + BLOCK)
    const [row] = await readRows<{ spans: string }>(client, ORDERED, {
      ids: some.map(({ customerId }) => customerId),
      since: some.map(({ since }) => engineTime(since.getTime())),
      until: some.map(({ until }) => engineTime(until.getTime())),
    })
    ordered += Number(row?.spans ?? 0)
  }
  return ordered
}
