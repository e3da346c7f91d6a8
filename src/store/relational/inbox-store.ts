import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { EVENT_KINDS, eventSignals } from '#act/event-signals.ts'
import type { Inbox } from '#collect/tracking/intake.ts'
import type { InboxLease, InboxRequest, LoaderPorts, RefusedMessage, SourceCount } from '#collect/tracking/load-events.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import type { WatchedMessage } from '#collect/tracking/message-watch.ts'
import { isObject } from '#collect/tracking/tracking-message.ts'
import { newId, NO_CUSTOMER } from '#kernel/id.ts'
import { storableText } from '#kernel/cut-text.ts'
import { sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { FlagBatch } from '#quality/rules/quality-flags.ts'
import type { EngineLog } from '../engines/engine-log.ts'
import { noteTouched } from './customer-touches.ts'
import { appendSignals, readKinds } from './append-signals.ts'
import { askKysely } from './ask.ts'
import { addFlags } from './quality-flag-store.ts'
import { keepLeftOut } from './left-out-traits.ts'
import { openRequests, sealRequests } from './inbox-payload.ts'
import { keepViolations } from './plan-violations.ts'
import { addTimes, seenAt } from './source-freshness-store.ts'
import { keepWatched } from './watched-message-store.ts'
import type { Database } from './database.ts'

const ROWS_PER_LEASE = 200
const BYTES_PER_LEASE = 16 * 1024 ** 2

export function createInbox(db: Kysely<Database>, keyring: Keyring): Inbox {
  return {
    async append(requests) {
      const first = requests[0]
      if (first === undefined) return
      await db
        .insertInto('inbox')
        .values({
          source: first.sourceId,
          ...sealRequests(keyring, requests),
          records: requests.reduce((sum, request) => sum + request.messages.length, 0),
          received_at: new Date(first.receivedAt),
        })
        .execute()
    },

    async oldest() {
      const row = await db.selectFrom('inbox').select('received_at').orderBy('id').limit(1).executeTakeFirst()
      return row?.received_at ?? null
    },

    async backlogBytes() {
      const row = await db
        .selectFrom('inbox')
        .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('bytes'), sql<number>`0`).as('bytes'))
        .executeTakeFirstOrThrow()
      return Number(row.bytes)
    },
  }
}

/**
 * Leases inbox rows by holding their locks in an open transaction: a loader that dies gives them back at once. A lock on the loader itself lets only one
 * work at a time, which serialises look-up and insert of message IDs.
 */
