import type { Pool, PoolClient } from 'pg'
import type { CodeAsk, FoundCode, OfferUseStore } from '#act/offers/offer-ports.ts'
import { plainCode } from '#act/offers/offer-code.ts'
import type { Offer, OfferState } from '#act/offers/offer.ts'
import type { SendSourceKind } from '#act/send-source.ts'
import type { SendSubject } from '#act/send-store.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'
import { codeHash } from './offer-store.ts'

interface FoundRow {
  readonly offer: string
  readonly version: number
  readonly state: OfferState
  readonly body: Offer
  readonly send_key: string | null
  readonly last_day: string | null
}

type Asker = Pick<PoolClient, 'query'>

/** Which orders used which offers. Cost: by the hashes of codes and the keys of orders. */
export function createOfferUseStore(pool: Pool, keyring: Keyring): OfferUseStore {
  const hashOf = (code: string): Buffer => codeHash(keyring, plainCode(code))
  return {
    find: (ask) =>
      withEngineErrors('postgres', async () => {
        const row = await rowOf(pool, hashOf(ask.code))
        return row === null ? null : await foundOf(pool, row, ask, hashOf(ask.code))
      }),

    ours: (codes) =>
      withEngineErrors('postgres', async () => {
        const byHash = new Map(codes.map((code) => [hashOf(code).toString('hex'), code]))
        const { rows } = await pool.query<{ hash: string }>(
          `SELECT encode(code_hash, 'hex') AS hash FROM offer_issues WHERE code_hash = ANY($1::bytea[])
           UNION SELECT encode(shared_code, 'hex') FROM offer_versions WHERE shared_code = ANY($1::bytea[])`,
          [codes.map(hashOf)],
        )
        return new Set(rows.flatMap(({ hash }) => byHash.get(hash) ?? []))
      }),

    use: (use, judge, isFact) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const hash = hashOf(use.code)
          const row = await rowOf(client, hash)
          if (row === null) return { kind: 'refused', problem: 'unknown', found: null }
          // Two orders that come at the same moment with the same offer are looked at one after the other.
          await client.query(
            row.send_key === null
              ? 'SELECT FROM offers WHERE id = $1 FOR UPDATE'
              : 'SELECT FROM offer_issues WHERE send_key = $1 FOR UPDATE',
            [row.send_key ?? row.offer],
          )
          const before = await client.query<{ used_at: Date; code_hash: Buffer | null; send_key: string | null }>(
            'SELECT used_at, code_hash, send_key FROM offer_uses WHERE offer = $1 AND order_id = $2',
            [row.offer, use.orderId],
          )
          const found = await foundOf(client, row, use, hash)
          const [known] = before.rows
          if (known !== undefined) {
            if (known.code_hash?.equals(hash) !== true) return { kind: 'refused', problem: 'used', found }
            // What is said without the file too does not go with it.
            if (use.importId === null)
              await client.query('UPDATE offer_uses SET import_id = NULL WHERE offer = $1 AND order_id = $2', [row.offer, use.orderId])
            return { kind: 'used', found, usedAt: known.used_at, again: true, send: await sendOf(client, known.send_key), problem: null }
          }
          const problem = judge(found)
          if (problem !== null && (!isFact || problem === 'used' || problem === 'unknown')) return { kind: 'refused', problem, found }
          const sendKey = row.send_key ?? (await tiedTo(client, row.offer, use.customerId))
          const { rows } = await client.query<{ used_at: Date }>(
            `INSERT INTO offer_uses (offer, order_id, send_key, code_hash, is_unique, used_at, said_by, import_id, problem)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING used_at`,
            [row.offer, use.orderId, sendKey, hash, row.send_key !== null, use.usedAt, use.saidBy, use.importId, problem],
          )
          const [made] = rows
          if (made === undefined) return { kind: 'refused', problem: 'used', found }
          return { kind: 'used', found, usedAt: made.used_at, again: false, send: await sendOf(client, sendKey), problem }
        }),
      ),
  }
}

