import type { Signal, SignalKind } from '#act/signal.ts'
import type { Ask } from './ask.ts'

/** The kinds that have a reader now. A frequent cause asks this first and builds no signals in vain. */
export async function readKinds(ask: Ask): Promise<ReadonlySet<SignalKind>> {
  const rows = await ask<{ kind: SignalKind }>('SELECT DISTINCT unnest(kinds) AS kind FROM signal_readers', [])
  return new Set(rows.map(({ kind }) => kind))
}

const BLOCK = 20_000

/**
 * Writes signals for everyone who reads their kind, within the transaction that makes them true: both hold or neither. A kind that nobody reads leaves no row,
 * and historical ones only where a reader takes them. Cost: one statement for each twenty thousand.
 */
export async function appendSignals(ask: Ask, signals: readonly Signal[]): Promise<void> {
  for (let start = 0; start < signals.length; start += BLOCK) {
    const block = signals.slice(start, start + BLOCK)
    await ask(
      `INSERT INTO signals (reader, kind, customer_id, occurred_at, origin, historical, payload)
       SELECT r.name, s.kind, s.customer_id, s.occurred_at, s.origin, s.historical, s.payload
       FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[], $5::boolean[], $6::jsonb[]) WITH ORDINALITY
         AS s (kind, customer_id, occurred_at, origin, historical, payload, place)
       JOIN signal_readers r ON s.kind = ANY (r.kinds) AND (r.takes_historical OR NOT s.historical)
       ORDER BY s.place, r.name`,
      [
        block.map((one) => one.kind),
        block.map((one) => one.customerId),
        block.map((one) => one.occurredAt),
        block.map((one) => one.origin),
        block.map((one) => one.historical),
        block.map((one) => JSON.stringify(one.payload)),
      ],
    )
  }
}
