import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import type { BroadcastArms, BroadcastAudience } from '#act/broadcasts/broadcast-ports.ts'
import { contactKey } from '#act/send-source.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import { minorDigits, toMajor } from '#kernel/money.ts'
import { engineTime, insertLines, tabSeparated } from './analytical/insert.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Customers in one go. */
const BLOCK = 20_000

interface ArmRow {
  readonly customer_id: string
  readonly is_held_out: boolean
  readonly expires_at: Date
  readonly cost_minor: string | null
}

/** Planned and held out as planning wrote them: what was refused then was finished in the moment of planning, what is suppressed later is not. */
const DRAWN = `
SELECT customer_id, reason = 'held_out' AND finished_at = planned_at AS is_held_out, expires_at, cost_minor::text AS cost_minor FROM send_ledger
WHERE send_key = ANY ($1::text[]) AND expires_at IS NOT NULL
  AND (state <> 'suppressed' OR reason = 'held_out' OR finished_at IS DISTINCT FROM planned_at)`

/** `project`: read when it is asked, since the currency of a project can be changed. */
export function createBroadcastArms(parts: {
  readonly pool: Pool
  readonly client: ClickHouseClient
  readonly audience: Pick<BroadcastAudience, 'next'>
  readonly project: { readonly currency: string }
}): BroadcastArms {
  const { pool, client, audience, project } = parts
  return {
    async copy({ id, definition: { holdout, expiresHours } }) {
      const line = ({ customer_id, is_held_out, expires_at, cost_minor }: ArmRow): string =>
        tabSeparated([
          id,
          customer_id,
          is_held_out ? 'control' : 'treated',
          1 - holdout,
          // It ends so long after it was meant to arrive; `not_before` may have moved on for quiet hours, in one arm only.
          engineTime(expires_at.getTime() - expiresHours * HOUR_MS),
          is_held_out ? '0' : toMajor(Number(cost_minor ?? 0), project.currency).toFixed(minorDigits(project.currency)),
        ])
      let last: string | null = null
      for (;;) {
        const ids: readonly string[] = await audience.next(id, last, BLOCK)
        if (ids.length === 0) return
        const { rows } = await withEngineErrors('postgres', () =>
          pool.query<ArmRow>(DRAWN, [ids.map((customerId) => contactKey(id, customerId))]),
        )
        await withEngineErrors('clickhouse', () =>
          insertLines(client, 'broadcast_arms', ['run_id', 'customer_id', 'arm', 'chance', 'meant_at', 'cost'], rows.map(line)),
        )
        last = ids.at(-1) ?? null
      }
    },
  }
}