/** The offer of a code in the terms that it was given with; of a shared one in those of the last version with it, and of the offer that is not over where several had it. */
async function rowOf(client: Asker, hash: Buffer): Promise<FoundRow | null> {
  const { rows } = await client.query<FoundRow>(
    `SELECT i.offer, i.version, o.state, v.body, i.send_key, i.last_day::text AS last_day
     FROM offer_issues i JOIN offers o ON o.id = i.offer JOIN offer_versions v ON v.offer = i.offer AND v.version = i.version WHERE i.code_hash = $1`,
    [hash],
  )
  if (rows[0] !== undefined) return rows[0]
  const shared = await client.query<FoundRow>(
    `SELECT o.id AS offer, v.version, o.state, v.body, NULL AS send_key, NULL AS last_day
     FROM offer_versions v JOIN offers o ON o.id = v.offer WHERE v.shared_code = $1 ORDER BY o.state = 'ended', v.saved_at DESC LIMIT 1`,
    [hash],
  )
  return shared.rows[0] ?? null
}

async function foundOf(client: Asker, row: FoundRow, { customerId, orderId }: CodeAsk, hash: Buffer): Promise<FoundCode> {
  const isShared = row.send_key === null
  const uses = isShared
    ? []
    : (await client.query<{ order_id: string }>('SELECT order_id FROM offer_uses WHERE code_hash = $1 AND is_unique', [hash])).rows
  const [own] =
    isShared && customerId !== null
      ? (
          await client.query<{ n: number; last_day: string | null }>(
            `SELECT (SELECT count(*)::int FROM offer_uses u JOIN send_ledger s ON s.send_key = u.send_key
                WHERE u.offer = $1 AND s.customer_id = $2 AND u.order_id <> $3) AS n,
               (SELECT max(i.last_day)::text FROM send_ledger s JOIN offer_issues i ON i.send_key = s.send_key
                WHERE s.customer_id = $2 AND i.offer = $1) AS last_day`,
            [row.offer, customerId, orderId],
          )
        ).rows
      : []
  return {
    offerId: row.offer,
    version: row.version,
    state: row.state,
    offer: row.body,
    sendKey: row.send_key,
    given: isShared ? null : { lastDay: row.last_day },
    customerLastDay: own?.last_day ?? null,
    usedBy: uses.map(({ order_id: id }) => id),
    usedByCustomer: own?.n ?? null,
  }
}

/** Of a code that all share: the message that brought it to this customer first, of those that no order is tied to before others. */
async function tiedTo(client: Asker, offer: string, customerId: string | null): Promise<string | null> {
  if (customerId === null) return null
  const { rows } = await client.query<{ send_key: string }>(
    `SELECT i.send_key FROM send_ledger s JOIN offer_issues i ON i.send_key = s.send_key
     WHERE s.customer_id = $2 AND i.offer = $1
     ORDER BY EXISTS (SELECT FROM offer_uses u WHERE u.send_key = i.send_key), i.issued_at LIMIT 1`,
    [offer, customerId],
  )
  return rows[0]?.send_key ?? null
}

async function sendOf(client: Asker, sendKey: string | null): Promise<SendSubject | null> {
  if (sendKey === null) return null
  const { rows } = await client.query<{
    send_key: string
    customer_id: string
    decision_id: string | null
    source_kind: SendSourceKind
    source_id: string
    channel: Channel
  }>('SELECT send_key, customer_id, decision_id, source_kind, source_id, channel FROM send_ledger WHERE send_key = $1', [sendKey])
  const [row] = rows
  if (row === undefined) return null
  return {
    sendKey: row.send_key,
    decisionId: row.decision_id,
    customerId: row.customer_id,
    source: { kind: row.source_kind, id: row.source_id },
    channel: row.channel,
  }
}
