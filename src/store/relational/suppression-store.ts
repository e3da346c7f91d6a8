import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { Suppression, SuppressionReason } from '#act/suppressions/suppression.ts'
import type { SuppressionFilter, SuppressionStore } from '#act/suppressions/suppression-service.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Database } from './database.ts'

/** How a suppression came to be. */
export interface NewSuppression {
  readonly reason: SuppressionReason
  readonly source: string
  readonly now: Date
  /** Null or absent: for good. */
  readonly until?: Date | null
  readonly actor?: string
  readonly note?: string
}

/** Name of the setting that says how far a complaint goes. */
const COMPLAINTS = 'complaints'
const INSERTED_AT_ONCE = 5_000

/**
 * Writes addresses down on channels and returns how many of these are new. One that stands for the same reason stays as it is; a pause that would end earlier is
 * drawn out.
 */
export async function addSuppressions(
  db: Kysely<Database>,
  addresses: readonly { readonly kind: string; readonly blindIndex: Buffer; readonly masked: string }[],
  channels: readonly Channel[],
  { reason, source, now, until = null, actor = '', note = '' }: NewSuppression,
): Promise<number> {
  let added = 0
  for (let start = 0; start < addresses.length; start += INSERTED_AT_ONCE) {
    const some = addresses.slice(start, start + INSERTED_AT_ONCE)
    const result = await sql<{ is_new: boolean }>`
      INSERT INTO suppressions AS s (kind, blind_index, masked, channel, reason, source, actor, note, created_at, until)
      SELECT DISTINCT ON (a.kind, a.blind_index, c.channel) a.kind, a.blind_index, a.masked, c.channel, ${reason}::text, ${source}::text, ${actor}::text, ${note}::text,
        ${now}::timestamptz, ${until}::timestamptz
      FROM unnest(${some.map((one) => one.kind)}::text[], ${some.map((one) => one.blindIndex)}::bytea[], ${some.map((one) => one.masked)}::text[])
        AS a (kind, blind_index, masked) CROSS JOIN unnest(${[...channels]}::text[]) AS c (channel)
      ON CONFLICT (kind, blind_index, channel, reason) DO UPDATE SET until = excluded.until, source = excluded.source, created_at = excluded.created_at
        WHERE s.until IS NOT NULL AND (excluded.until IS NULL OR s.until < excluded.until)
      RETURNING (xmax = 0) AS is_new`.execute(db)
    added += result.rows.filter((row) => row.is_new).length
  }
  return added
}

/** Whether a complaint on one channel ends marketing on all of them, as the project wants it. */
export async function complaintsStopEverything(db: Kysely<Database>): Promise<boolean> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', COMPLAINTS).executeTakeFirst()
  return (row?.value as { reach?: unknown } | undefined)?.reach === 'everywhere'
}

interface Row {
  readonly id: string
  readonly kind: string
  readonly channel: Channel
  readonly masked: string
  readonly customer_id: string | null
  readonly reason: SuppressionReason
  readonly source: string
  readonly note: string
  readonly actor: string
  readonly created_at: Date
  readonly until: Date | null
}

export function createSuppressionStore(db: Kysely<Database>): SuppressionStore {
  return {
    async list(filter, { before, limit }, now) {
      const { rows } = await sql<Row>`
        SELECT s.id, s.kind, s.channel, coalesce(nullif(s.masked, ''), i.masked, p.masked_name, '') AS masked, coalesce(c.merged_into, c.id, p.merged_into, p.id) AS customer_id,
          s.reason, s.source, s.note, s.actor, s.created_at, s.until
        FROM suppressions s
        LEFT JOIN identifiers i ON i.kind = s.kind AND i.blind_index = s.blind_index
        LEFT JOIN customers c ON c.id = i.customer_id
        LEFT JOIN customers p ON s.kind = 'customer' AND uuid_send(p.id) = s.blind_index
        WHERE ${matches(filter, now)} AND (${before}::bigint IS NULL OR s.id < ${before}::bigint)
        ORDER BY s.id DESC LIMIT ${limit}`.execute(db)
      return rows.map(suppressionOf)
    },

    async count(filter, now) {
      const { rows } = await sql<{ n: string }>`SELECT count(*) AS n FROM suppressions s WHERE ${matches(filter, now)}`.execute(db)
      return Number(rows[0]?.n ?? 0)
    },

    async add(addresses, channels, how) {
      return await addSuppressions(db, addresses, channels, how)
    },

    async standing(addresses, channels, now) {
      const { rows } = await sql<{ n: string; customers: string }>`
        SELECT count(*) FILTER (WHERE (SELECT count(DISTINCT s.channel) FROM suppressions s WHERE s.kind = a.kind AND s.blind_index = a.blind_index
            AND s.channel = ANY (${[...channels]}::text[]) AND (s.until IS NULL OR s.until > ${now})) = ${channels.length}) AS n,
          count(*) FILTER (WHERE EXISTS (SELECT FROM identifiers i WHERE i.kind = a.kind AND i.blind_index = a.blind_index)) AS customers
        FROM unnest(${addresses.map((one) => one.kind)}::text[], ${addresses.map((one) => one.blindIndex)}::bytea[]) AS a (kind, blind_index)`.execute(
        db,
      )
      return { already: Number(rows[0]?.n ?? 0), customers: Number(rows[0]?.customers ?? 0) }
    },

    async find(id) {
      const row = await db
        .selectFrom('suppressions')
        .select(['reason', 'channel'])
        .where(sql<string>`id::text`, '=', id)
        .executeTakeFirst()
      return row === undefined ? null : { reason: row.reason as SuppressionReason, channel: row.channel as Channel }
    },

    async lift(id) {
      const result = await db
        .deleteFrom('suppressions')
        .where(sql<string>`id::text`, '=', id)
        .executeTakeFirst()
      return result.numDeletedRows === 1n
    },

    complaintsStopEverything: () => complaintsStopEverything(db),

    async setComplaintsStopEverything(everywhere, now) {
      const value = JSON.stringify({ reach: everywhere ? 'everywhere' : 'channel' })
      await db
        .insertInto('settings')
        .values({ name: COMPLAINTS, value, updated_at: now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: now }))
        .execute()
    },
  }
}

function matches({ channel, reason, addresses }: SuppressionFilter, now: Date): RawBuilder<boolean> {
  const parts = [sql<boolean>`(s.until IS NULL OR s.until > ${now})`]
  if (channel !== undefined) parts.push(sql<boolean>`s.channel = ${channel}`)
  if (reason !== undefined) parts.push(sql<boolean>`s.reason = ${reason}`)
  if (addresses !== undefined) {
    parts.push(sql<boolean>`(s.kind, s.blind_index) IN (SELECT * FROM unnest(${addresses.map((one) => one.kind)}::text[],
      ${addresses.map((one) => one.blindIndex)}::bytea[]))`)
  }
  return sql<boolean>`${sql.join(parts, sql` AND `)}`
}

function suppressionOf(row: Row): Suppression {
  return {
    id: Number(row.id),
    kind: row.kind,
    channel: row.channel,
    masked: row.masked,
    customerId: row.customer_id,
    reason: row.reason,
    source: row.source,
    note: row.note,
    actor: row.actor,
    createdAt: row.created_at,
    until: row.until,
  }
}
