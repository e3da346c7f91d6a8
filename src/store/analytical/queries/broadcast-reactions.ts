import type { ClickHouseClient } from '@clickhouse/client'
import type { Channel } from '#decide/strategy.ts'
import { IS_REACTION } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per channel and reaction. Cost: the touches since the broadcast began. */
const REACTIONS = `
SELECT channel, kind, uniqExact(send_key) AS sends FROM touches
WHERE ${IS_REACTION} AND kind IN ('opened', 'clicked') AND occurred_at >= {since:DateTime64(3,'UTC')} AND startsWith(send_key, {prefix:String})
GROUP BY channel, kind`

/** Messages of a broadcast that a person, no machine, opened or clicked. */
export async function readBroadcastReactions(client: ClickHouseClient, id: string, since: Date) {
  const rows = await readRows<{ channel: Channel; kind: 'opened' | 'clicked'; sends: string }>(client, REACTIONS, {
    since,
    prefix: `${id}:`,
  })
  return rows.map(({ channel, kind, sends }) => ({ channel, kind, sends: Number(sends) }))
}
