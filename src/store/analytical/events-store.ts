import { setTimeout } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import { messageKey, type StoredReceipt } from '#collect/tracking/steps/dedupe-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { AppError } from '#kernel/app-error.ts'
import { engineTime, insertLines, tabSeparated } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

const LOOK_UP = 10_000
/** Of events that were stored before sources were kept. */
const NO_SOURCE = ''
/** What the inserts of a load are known by in the engine. */
export const LOAD_COMMENT = 'liuke-load'
const IS_LOAD = `current_database = currentDatabase() AND query_kind = 'Insert' AND Settings['log_comment'] = '${LOAD_COMMENT}'`
const LOOK_EVERY_MS = 20
const MOST_LOOKS = 1_000

/** Look-up by hash, checked by id. Grain: one row per stored message asked for. Cost: one scan of an 8-byte column. */
export function createEventsStore(client: ClickHouseClient): Pick<LoaderPorts, 'storedMessages' | 'insertEvents' | 'endLateInserts'> {
  return {
    async storedMessages(events) {
      const found = new Map<string, StoredReceipt>()
      for (let start = 0; start < events.length; start += LOOK_UP) {
        // The hashes are our own 64-bit numbers, so they may stand in the text; as parameters they would not fit into a URL. As one text, which takes the engine a
        // third of the time that it takes to parse as many literals.
        const hashes = events.slice(start, start + LOOK_UP).map((event) => event.messageHash)
        const result = await client.query({
          query: `SELECT source_id, message_id, argMin(inbox_id, events.received_at) AS inbox_id, toUnixTimestamp64Milli(argMin(events.occurred_at, events.received_at)) AS occurred_at, toUnixTimestamp64Milli(min(events.received_at)) AS received_at FROM events WHERE message_hash IN CAST('[${hashes.join(',')}]', 'Array(UInt64)') GROUP BY source_id, message_id`,
          format: 'JSONEachRow',
          clickhouse_settings: { max_query_size: '4000000' },
        })
        for (const row of await result.json<ReceiptRow>()) {
          const key = messageKey({ sourceId: row.source_id, messageId: row.message_id })
          found.set(key, { receivedAt: Number(row.received_at), inboxId: row.inbox_id, occurredAt: Number(row.occurred_at) })
        }
      }
      if (found.size === 0) return events.map(() => undefined)
      return events.map(
        (event) => found.get(messageKey(event)) ?? found.get(messageKey({ sourceId: NO_SOURCE, messageId: event.messageId })),
      )
    },

    async insertEvents(events) {
      // Those of a file have no other attempt that could meet them.
      const comment = events[0]?.importId === undefined ? LOAD_COMMENT : undefined
      await insertLines(client, 'events', COLUMNS, lines(events), undefined, comment)
    },

    /** Cost: a look at what runs, mostly. One loader works at a time, so no other one waits for any of it. @throws AppError unavailable `engine-unavailable` */
    async endLateInserts() {
      const running = () => readRows(client, `SELECT query_id FROM system.processes WHERE ${IS_LOAD}`)
      for (let looks = 0; (await running()).length > 0; looks += 1) {
        if (looks === MOST_LOOKS)
          throw new AppError('unavailable', 'engine-unavailable', 'An insert of before goes on: what came in waits for its end.')
        // SYNC would wait for an end that our own engine does not report.
        if (looks === 0) await client.command({ query: `KILL QUERY WHERE ${IS_LOAD} ASYNC` })
        await setTimeout(LOOK_EVERY_MS)
      }
    },
  }
}

interface ReceiptRow {
  readonly source_id: string
  readonly message_id: string
  readonly inbox_id: string
  readonly received_at: string | number
  readonly occurred_at: string | number
}

const COLUMNS = [
  'source_id',
  'message_id',
  'message_hash',
  'origin_id',
  'owner_id',
  'anonymous_id',
  'type',
  'name',
  'channel',
  'occurred_at',
  'received_at',
  'inbox_id',
  'available_at',
  'product_id',
  'category',
  'amount',
  'currency',
  'properties',
  'is_bot',
  'is_test',
  'is_repeat',
  'clock_clamped',
  'import_id',
] as const

function* lines(events: readonly StoredEvent[]): Generator<string> {
  for (const event of events) {
    yield tabSeparated([
      event.sourceId,
      event.messageId,
      event.messageHash,
      event.originId,
      event.customerId,
      event.anonymousId,
      event.type,
      event.name,
      event.channel,
      engineTime(event.occurredAt),
      engineTime(event.receivedAt),
      event.inboxId,
      engineTime(event.availableAt),
      event.productId,
      event.category,
      event.amount.toFixed(6),
      event.currency,
      JSON.stringify(event.properties),
      Number(event.isBot),
      Number(event.isTest),
      Number(event.isRepeat),
      Number(event.clockClamped),
      event.importId ?? '',
    ])
  }
}
