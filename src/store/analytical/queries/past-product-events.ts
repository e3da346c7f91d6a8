import { ofSomeone, realEvent } from '../sold-line.ts'

/** They travel as parameters, which must fit into an address. */
export const MOST_PRODUCT_EVENTS = 2_000

/** Grain: what the shop said of a product. Cost: one pass over the names of the events of the days. */
export const PAST_PRODUCT_EVENTS = `
SELECT message_id AS id, any(product_id) AS product, toUnixTimestamp64Milli(any(occurred_at)) AS at_ms,
  any(if(JSONType(properties, 'price') IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(properties, 'price'), NULL)) AS price,
  any(if(JSONType(properties, 'old_price') IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(properties, 'old_price'), NULL)) AS before
FROM events
WHERE name = {name:String} AND occurred_at >= {from:DateTime64(3,'UTC')} AND occurred_at <= {until:DateTime64(3,'UTC')}
GROUP BY message_id ORDER BY at_ms LIMIT ${MOST_PRODUCT_EVENTS + 1}`

/** Grain: a customer who looked at a product, or put it into a cart, in the days before something was said of it. Cost: one pass over the events of the days; `whose` narrows it. */
export const pastLooks = (whose = '1'): string => `
SELECT DISTINCT looked.customer_id AS customer_id, said.at AS at, said.id AS id
FROM (
  SELECT customer_id, product_id, occurred_at FROM events
  WHERE name IN ('Product Viewed', 'Product Added') AND product_id IN {products:Array(String)} AND ${ofSomeone()} AND ${realEvent()} AND ${whose}
    AND occurred_at >= {from:DateTime64(3,'UTC')} - toIntervalDay({days:UInt32}) AND occurred_at <= {until:DateTime64(3,'UTC')}
) AS looked
INNER JOIN (
  SELECT said.1 AS id, said.2 AS product, fromUnixTimestamp64Milli(toInt64(said.3), 'UTC') AS at
  FROM (SELECT arrayJoin(arrayZip({ids:Array(String)}, {products:Array(String)}, {times:Array(String)})) AS said)
) AS said ON looked.product_id = said.product
WHERE looked.occurred_at <= said.at AND looked.occurred_at >= said.at - toIntervalDay({days:UInt32})`
