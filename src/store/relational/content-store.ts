import type { Pool, PoolClient } from 'pg'
import type {
  ContentFilter,
  ContentSaved,
  ContentStore,
  LinkStore,
  LinkTarget,
  ShortLink,
  StoredContent,
} from '#act/content/content-ports.ts'
import { formsOf } from '#act/content/message-content.ts'
import type { MessageContent } from '#act/content/message-content.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'

interface Row {
  readonly id: string
  readonly version: number
  readonly published: number | null
  readonly body: MessageContent
  readonly created_at: Date
  readonly saved_at: Date
  readonly saved_by: string
  readonly published_at: Date | null
  readonly archived_at: Date | null
}

const WITH_BODY = 'FROM contents c JOIN content_versions v ON v.content = c.id AND v.version = c.version'

/** Contents, their versions, and where their links lead. Cost of a list: an index from the newest on. */
export function createContentStore(pool: Pool): ContentStore & LinkStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => withEngineErrors('postgres', () => inTransaction(pool, work))
  return {
    async list(filter, limit, after) {
      const { where, values } = wheres(filter)
      if (after !== null) {
        values.push(after.savedAt, after.id)
        where.push(`(c.saved_at, c.id) < ($${values.length - 1}, $${values.length})`)
      }
      values.push(limit)
      const rows = await ask<Row>(
        `SELECT c.*, v.body ${WITH_BODY} WHERE ${where.join(' AND ')} ORDER BY c.saved_at DESC, c.id DESC LIMIT $${values.length}`,
        values,
      )
      return rows.map(toStored)
    },

    async count(filter) {
      const { where, values } = wheres(filter)
      const [row] = await ask<{ n: number }>(`SELECT count(*)::int AS n FROM contents c WHERE ${where.join(' AND ')}`, values)
      return row?.n ?? 0
    },

    async one(id) {
      const [row] = await ask<Row>(`SELECT c.*, v.body ${WITH_BODY} WHERE c.id = $1`, [id])
      return row === undefined ? null : toStored(row)
    },

    async version(id, version) {
      const [row] = await ask<{ body: MessageContent }>('SELECT body FROM content_versions WHERE content = $1 AND version = $2', [
        id,
        version,
      ])
      return row?.body ?? null
    },

    async versions(id) {
      return await ask(
        'SELECT version, saved_at AS "savedAt", saved_by AS "savedBy" FROM content_versions WHERE content = $1 ORDER BY version DESC LIMIT 200',
        [id],
      )
    },

    add: (id, content, saved) =>
      change(async (client) => {
        await client.query(
          `INSERT INTO contents (id, name, purpose, channels, version, created_at, saved_at, saved_by) VALUES ($1, $2, $3, $4, 1, $5, $5, $6)`,
          [id, ...columnsOf(content), saved.at, saved.by],
        )
        await keepVersion(client, id, 1, content, saved)
      }),

    save: (id, base, content, saved) =>
      change(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE contents SET name = $3, purpose = $4, channels = $5, version = $2 + 1, saved_at = $6, saved_by = $7 WHERE id = $1 AND version = $2`,
          [id, base, ...columnsOf(content), saved.at, saved.by],
        )
        if (rowCount !== 1) return false
        await keepVersion(client, id, base + 1, content, saved)
        return true
      }),

    publish: (id, version, targets, { at, by }) =>
      change(async (client) => {
        const { rowCount } = await client.query(
          'UPDATE contents SET published = $2, published_at = $3, published_by = $4 WHERE id = $1 AND version = $2 AND archived_at IS NULL',
          [id, version, at, by],
        )
        if (rowCount !== 1) return false
        await keepTargets(client, id, targets, at)
        return true
      }),

    async archive(id, at) {
      await ask('UPDATE contents SET archived_at = $2 WHERE id = $1', [id, at])
    },

    async targets(codes) {
      const rows = await ask<{ code: string; url: string; content: string; piece: string | null }>(
        'SELECT code, url, content, piece FROM link_targets WHERE code = ANY($1)',
        [codes],
      )
      return new Map(rows.map(({ code, url, content, piece }) => [code, { url, content, piece }]))
    },

    addTargets: (content, targets, now) => change((client) => keepTargets(client, content, targets, now)),

    async addShort(links, now) {
      await ask(
        `INSERT INTO short_links (code, target, send_key, created_at)
         SELECT code, target, send_key, $4 FROM unnest($1::text[], $2::text[], $3::text[]) AS l (code, target, send_key) ON CONFLICT DO NOTHING`,
        [links.map(({ code }) => code), links.map(({ target }) => target), links.map(({ sendKey }) => sendKey), now],
      )
    },

    async short(code) {
      const [row] = await ask<ShortLink>('SELECT code, target, send_key AS "sendKey" FROM short_links WHERE code = $1', [code])
      return row ?? null
    },
  }
}

function wheres({ q, state, channel, purpose }: ContentFilter): { where: string[]; values: unknown[] } {
  const values: unknown[] = []
  const ask = (value: unknown): string => `$${values.push(value)}`
  const where = ['true']
  if (q !== undefined && q.trim() !== '') where.push(`strpos(lower(c.name), lower(${ask(q.trim())})) > 0`)
  if (channel !== undefined) where.push(`${ask(channel)} = ANY(c.channels)`)
  if (purpose !== undefined) where.push(`c.purpose = ${ask(purpose)}`)
  if (state === 'archived') where.push('c.archived_at IS NOT NULL')
  else {
    where.push('c.archived_at IS NULL')
    if (state !== undefined) where.push(state === 'draft' ? 'c.published IS NULL' : 'c.published IS NOT NULL')
  }
  return { where, values }
}

function columnsOf(content: MessageContent): unknown[] {
  return [content.name.trim(), content.purpose, [...formsOf(content)]]
}

async function keepVersion(
  client: PoolClient,
  id: string,
  version: number,
  content: MessageContent,
  { at, by }: ContentSaved,
): Promise<void> {
  await client.query('INSERT INTO content_versions (content, version, body, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)', [
    id,
    version,
    JSON.stringify(content),
    at,
    by,
  ])
}

async function keepTargets(client: PoolClient, id: string, targets: readonly LinkTarget[], at: Date): Promise<void> {
  await client.query(
    `INSERT INTO link_targets (code, url, content, piece, created_at)
     SELECT code, url, $4, piece, $5 FROM unnest($1::text[], $2::text[], $3::uuid[]) AS t (code, url, piece) ON CONFLICT DO NOTHING`,
    [targets.map(({ code }) => code), targets.map(({ url }) => url), targets.map(({ piece }) => piece ?? null), id, at],
  )
}

function toStored(row: Row): StoredContent {
  return {
    id: row.id,
    version: row.version,
    published: row.published,
    content: row.body,
    createdAt: row.created_at,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    publishedAt: row.published_at,
    archivedAt: row.archived_at,
  }
}
