import type { ClickHouseClient } from '@clickhouse/client'
import type { BroadcastReactions } from '#act/broadcasts/broadcast.ts'
import type { Channel } from '#decide/strategy.ts'
import { HAS_REACTION, REACTION_KINDS } from './reacted-sends.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per channel. Cost: the touches since the broadcast began. A message counts once for each, however often it was opened. */
const REACTIONS = `
SELECT channel, countIf(is_opened) AS opened, countIf(is_clicked) AS clicked, countIf(by_machine) AS machine,
  countIf(is_unsubscribed) AS unsubscribed, countIf(is_complained) AS complained
FROM (
  SELECT channel, send_key, ${HAS_REACTION.opened} AS is_opened, ${HAS_REACTION.clicked} AS is_clicked, ${HAS_REACTION.machine_opened} AS by_machine,
    ${HAS_REACTION.unsubscribed} AS is_unsubscribed, ${HAS_REACTION.complained} AS is_complained
  FROM touches
  WHERE ${REACTION_KINDS} AND occurred_at >= {since:DateTime64(3,'UTC')} AND startsWith(send_key, {prefix:String})
  GROUP BY channel, send_key
)
GROUP BY channel`

/** What people did with the messages of a broadcast; what programs alone opened is apart. */
export async function readBroadcastReactions(client: ClickHouseClient, id: string, since: Date): Promise<readonly BroadcastReactions[]> {
  type Row = { channel: Channel } & Record<'opened' | 'clicked' | 'machine' | 'unsubscribed' | 'complained', string>
  const rows = await readRows<Row>(client, REACTIONS, { since, prefix: `${id}:` })
  return rows.map(({ channel, opened, clicked, machine, unsubscribed, complained }) => ({
    channel,
    opened: Number(opened),
    clicked: Number(clicked),
    machineOpened: Number(machine),
    unsubscribed: Number(unsubscribed),
    complained: Number(complained),
  }))
}
