import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import { DAY_MS } from '#kernel/clock.ts'
import type { Database } from '../../relational/database.ts'
import { readRows } from './read-rows.ts'
import { factsOf } from '../customer-of-origin.ts'
import { soldLine } from '../sold-line.ts'

export interface CustomerDecision {
  id: string
  runId: string
  at: string
  strategyId: string
  strategyName: BilingualText
  arm: 'treated' | 'control'
  channel: string
  sendState: string | null
  orderedAfter: boolean | null
}

const STANDARD_WINDOW_DAYS = 30

/** Grain: one row per decision on one customer, newest first. Cost: one pass over the decisions, which are ordered by run. */
const DECISIONS = `
SELECT toString(decision_id) AS id, toString(run_id) AS run_id, as_of, decided_at, strategy_id, strategy_version, toString(arm) AS arm, channel
FROM decisions FINAL
WHERE customer_id IN {ids:Array(UUID)}
ORDER BY decided_at DESC, id
LIMIT 50`

/** Grain: one row per order of the customer since the oldest of those decisions. Cost: the customer's own key range. */
const ORDERS = `
SELECT DISTINCT occurred_at AS at
FROM order_lines FINAL
WHERE ${factsOf('{ids:Array(UUID)}')} AND occurred_at >= {since:DateTime64(3,'UTC')}
  AND ${soldLine()}
ORDER BY at
LIMIT 10000`

/** When customers ordered since a time, oldest first. */
export async function readOrderTimes(client: ClickHouseClient, ids: readonly string[], since: Date): Promise<Date[]> {
  return (await readRows<{ at: string }>(client, ORDERS, { ids, since })).map(({ at }) => new Date(at))
}

/** What was decided for a customer, what became of it, and whether an order followed within the strategy's window. */
export async function readCustomerDecisions(
  client: ClickHouseClient,
  db: Kysely<Database>,
  ids: readonly string[],
  now: Date,
): Promise<CustomerDecision[]> {
  const decisions = await readRows<{
    id: string
    run_id: string
    as_of: string
    decided_at: string
    strategy_id: string
    strategy_version: number
    arm: 'treated' | 'control'
    channel: string
  }>(client, DECISIONS, { ids })
  if (decisions.length === 0) return []
  const since = new Date(Math.min(...decisions.map((row) => Date.parse(row.as_of))))
  const [orders, sends, strategies] = await Promise.all([
    readRows<{ at: string }>(client, ORDERS, { ids, since }),
    db
      .selectFrom('send_ledger')
      .select(['decision_id', 'state'])
      .where(
        'decision_id',
        'in',
        decisions.map((row) => row.id),
      )
      .execute(),
    db
      .selectFrom('strategies')
      .select(['id', 'version', 'definition'])
      .where('id', 'in', [...new Set(decisions.map((row) => row.strategy_id))])
      .execute(),
  ])
  const times = orders.map((row) => Date.parse(row.at))
  const stateOf = new Map(sends.map((row) => [row.decision_id, row.state]))
  return decisions.map((row) => {
    const strategy = strategies.find((candidate) => candidate.id === row.strategy_id && candidate.version === row.strategy_version)
    // The definition was checked when it was stored.
    const definition = (strategy?.definition ?? {}) as { name?: BilingualText; windowDays?: number }
    const start = Date.parse(row.as_of)
    const end = start + (definition.windowDays ?? STANDARD_WINDOW_DAYS) * DAY_MS
    const ordered = times.some((time) => time > start && time <= end)
    return {
      id: row.id,
      runId: row.run_id,
      at: row.decided_at,
      strategyId: row.strategy_id,
      strategyName: definition.name ?? { zh: row.strategy_id, en: row.strategy_id },
      arm: row.arm,
      channel: row.channel,
      sendState: stateOf.get(row.id) ?? null,
      orderedAfter: ordered ? true : end > now.getTime() ? null : false,
    }
  })
}
