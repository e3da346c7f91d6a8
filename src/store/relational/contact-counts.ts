import type { Kysely } from 'kysely'
import { CONTACTED_STATES } from '#decide/decision.ts'
import type { ContactCounts } from '#measure/strategy-outcomes.ts'
import type { Database } from './database.ts'

/** Contacts that left and that arrived, coupons that arrived and that were used, by strategy. What failed was no contact, and what a broadcast sent is none of a strategy. */
export async function countsByStrategy(db: Kysely<Database>): Promise<Map<string, ContactCounts>> {
  const rows = await db
    .selectFrom('send_ledger')
    .select((eb) => [
      'source_id',
      eb.fn
        .countAll<number>()
        .filterWhere('state', 'in', [...CONTACTED_STATES])
        .as('contacted'),
      eb.fn.countAll<number>().filterWhere('state', '=', 'delivered').as('delivered'),
    ])
    .where('source_kind', '=', 'strategy')
    .groupBy('source_id')
    .execute()
  const coupons = await db
    .selectFrom('coupons')
    .select((eb) => [
      'source_id',
      eb.fn.countAll<number>().as('issued'),
      eb.fn.countAll<number>().filterWhere('used_at', 'is not', null).as('used'),
    ])
    .where('source_kind', '=', 'strategy')
    .groupBy('source_id')
    .execute()
  const couponsOf = new Map(coupons.map((row) => [row.source_id, row]))
  return new Map(
    rows.map((row) => [
      row.source_id,
      {
        contacted: Number(row.contacted),
        delivered: Number(row.delivered),
        couponsIssued: Number(couponsOf.get(row.source_id)?.issued ?? 0),
        couponsUsed: Number(couponsOf.get(row.source_id)?.used ?? 0),
      },
    ]),
  )
}
