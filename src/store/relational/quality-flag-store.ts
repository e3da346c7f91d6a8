import type { Pool } from 'pg'
import { FLAGS_OF_FILE } from '#collect/quality-gate.ts'
import { type FlagBatch, type FlaggedRecord, type FlagOrigin, type QualityFlagStore } from '#quality/rules/quality-flags.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { type Ask, askClient } from './ask.ts'
import { inTransaction } from './in-transaction.ts'
import { decodeCursor, toPage } from './page-cursor.ts'
import { compareTexts } from '#kernel/compare-texts.ts'

interface FlagRow {
  rule_id: string
  scope: string
  field: string
  masked: string
  origin: FlagOrigin
  origin_id: string
  from: string | null
  record: string
  customer_id: string | null
  found_at: Date
  key: string
}

/** Names a flag in a list. */
const KEY = `f.rule_id || ' ' || f.origin || ' ' || f.origin_id || ' ' || f.record`

export function createQualityFlagStore(pool: Pool): QualityFlagStore {
  return {
    add: (batch) => withEngineErrors('postgres', () => inTransaction(pool, (client) => addFlags(askClient(client), batch))),
    replace: (batch) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const ask = askClient(client)
          const { origin, originId, day } = batch
          await ask('DELETE FROM quality_flags WHERE origin = $1 AND origin_id = $2', [origin, originId])
          // What the nightly look finds is a state, not something that came in on a day.
          await ask('DELETE FROM quality_counts WHERE origin = $1 AND origin_id = $2', [origin, originId])
          await insertFlags(ask, batch)
          await ask(
            `INSERT INTO quality_counts (rule_id, origin, origin_id, day, flagged)
             SELECT rule_id, $3, $4, $5, flagged FROM unnest($1::text[], $2::bigint[]) AS counted (rule_id, flagged)`,
            [[...batch.counts.keys()], [...batch.counts.values()], origin, originId, day],
          )
        }),
      ),
    list: ({ ruleId }, { cursor, limit }) =>
      withEngineErrors('postgres', async () => {
        const after = cursor === null ? null : decodeCursor(cursor, 'text')
        const { rows } = await pool.query<FlagRow>(
          `SELECT f.*, ${KEY} AS key, coalesce(import.name, sources.name) AS "from" FROM quality_flags f
           LEFT JOIN LATERAL (
             SELECT file_name AS name, state FROM imports WHERE f.origin = 'import' AND imports.origin_id = f.origin_id ORDER BY started_at DESC LIMIT 1
           ) AS import ON true
           LEFT JOIN sources ON f.origin = 'tracking' AND sources.id::text = f.origin_id
           WHERE ($1::text IS NULL OR f.rule_id = $1) AND import.state IS DISTINCT FROM 'undone'
             AND ($2::timestamptz IS NULL OR (f.found_at, ${KEY}) < ($2, $3))
           ORDER BY f.found_at DESC, ${KEY} DESC LIMIT $4`,
          [ruleId ?? null, after?.time ?? null, after?.key ?? null, limit + 1],
        )
        const page = toPage(rows, limit, ({ found_at, key }) => ({ time: found_at, key }))
        return { ...page, items: page.items.map(flagOf) }
      }),
    counts: (since) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ rule_id: string; flagged: string; quarantined: string }>(
          `SELECT coalesce(a.rule_id, b.rule_id) AS rule_id, coalesce(a.flagged, 0) AS flagged, coalesce(b.quarantined, 0) AS quarantined
           FROM (SELECT rule_id, sum(flagged) AS flagged FROM quality_counts c
             WHERE day >= $1 AND origin <> 'stored' AND NOT (c.origin = 'import' AND EXISTS (SELECT FROM imports i WHERE i.origin_id = c.origin_id AND i.state = 'undone')
               AND NOT EXISTS (SELECT FROM imports i WHERE i.origin_id = c.origin_id AND i.state <> 'undone'))
             GROUP BY rule_id) a
           FULL JOIN (SELECT substring(message FROM 'quality rule ([a-z0-9-]+)') AS rule_id, count(*) AS quarantined FROM quarantine
             WHERE reason IN ('quality-rule', 'quality_rule') AND created_at >= $1 GROUP BY 1) b ON a.rule_id = b.rule_id
           WHERE coalesce(a.rule_id, b.rule_id) IS NOT NULL`,
          [since],
        )
        return rows.map((row) => ({ ruleId: row.rule_id, flagged: Number(row.flagged), quarantined: Number(row.quarantined) }))
      }),
  }
}

/** Adds flags within the transaction of the caller. Those beyond the kept ones of the day are counted only. */
export async function addFlags(ask: Ask, batch: FlagBatch): Promise<void> {
  if (batch.flags.length === 0) return
  const { origin, originId, day } = batch
  // In one order for all: two requests that each wait for a row of the other would fail both senders.
  const flags = batch.flags.toSorted((a, b) => compareTexts(a.ruleId, b.ruleId) || compareTexts(a.record, b.record))
  const counts = Map.groupBy(flags, ({ ruleId }) => ruleId)
  const rows = await ask<{ rule_id: string; flagged: string }>(
    `INSERT INTO quality_counts AS c (rule_id, origin, origin_id, day, flagged)
     SELECT rule_id, $3, $4, $5, flagged FROM unnest($1::text[], $2::bigint[]) AS counted (rule_id, flagged)
     ON CONFLICT (rule_id, origin, origin_id, day) DO UPDATE SET flagged = c.flagged + excluded.flagged
     RETURNING rule_id, flagged`,
    [[...counts.keys()], [...counts.values()].map(({ length }) => length), origin, originId, day],
  )
  const total = new Map(rows.map((row) => [row.rule_id, Number(row.flagged)]))
  const kept = [...counts].flatMap(([ruleId, own]) => {
    const before = (total.get(ruleId) ?? own.length) - own.length
    return own.slice(0, Math.max(0, FLAGS_OF_FILE - before))
  })
  await insertFlags(ask, { ...batch, flags: kept })
}

async function insertFlags(ask: Ask, { origin, originId, flags, now }: Omit<FlagBatch, 'day'>): Promise<void> {
  await ask(
    `INSERT INTO quality_flags (rule_id, record, scope, field, masked, customer_id, origin, origin_id, found_at)
     SELECT rule_id, record, scope, field, masked, customer_id, $7, $8, $9
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[]) AS flagged (rule_id, record, scope, field, masked, customer_id)
     ON CONFLICT DO NOTHING`,
    [
      flags.map(({ ruleId }) => ruleId),
      flags.map(({ record }) => record),
      flags.map(({ scope }) => scope),
      flags.map(({ field }) => field),
      flags.map(({ masked }) => masked),
      flags.map(({ customerId }) => customerId),
      origin,
      originId,
      now,
    ],
  )
}

function flagOf(row: FlagRow): FlaggedRecord {
  return {
    ruleId: row.rule_id,
    scope: row.scope,
    field: row.field,
    masked: row.masked,
    origin: row.origin,
    from: row.from ?? '',
    record: row.record,
    customerId: row.customer_id,
    foundAt: row.found_at,
  }
}
