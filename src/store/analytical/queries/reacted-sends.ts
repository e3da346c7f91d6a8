import type { ClickHouseClient } from '@clickhouse/client'
import type { SendReaction } from '#act/send-reaction.ts'
import { IS_REACTION } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

const OPENED = `max(${IS_REACTION} AND kind = 'opened')`

/** Of all touches of one message: whether it has a reaction. */
export const HAS_REACTION: Readonly<Record<SendReaction, string>> = {
  opened: OPENED,
  clicked: `max(${IS_REACTION} AND kind = 'clicked')`,
  machine_opened: `(max(kind = 'opened' AND is_machine = 1) AND NOT ${OPENED})`,
  unsubscribed: `max(kind = 'unsubscribed')`,
  complained: `max(kind = 'complained')`,
}

/** Kinds that the conditions above look at. */
export const REACTION_KINDS = "kind IN ('opened', 'clicked', 'unsubscribed', 'complained')"

/** Keys of messages of broadcasts begin with their run; those of strategies are found by their decisions. */
const OF_RUN = `
  AND (decision_id IN (SELECT toString(decision_id) FROM decisions WHERE run_id = {runId:UUID}) OR startsWith(send_key, {prefix:String}))`

/** Keys of the messages with a reaction, of one run or of all (null). Grain: one row per message. Cost: one pass over the touches. */
export async function readReactedSends(client: ClickHouseClient, reaction: SendReaction, runId: string | null): Promise<string[]> {
  const query = `
SELECT send_key FROM touches WHERE ${REACTION_KINDS}${runId === null ? '' : OF_RUN}
GROUP BY send_key HAVING ${HAS_REACTION[reaction]}`
  const rows = await readRows<{ send_key: string }>(client, query, runId === null ? {} : { runId, prefix: `${runId}:` })
  return rows.map((row) => row.send_key)
}
