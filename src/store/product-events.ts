import type { ClickHouseClient } from '@clickhouse/client'
import type { ProductEvents } from '#act/journeys/product-change.ts'
import { hash64 } from '#collect/tracking/steps/clean-step.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { ofSomeone, realEvent } from './analytical/sold-line.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Grain: one row per message. Cost: one scan of an 8-byte column. */
const SAID = `
SELECT message_id, any(product_id) AS product, any(if(JSONType(properties, 'price') IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(properties, 'price'), NULL)) AS price,
  any(if(JSONType(properties, 'old_price') IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(properties, 'old_price'), NULL)) AS before
FROM events WHERE message_hash IN CAST({hashes:String}, 'Array(UInt64)') GROUP BY message_id`

/** Grain: a customer. Cost: one pass over the events since, over the columns of products and names. */
const LOOKED = `
SELECT DISTINCT toString(customer_id) AS id FROM events
WHERE product_id = {product:String} AND name IN ('Product Viewed', 'Product Added') AND occurred_at >= fromUnixTimestamp64Milli({since:Int64})
  AND ${ofSomeone()} AND ${realEvent()} AND toString(customer_id) > {after:String} ORDER BY id LIMIT {limit:UInt32}`

export function createProductEvents(client: ClickHouseClient): ProductEvents {
  return {
    async said(messageIds) {
      if (messageIds.length === 0) return new Map()
      const hashes = `[${messageIds.map((id) => hash64(id)).join(',')}]`
      const rows = await withEngineErrors('clickhouse', () =>
        readRows<{ message_id: string; product: string; price: number | null; before: number | null }>(client, SAID, { hashes }),
      )
      return new Map(rows.map(({ message_id, product, price, before }) => [message_id, { productId: product, price, before }]))
    },

    lookedAt: (productId, since, after, limit) =>
      withEngineErrors('clickhouse', async () =>
        (await readRows<{ id: string }>(client, LOOKED, { product: productId, since: since.getTime(), after: after ?? '', limit })).map(
          ({ id }) => id,
        ),
      ),
  }
}
