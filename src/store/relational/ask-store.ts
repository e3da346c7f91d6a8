import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { AskStore } from '#act/send-asker.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Database } from './database.ts'
import type { SendRow } from './send-rows.ts'
import { applyAll } from './settle-sends.ts'

/** Which uncertain sends are asked about, and when. */
export function createAskStore(db: Kysely<Database>): AskStore {
  return {
    async takeAsked(now, heldUntil, limit) {
      const { rows } = await sql<SendRow>`
        UPDATE send_ledger SET ask_at = ${heldUntil}, asks = asks + 1
        WHERE send_key IN (
          SELECT send_key FROM send_ledger WHERE phase = 1 AND ask_at <= ${now} ORDER BY ask_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
        ) RETURNING *`.execute(db)
      return rows.flatMap((row) =>
        row.account_id === null
          ? []
          : [
              {
                sendKey: row.send_key,
                customerId: row.customer_id,
                channel: row.channel as Channel,
                accountId: row.account_id,
                providerId: row.provider_id,
                addressHash: row.address_hash,
                handedAt: row.handed_at ?? row.planned_at,
                asks: row.asks,
              },
            ],
      )
    },

    async askAgain(sendKey, at) {
      await sql`UPDATE send_ledger SET ask_at = ${at} WHERE send_key = ${sendKey} AND state = 'uncertain'`.execute(db)
    },

    notSent: (sendKey, now) =>
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<SendRow>`SELECT * FROM send_ledger WHERE send_key = ${sendKey} FOR UPDATE`.execute(trx)
        await applyAll(
          trx,
          rows.map((row) => ({ row, event: { kind: 'not_sent' } })),
          now,
        )
      }),
  }
}
