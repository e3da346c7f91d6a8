import type { ClickHouseClient } from '@clickhouse/client'
import { factsOf } from '../customer-of-origin.ts'
import { readRows } from './read-rows.ts'

/** What the ledger says by its own times. */
const IN_LEDGER = "('sent', 'delivered', 'suppressed')"

/** Grain: one row per touch of one message. Cost: the touches of one customer. */
const TOUCHES = `
SELECT toString(kind) AS touch, toUnixTimestamp64Milli(occurred_at) AS at, is_machine, JSONExtractString(detail, 'reason') AS reason
FROM touches FINAL
WHERE ${factsOf('[{customer:UUID}]')} AND send_key = {send:String} AND kind NOT IN ${IN_LEDGER}
ORDER BY occurred_at, touch_id LIMIT 200`

/** Something that became of a message after it left. */
export interface SendTouch {
  readonly kind: string
  readonly at: Date
  /** No person did it. */
  readonly isMachine: boolean
  readonly reason: string
}

/** What became of a message besides its way out: openings, clicks, complaints, tasks, coupons; the earliest 200. */
export async function readSendTouches(client: ClickHouseClient, customer: string, send: string): Promise<readonly SendTouch[]> {
  const rows = await readRows<{ touch: string; at: string; is_machine: number; reason: string }>(client, TOUCHES, { customer, send })
  return rows.map(({ touch, at, is_machine, reason }) => ({ kind: touch, at: new Date(Number(at)), isMachine: is_machine === 1, reason }))
}
