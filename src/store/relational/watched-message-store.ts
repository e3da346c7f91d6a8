import { sql } from 'kysely'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { MessageVerdict, WatchedMessage } from '#collect/tracking/message-watch.ts'
import { codeOfId } from '#collect/tracking/mask-message.ts'
import type { StepName } from '#collect/tracking/steps/step-result.ts'
import { storableText } from '#kernel/cut-text.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'

/** Messages that are kept of one watched source, and for how long. */
export const WATCHED_KEPT = { messages: 500, ms: 30 * MINUTE_MS } as const

/** One line of the list. */
export interface WatchedLine {
  readonly id: string
  /** Grows with each message; the place from which the next are asked for. */
  readonly seq: number
  readonly receivedAt: string
  readonly type: string
  readonly name: string
  readonly user: string
  readonly verdict: MessageVerdict
  readonly step: StepName | null
  readonly reason: string
  readonly customerId: string | null
}

export interface WatchFilter {
  /** Only later ones than this place. */
  readonly after?: number
  readonly event?: string
  /** A userId or anonymousId, exactly as it was sent. */
  readonly user?: string
  readonly verdict?: MessageVerdict
  readonly limit: number
}

type Content = Pick<WatchedMessage, 'field' | 'steps' | 'received' | 'stored'>

/** Adds messages, in the transaction that makes them true, and takes the oldest beyond the ring's size away. */
export async function keepWatched(
  db: Kysely<Database> | Transaction<Database>,
  keyring: Keyring,
  messages: readonly WatchedMessage[],
): Promise<void> {
  if (messages.length === 0) return
  const keptAt = new Date(Math.max(...messages.map(({ receivedAt }) => receivedAt)))
  await db
    .insertInto('watched_messages')
    .values(
      messages.map((message) => {
        const id = newId(new Date(message.receivedAt))
        const { field, steps, received, stored } = message
        return {
          id,
          source_id: message.sourceId,
          received_at: new Date(message.receivedAt),
          kept_at: keptAt,
          type: storableText(message.type),
          name: storableText(message.name),
          user_masked: storableText(message.user),
          user_codes: [...message.userCodes],
          verdict: message.verdict,
          step: message.step,
          reason: storableText(message.reason),
          customer_id: message.customerId,
          content: sealRecord(keyring, id, JSON.stringify({ field, steps, received, stored } satisfies Content)),
        }
      }),
    )
    .execute()
  for (const source of new Set(messages.map(({ sourceId }) => sourceId))) {
    await sql`DELETE FROM watched_messages WHERE source_id = ${source} AND seq <= (
      SELECT seq FROM watched_messages WHERE source_id = ${source} ORDER BY seq DESC OFFSET ${WATCHED_KEPT.messages} LIMIT 1)`.execute(db)
  }
}

/** Whether somebody looks at a source, and what they see. */
export function createSourceWatch(db: Kysely<Database>, keyring: Keyring) {
  return {
    /** Null when there is no such source; otherwise until when it is watched, or null where it is not. */
    async watchedUntil(sourceId: string): Promise<{ until: Date | null } | null> {
      const row = await db.selectFrom('sources').select('watched_until').where('id', '=', sourceId).executeTakeFirst()
      return row === undefined ? null : { until: row.watched_until }
    },

    /** False when there is no such source. */
    async start(sourceId: string, until: Date): Promise<boolean> {
      const result = await db.updateTable('sources').set({ watched_until: until }).where('id', '=', sourceId).executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },

    /** Ends it and takes away what was kept for it. False when there is no such source. */
    async stop(sourceId: string): Promise<boolean> {
      return await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('watched_messages').where('source_id', '=', sourceId).execute()
        const result = await trx.updateTable('sources').set({ watched_until: null }).where('id', '=', sourceId).executeTakeFirst()
        return Number(result.numUpdatedRows) === 1
      })
    },

    /** The newest first. */
    async list(sourceId: string, filter: WatchFilter, now: Date): Promise<WatchedLine[]> {
      const { after, event, user, verdict, limit } = filter
      let query = db
        .selectFrom('watched_messages')
        .select(LINE)
        .where('source_id', '=', sourceId)
        .where('kept_at', '>', new Date(now.getTime() - WATCHED_KEPT.ms))
      if (after !== undefined) query = query.where('seq', '>', after)
      if (event !== undefined) query = query.where('name', '=', event)
      if (verdict !== undefined) query = query.where('verdict', '=', verdict)
      if (user !== undefined) query = query.where(sql<boolean>`${codeOfId(user, keyring.contentSalt)} = ANY (user_codes)`)
      const rows = await query.orderBy('seq', 'desc').limit(limit).execute()
      return rows.map(lineOf)
    },

    /** One message whole; null when it is not there, or not any more. */
    async open(sourceId: string, id: string): Promise<(WatchedLine & Content) | null> {
      const row = await db
        .selectFrom('watched_messages')
        .selectAll()
        .where('source_id', '=', sourceId)
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return null
      const content = JSON.parse(openRecord(keyring, id, row.content)) as Content
      return { ...lineOf(row), ...content }
    },

    /** Takes away what is too old, of all sources. */
    async forget(now: Date): Promise<void> {
      await db
        .deleteFrom('watched_messages')
        .where('kept_at', '<', new Date(now.getTime() - WATCHED_KEPT.ms))
        .execute()
    },
  }
}

const LINE = ['id', 'seq', 'received_at', 'type', 'name', 'user_masked', 'verdict', 'step', 'reason', 'customer_id'] as const

function lineOf(row: Pick<Selectable<Database['watched_messages']>, (typeof LINE)[number]>): WatchedLine {
  const { id, type, name, verdict, step, reason } = row
  const [seq, receivedAt] = [Number(row.seq), row.received_at.toISOString()]
  return { id, seq, receivedAt, type, name, user: row.user_masked, verdict, step, reason, customerId: row.customer_id }
}

export type SourceWatch = ReturnType<typeof createSourceWatch>
