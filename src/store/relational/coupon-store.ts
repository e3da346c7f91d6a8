import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { CouponStore } from '#act/coupon-use.ts'
import type { SendSourceKind } from '#act/send-source.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Database } from './database.ts'

interface UsedRow {
  readonly send_key: string
  readonly decision_id: string | null
  readonly customer_id: string
  readonly source_kind: string
  readonly source_id: string
  readonly channel: string
  readonly used_at: Date
}

export function createCouponStore(db: Kysely<Database>): CouponStore {
  return {
    async issue(coupons) {
      if (coupons.length === 0) return
      await db
        .insertInto('coupons')
        .values(
          coupons.map((coupon) => ({
            code: coupon.code,
            send_key: coupon.sendKey,
            decision_id: coupon.decisionId,
            customer_id: coupon.customerId,
            source_kind: coupon.source.kind,
            source_id: coupon.source.id,
            channel: coupon.channel,
            issued_at: coupon.issuedAt,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async use(uses) {
      // Of several orders with one code the earliest counts.
      const first = new Map<string, (typeof uses)[number]>()
      for (const use of uses) {
        const known = first.get(use.code)
        if (known === undefined || use.usedAt < known.usedAt) first.set(use.code, use)
      }
      const list = [...first.values()]
      const { rows } = await sql<UsedRow>`
        UPDATE coupons SET used_at = coalesce(coupons.used_at, said.used_at), order_id = said.order_id,
          -- What an event says too does not go with the import.
          import_id = CASE WHEN coupons.used_at IS NULL OR said.import_id IS NULL THEN said.import_id ELSE coupons.import_id END
        FROM unnest(${list.map(({ code }) => code)}::text[], ${list.map(({ orderId }) => orderId)}::text[],
          ${list.map(({ usedAt }) => usedAt)}::timestamptz[], ${list.map(({ importId }) => importId ?? null)}::uuid[])
          AS said (code, order_id, used_at, import_id)
        WHERE coupons.code = said.code AND (coupons.used_at IS NULL OR coupons.order_id = said.order_id)
        RETURNING coupons.send_key, coupons.decision_id, coupons.customer_id, coupons.source_kind, coupons.source_id,
          coupons.channel, coupons.used_at`.execute(db)
      return rows.map((row) => ({
        sendKey: row.send_key,
        decisionId: row.decision_id,
        customerId: row.customer_id,
        source: { kind: row.source_kind as SendSourceKind, id: row.source_id },
        channel: row.channel as Channel,
        usedAt: row.used_at,
      }))
    },
  }
}
