import type { Pool, PoolClient } from 'pg'
import type { OfferContent, OfferCounts, OfferFilter, OfferStore, SaveResult, StoredOffer } from '#act/offers/offer-ports.ts'
import { plainCode } from '#act/offers/offer-code.ts'
import type { Offer, OfferState } from '#act/offers/offer.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { breaksConstraint } from './breaks-constraint.ts'
import { inTransaction } from './in-transaction.ts'

interface Row {
  readonly id: string
  readonly version: number
  readonly state: OfferState
  readonly body: Offer
  readonly issued: number
  readonly has_secret: boolean
  readonly created_at: Date
  readonly saved_at: Date
  readonly saved_by: string
}

const OFFERS = `SELECT o.id, o.version, o.state, o.issued, o.secret IS NOT NULL AS has_secret, o.created_at, o.saved_at, o.saved_by, v.body
  FROM offers o JOIN offer_versions v ON v.offer = o.id AND v.version = o.version`

/** Codes are kept as a keyed hash to be found by and sealed to be read; `plain` is what `plainCode` makes of one. */
export function codeHash(keyring: Keyring, plain: string): Buffer {
  return blindIndex(keyring, 'offer-code', plain)
}

/** Offers, their versions and lists of codes. Cost of a list: an index from the newest on. */
export function createOfferStore(pool: Pool, keyring: Keyring): OfferStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const shared = ({ codes }: Offer): Buffer | null => (codes.mode === 'shared' ? codeHash(keyring, plainCode(codes.code)) : null)
  const saving = async <T extends SaveResult>(work: (client: PoolClient) => Promise<T>): Promise<T | 'name_taken' | 'code_taken'> => {
    try {
      return await withEngineErrors('postgres', () => inTransaction(pool, work))
    } catch (error) {
      if (breaksConstraint(error, 'offers_names')) return 'name_taken'
      if (breaksConstraint(error, 'offers_shared_codes')) return 'code_taken'
      throw error
    }
  }
  const addVersion = (client: PoolClient, id: string, version: number, offer: Offer, at: Date, by: string) =>
    client.query('INSERT INTO offer_versions (offer, version, body, shared_code, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5, $6)', [
      id,
      version,
      JSON.stringify(offer),
      shared(offer),
      at,
      by,
    ])
  return {
    async list(filter, limit, after) {
      const { where, values } = wheres(filter)
      if (after !== null) {
        values.push(after.savedAt, after.id)
        where.push(`(o.saved_at, o.id) < ($${values.length - 1}, $${values.length})`)
      }
      values.push(limit)
      const rows = await ask<Row>(
        `${OFFERS} WHERE ${where.join(' AND ')} ORDER BY o.saved_at DESC, o.id DESC LIMIT $${values.length}`,
        values,
      )
      return rows.map(toStored)
    },

    async count(filter) {
      const { where, values } = wheres(filter)
      const [row] = await ask<{ n: number }>(
        `SELECT count(*)::int AS n FROM offers o JOIN offer_versions v ON v.offer = o.id AND v.version = o.version WHERE ${where.join(' AND ')}`,
        values,
      )
      return row?.n ?? 0
    },

    async one(id) {
      const [row] = await ask<Row>(`${OFFERS} WHERE o.id = $1`, [id])
      return row === undefined ? null : toStored(row)
    },

    async version(id, version) {
      const [row] = await ask<{ body: Offer }>('SELECT body FROM offer_versions WHERE offer = $1 AND version = $2', [id, version])
      return row?.body ?? null
    },

    versions: (id) =>
      ask<{ version: number; savedAt: Date; savedBy: string }>(
        'SELECT version, saved_at AS "savedAt", saved_by AS "savedBy" FROM offer_versions WHERE offer = $1 ORDER BY version DESC LIMIT 200',
        [id],
      ),

    add: (id, offer, { at, by }) =>
      saving(async (client) => {
        await client.query(
          `INSERT INTO offers (id, name, state, version, shared_code, created_at, saved_at, saved_by) VALUES ($1, $2, 'draft', 1, $3, $4, $4, $5)`,
          [id, offer.name.trim(), shared(offer), at, by],
        )
        await addVersion(client, id, 1, offer, at, by)
        return 'saved'
      }),

    save: (id, base, offer, { at, by }) =>
      saving(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE offers SET name = $3, shared_code = $4, version = version + 1, saved_at = $5, saved_by = $6
           WHERE id = $1 AND version = $2 AND state <> 'ended'`,
          [id, base, offer.name.trim(), shared(offer), at, by],
        )
        if (rowCount !== 1) return 'changed'
        await addVersion(client, id, base + 1, offer, at, by)
        return 'saved'
      }),

    setState: async (id, from, to) =>
      (await ask('UPDATE offers SET state = $3 WHERE id = $1 AND state = ANY($2::text[]) RETURNING id', [id, from, to])).length === 1,

    async setSecret(id, secret) {
      await ask('UPDATE offers SET secret = $2 WHERE id = $1', [id, sealRecord(keyring, `offer:${id}`, secret)])
    },

    async secret(id) {
      const [row] = await ask<{ secret: Buffer | null }>('SELECT secret FROM offers WHERE id = $1', [id])
      return row === undefined || row.secret === null ? null : openRecord(keyring, `offer:${id}`, row.secret)
    },

    async counts(ids) {
      const rows = await ask<OfferCounts & { offer: string }>(COUNTS, [ids])
      return new Map(rows.map(({ offer, ...counts }) => [offer, counts]))
    },

    async addCodes(id, codes, now) {
      const hashes = codes.map((code) => codeHash(keyring, plainCode(code)))
      const sealed = codes.map((code) => sealRecord(keyring, `offer-code:${id}`, code))
      let added = 0
      for (let from = 0; from < codes.length; from += CODES_A_STATEMENT) {
        const to = from + CODES_A_STATEMENT
        const rows = await ask(
          `INSERT INTO offer_codes (offer, code_hash, code, added_at) SELECT $1, h, c, $4 FROM unnest($2::bytea[], $3::bytea[]) AS k (h, c)
           ON CONFLICT (code_hash) DO NOTHING RETURNING id`,
          [id, hashes.slice(from, to), sealed.slice(from, to), now],
        )
        added += rows.length
      }
      return added
    },

    contentsWith: (id) =>
      ask<OfferContent>(
        `SELECT c.id, v.body ->> 'name' AS name, bool_or(w.version = c.published) AS "isPublished"
         FROM contents c JOIN content_versions v ON v.content = c.id AND v.version = c.version
         JOIN content_versions w ON w.content = c.id AND w.version IN (c.version, c.published)
         WHERE w.body ->> 'offerId' = $1::text AND c.archived_at IS NULL GROUP BY c.id, v.body ->> 'name' ORDER BY name LIMIT 100`,
        [id],
      ),
  }
}

const CODES_A_STATEMENT = 5_000

/** Grain: offers. Cost: all rows of what was given out of them, by their indexes. */
const COUNTS = `
  SELECT o.id AS offer, coalesce(i.issued, 0) AS issued, coalesce(i.delivered, 0) AS delivered, coalesce(i.opened, 0) AS opened, coalesce(u.used, 0) AS used,
    coalesce(u.untied, 0) AS untied, coalesce(u.late, 0) AS late, coalesce(c.codes, 0) AS codes, coalesce(c.left, 0) AS "codesLeft"
  FROM offers o
  LEFT JOIN (
    SELECT i.offer, count(*)::int AS issued,
      count(*) FILTER (WHERE s.state IN ('accepted', 'delivered') OR i.opened_at IS NOT NULL
        OR EXISTS (SELECT FROM offer_uses u WHERE u.send_key = i.send_key))::int AS delivered,
      count(i.opened_at)::int AS opened
    FROM offer_issues i JOIN send_ledger s ON s.send_key = i.send_key WHERE i.offer = ANY($1::uuid[]) GROUP BY i.offer
  ) i ON i.offer = o.id
  LEFT JOIN (
    SELECT offer, count(DISTINCT send_key)::int AS used, count(*) FILTER (WHERE send_key IS NULL)::int AS untied, count(problem)::int AS late
    FROM offer_uses WHERE offer = ANY($1::uuid[]) GROUP BY offer
  ) u ON u.offer = o.id
  LEFT JOIN (
    SELECT offer, count(*)::int AS codes, count(*) FILTER (WHERE taken_by IS NULL)::int AS left FROM offer_codes WHERE offer = ANY($1::uuid[]) GROUP BY offer
  ) c ON c.offer = o.id
  WHERE o.id = ANY($1::uuid[])`

function wheres({ q, state }: OfferFilter): { where: string[]; values: unknown[] } {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const where = ['true']
  if (q !== undefined && q.trim() !== '') {
    const part = bind(q.trim())
    const fields = ['o.name', "v.body #>> '{title,zh}'", "v.body #>> '{title,en}'"]
    where.push(`(${fields.map((field) => `strpos(lower(${field}), lower(${part})) > 0`).join(' OR ')})`)
  }
  if (state !== undefined) where.push(`o.state = ${bind(state)}`)
  return { where, values }
}

function toStored(row: Row): StoredOffer {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    offer: row.body,
    issued: row.issued,
    hasSecret: row.has_secret,
    createdAt: row.created_at,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
  }
}