export function createInboxLeases(
  pool: Pool,
  connect: (client: PoolClient) => Kysely<Database>,
  keyring: Keyring,
  log: EngineLog,
): LoaderPorts['lease'] {
  return async (maxMessages) => {
    const client = await pool.connect()
    const db = connect(client)
    const end = async (command: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
      try {
        await client.query(command)
        client.release()
      } catch (error) {
        client.release(true)
        if (command === 'COMMIT') throw error
      }
    }
    try {
      await client.query('BEGIN')
      const alone = await client.query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock(7301) AS held`)
      if (alone.rows[0]?.held !== true) {
        await end('ROLLBACK')
        return null
      }
      const ids = await chooseRows(db, maxMessages)
      const rows =
        ids.length === 0 ? [] : await db.selectFrom('inbox').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute()
      if (rows.length === 0) {
        await end('ROLLBACK')
        return null
      }
      return createLease(rows, db, keyring, log, end)
    } catch (error) {
      await end('ROLLBACK')
      throw error
    }
  }
}

/** The oldest rows that together are neither too many messages nor too much to hold at once; one row at least. */
async function chooseRows(db: Kysely<Database>, maxMessages: number): Promise<number[]> {
  const rows = await db.selectFrom('inbox').select(['id', 'records', 'bytes']).orderBy('id').limit(ROWS_PER_LEASE).execute()
  const ids: number[] = []
  let [messages, bytes] = [0, 0]
  for (const row of rows) {
    messages += row.records
    bytes += row.bytes
    if (ids.length > 0 && (messages > maxMessages || bytes > BYTES_PER_LEASE)) break
    ids.push(row.id)
  }
  return ids
}

/** An inbox row as it is leased. */
interface LeasedRow {
  readonly id: number
  readonly payload: Buffer
}

function createLease(
  rows: readonly LeasedRow[],
  db: Kysely<Database>,
  keyring: Keyring,
  log: EngineLog,
  end: (command: 'COMMIT' | 'ROLLBACK') => Promise<void>,
): InboxLease {
  /** When each source sent last. */
  const newest = new Map<string, number>()
  function* opened(): Generator<InboxRequest> {
    for (const row of rows) {
      for (const [index, request] of openRequests(keyring, row.payload).entries()) {
        newest.set(request.sourceId, Math.max(request.receivedAt, newest.get(request.sourceId) ?? 0))
        yield { ...request, inboxId: String(row.id), index }
      }
    }
  }
  return {
    requests: { [Symbol.iterator]: opened },
    async finish({ counts, refused, stored, watched, violations, times, leftOut }) {
      await keepRefused(db, keyring, refused)
      await tryKeepWatched(db, keyring, log, watched)
      await keepViolations(db, keyring, violations, new Date(Math.max(0, ...newest.values())))
      await keepLeftOut(db, leftOut)
      const kinds = await readKinds(askKysely(db))
      if (EVENT_KINDS.some((kind) => kinds.has(kind))) await appendSignals(askKysely(db), eventSignals(stored, kinds))
      await noteTouched(askKysely(db), stored)
      await addCounts(db, counts)
      await addTimes(askKysely(db), times)
      for (const [source, at] of newest) await seenAt(db, source, new Date(at))
      for (const batch of flagBatches(stored)) await addFlags(askKysely(db), batch)
      await db
        .deleteFrom('inbox')
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        )
        .execute()
      await end('COMMIT')
    },
    release: () => end('ROLLBACK'),
  }
}

/** What is only looked at never keeps what came in from being stored: where it cannot be kept, it is left out. */
async function tryKeepWatched(db: Kysely<Database>, keyring: Keyring, log: EngineLog, watched: readonly WatchedMessage[]): Promise<void> {
  if (watched.length === 0) return
  await sql`SAVEPOINT watched`.execute(db)
  try {
    await keepWatched(db, keyring, watched)
  } catch (error) {
    await sql`ROLLBACK TO SAVEPOINT watched`.execute(db)
    // Its words may hold what was sent.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    log.warn({ code, messages: watched.length }, 'messages of a watched source could not be kept')
  }
}

/** Marks of events, by source and day of receipt. */
function flagBatches(stored: readonly StoredEvent[]): FlagBatch[] {
  const marked = stored.filter(({ flags }) => flags !== undefined)
  const groups = Map.groupBy(marked, ({ sourceId, receivedAt }) => `${new Date(receivedAt).toISOString().slice(0, 10)} ${sourceId}`)
  return [...groups].map(([key, events]) => ({
    origin: 'tracking',
    originId: key.slice(11),
    day: key.slice(0, 10),
    now: new Date(events[0]?.receivedAt ?? 0),
    flags: events.flatMap(({ flags = [], messageId, customerId }) =>
      flags.map((flag) => ({ ...flag, record: messageId, customerId: customerId === NO_CUSTOMER ? null : customerId })),
    ),
  }))
}

async function keepRefused(db: Kysely<Database>, keyring: Keyring, refused: readonly RefusedMessage[]): Promise<void> {
  for (let start = 0; start < refused.length; start += 1000) {
    await db
      .insertInto('quarantine')
      .values(
        refused.slice(start, start + 1000).map((item) => {
          const id = newId(new Date(item.receivedAt))
          return {
            id,
            origin: 'tracking',
            origin_id: `${item.sourceId}/${item.originId}`,
            position: item.position,
            stage: item.step,
            reason: item.reason,
            field: item.field,
            message: item.message,
            record: sealRecord(keyring, id, JSON.stringify(isObject(item.record) ? item.record : { message: item.record })),
            created_at: new Date(item.receivedAt),
            sent_at: item.sentAt === null ? null : storableText(item.sentAt),
          }
        }),
      )
      .onConflict((conflict) => conflict.columns(['origin', 'origin_id', 'position']).doNothing())
      .execute()
  }
}

async function addCounts(db: Kysely<Database> | Transaction<Database>, counts: readonly SourceCount[]): Promise<void> {
  for (const count of counts) {
    await db
      .insertInto('intake_counts')
      .values({
        source: count.sourceId,
        day: count.day,
        received: count.received,
        stored: count.stored,
        duplicates: count.duplicates,
        quarantined: count.quarantined,
        dropped_by_consent: count.droppedByConsent,
      })
      .onConflict((conflict) =>
        conflict.columns(['source', 'day']).doUpdateSet({
          received: sql`intake_counts.received + excluded.received`,
          stored: sql`intake_counts.stored + excluded.stored`,
          duplicates: sql`intake_counts.duplicates + excluded.duplicates`,
          quarantined: sql`intake_counts.quarantined + excluded.quarantined`,
          dropped_by_consent: sql`intake_counts.dropped_by_consent + excluded.dropped_by_consent`,
        }),
      )
      .execute()
  }
}
