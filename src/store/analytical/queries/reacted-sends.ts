import type { ClickHouseClient } from '@clickhouse/client'
import { IS_REACTION } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per message. Cost: one pass over the touches. */
const REACTED = `
SELECT DISTINCT send_key FROM touches
WHERE ${IS_REACTION} AND kind = {reaction:String}`

/** Keys of the messages that a person opened or clicked, of one run or of all (null). */
export async function readReactedSends(client: ClickHouseClient, reaction: 'opened' | 'clicked', runId: string | null): Promise<string[]> {
  const ofRun = runId === null ? '' : ' AND decision_id IN (SELECT toString(decision_id) FROM decisions WHERE run_id = {runId:UUID})'
  const rows = await readRows<{ send_key: string }>(client, `${REACTED}${ofRun}`, { reaction, ...(runId === null ? {} : { runId }) })
  return rows.map((row) => row.send_key)
}
