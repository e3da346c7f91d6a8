import type { Pool } from 'pg'
import type { VariantLedger, VariantUse } from '#act/content/variant-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** Which variant each message was made of. Cost: by the keys of the messages. */
export function createVariantLedger(pool: Pool): VariantLedger {
  return {
    variantsOf: (sendKeys) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<VariantUse>(
          'SELECT send_key AS "sendKey", variant, name FROM variant_sends WHERE send_key = ANY($1::text[])',
          [sendKeys],
        )
        return rows
      }),

    async keepVariants(uses, now) {
      if (uses.length === 0) return
      // A message that is not in the ledger is nobody's, as that of a test.
      await withEngineErrors('postgres', () =>
        pool.query(
          `INSERT INTO variant_sends (send_key, variant, name, chosen_at)
           SELECT k.send_key, k.variant, k.name, $4
           FROM unnest($1::text[], $2::text[], $3::text[]) AS k (send_key, variant, name) JOIN send_ledger s ON s.send_key = k.send_key
           ON CONFLICT (send_key) DO UPDATE SET variant = excluded.variant, name = excluded.name, chosen_at = excluded.chosen_at`,
          [uses.map(({ sendKey }) => sendKey), uses.map(({ variant }) => variant), uses.map(({ name }) => name), now],
        ),
      )
    },
  }
}
