import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { OutlookReader } from '#act/outlook/outlook-service.ts'
import { OF_CUSTOMER } from '#act/suppressions/suppression.ts'
import type { SuppressionReason } from '#act/suppressions/suppression.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Database } from './database.ts'

interface RefusalRow {
  readonly id: string
  readonly kind: string
  readonly channel: Channel
  readonly masked: string
  readonly reason: SuppressionReason
  readonly created_at: Date
  readonly until: Date | null
}

/** Grain: one customer; the stop, the addresses and what stands against them. Cost: by key, some rows each. */
export function createOutlookReader(db: Kysely<Database>): OutlookReader {
  return {
    async read(customerId, now) {
      const [stop, addresses, refusals] = await Promise.all([
        db.selectFrom('contact_stops').select(['reason', 'created_at']).where('customer_id', '=', customerId).executeTakeFirst(),
        db
          .selectFrom('identifiers')
          .select(['kind', 'masked'])
          .where('customer_id', '=', customerId)
          .where('kind', 'in', ['email', 'phone'])
          .orderBy('last_seen_at', 'desc')
          .orderBy('blind_index')
          .execute(),
        sql<RefusalRow>`
          SELECT s.id, s.kind, s.channel, s.reason, s.created_at, s.until, coalesce(nullif(s.masked, ''), i.masked, '') AS masked FROM suppressions s
          JOIN (
            SELECT kind, blind_index, masked FROM identifiers WHERE customer_id = ${customerId}
            UNION ALL SELECT ${OF_CUSTOMER}, uuid_send(id), '' FROM customers WHERE id = ${customerId} OR merged_into = ${customerId}
          ) i ON i.kind = s.kind AND i.blind_index = s.blind_index
          WHERE s.until IS NULL OR s.until > ${now}
          ORDER BY s.id DESC`.execute(db),
      ])
      return {
        stop: stop === undefined ? null : { reason: stop.reason, since: stop.created_at },
        addresses: addresses.map(({ kind, masked }) => ({ kind: kind === 'email' ? 'email' : 'phone', masked })),
        refusals: refusals.rows.map(({ id, created_at, ...row }) => ({ ...row, id: Number(id), since: created_at })),
      }
    },
  }
}
