import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

/** Rows older than this count for nobody. */
const FORGOTTEN_AFTER = '1 hour'

/**
 * What callers have used of their limits in the running minute, for all nodes, by the clock of the database. One statement a lease. Names hold addresses of
 * people, so only their hashes are kept.
 */
export function createRateLeases(db: Kysely<Database>) {
  return {
    async lease(name: string, perMinute: number, amount: number): Promise<{ granted: number; endsInMs: number }> {
      const hash = createHash('sha256').update(name).digest()
      const { rows } = await sql<{ taken: number; ends_in_ms: number }>`
        INSERT INTO rate_windows AS w (name_hash, started_at, taken) VALUES (${hash}, clock_timestamp(), ${amount}::bigint)
        ON CONFLICT (name_hash) DO UPDATE SET
          taken = ${amount}::bigint + CASE WHEN w.started_at > clock_timestamp() - interval '1 minute' THEN least(w.taken, ${perMinute}::bigint) ELSE 0 END,
          started_at = CASE WHEN w.started_at > clock_timestamp() - interval '1 minute' THEN w.started_at ELSE clock_timestamp() END
        RETURNING taken, extract(epoch FROM started_at + interval '1 minute' - clock_timestamp())::float8 * 1000 AS ends_in_ms`.execute(db)
      const { taken, ends_in_ms: endsInMs } = rows[0] ?? { taken: perMinute + amount, ends_in_ms: 1000 }
      return { granted: Math.max(0, Math.min(amount, perMinute - (Number(taken) - amount))), endsInMs: Math.max(1, endsInMs) }
    },

    /** Removes what no minute counts any more. */
    async forget(): Promise<number> {
      const { numAffectedRows } = await sql`DELETE FROM rate_windows WHERE started_at < now() - ${FORGOTTEN_AFTER}::interval`.execute(db)
      return Number(numAffectedRows ?? 0)
    },
  }
}
