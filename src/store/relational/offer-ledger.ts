import type { Pool, PoolClient } from 'pg'
import type { GivenOffer, OfferLedger, OfferRefusal } from '#act/offers/offer-ports.ts'
import { plainCode } from '#act/offers/offer-code.ts'
import { lastDay, whyNotGiven } from '#act/offers/offer-validity.ts'
import type { Offer, OfferState } from '#act/offers/offer.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { breaksConstraint } from './breaks-constraint.ts'
import { inTransaction } from './in-transaction.ts'
import { codeHash } from './offer-store.ts'
import { IS_HAD } from './piece-states.ts'

interface IssueRow {
  readonly send_key: string
  readonly offer: string
  readonly version: number
  readonly body: Offer
  readonly code: Buffer | null
  readonly last_day: string | null
}

interface Taken {
  readonly sendKey: string
  readonly hash: Buffer | null
  readonly sealed: Buffer | null
}

/** What was given out with which message. Cost: by keys of the messages and the ledger's index of customers; the row of the offer is held while its stock is taken. */
export function createOfferLedger(pool: Pool, keyring: Keyring): OfferLedger {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => withEngineErrors('postgres', () => inTransaction(pool, work))
  return {
    async issuesOf(sendKeys) {
      if (sendKeys.length === 0) return new Map()
      const rows = await ask<IssueRow>(
        `SELECT i.send_key, i.offer, i.version, v.body, i.code, i.last_day::text AS last_day
         FROM offer_issues i JOIN offer_versions v ON v.offer = i.offer AND v.version = i.version WHERE i.send_key = ANY($1::text[])`,
        [sendKeys],
      )
      return new Map(rows.map((row) => [row.send_key, givenOf(row, keyring)]))
    },

    take: (offerId, version, wants, { now, today }) =>
      change(async (client) => {
        const { rows } = await client.query<{ state: OfferState; version: number; issued: number; body: Offer }>(
          `SELECT o.state, o.version, o.issued, v.body FROM offers o JOIN offer_versions v ON v.offer = o.id AND v.version = o.version
           WHERE o.id = $1 FOR UPDATE OF o`,
          [offerId],
        )
        const [row] = rows
        if (row === undefined || row.version !== version || whyNotGiven({ state: row.state, offer: row.body }, today) !== null) return null
        const { stock, perCustomer, codes } = row.body
        const had =
          perCustomer === null
            ? new Map<string, number>()
            : await hadBy(client, offerId, [...new Set(wants.map((want) => want.customerId))])
        const outcomes = new Map<string, OfferRefusal | 'taken'>()
        let left = stock === null ? Number.POSITIVE_INFINITY : stock - row.issued
        const chosen: (typeof wants)[number][] = []
        for (const want of wants) {
          const before = had.get(want.customerId) ?? 0
          if (perCustomer !== null && before >= perCustomer) outcomes.set(want.sendKey, 'offer_limit')
          else if (left <= 0) outcomes.set(want.sendKey, 'offer_out_of_stock')
          else {
            left -= 1
            had.set(want.customerId, before + 1)
            chosen.push(want)
          }
        }
        const listed =
          codes.mode === 'imported'
            ? await fromList(
                client,
                offerId,
                chosen.map(({ sendKey }) => sendKey),
              )
            : null
        const given = chosen.flatMap(({ sendKey, code }): Taken[] => {
          if (listed !== null) {
            const mine = listed.get(sendKey)
            if (mine === undefined) {
              outcomes.set(sendKey, 'offer_out_of_stock')
              return []
            }
            return [{ sendKey, ...mine }]
          }
          if (code === null) return [{ sendKey, hash: null, sealed: null }]
          return [{ sendKey, hash: codeHash(keyring, plainCode(code)), sealed: sealRecord(keyring, `offer-code:${offerId}`, code) }]
        })
        const { rowCount } = await client.query(
          `INSERT INTO offer_issues (send_key, offer, version, code_hash, code, last_day, issued_at)
           SELECT k.send_key, $1, $2, k.hash, k.code, $6::date, $7 FROM unnest($3::text[], $4::bytea[], $5::bytea[]) AS k (send_key, hash, code)`,
          [
            offerId,
            version,
            given.map(({ sendKey }) => sendKey),
            given.map(({ hash }) => hash),
            given.map(({ sealed }) => sealed),
            lastDay(row.body, today),
            now,
          ],
        )
        await client.query('UPDATE offers SET issued = issued + $2 WHERE id = $1', [offerId, rowCount ?? 0])
        for (const { sendKey } of given) outcomes.set(sendKey, 'taken')
        return outcomes
      }),

    async setCode(sendKey, code) {
      try {
        const [row] = await ask<{ offer: string }>('SELECT offer FROM offer_issues WHERE send_key = $1', [sendKey])
        if (row === undefined) return false
        const set = await ask('UPDATE offer_issues SET code_hash = $2, code = $3 WHERE send_key = $1 AND code IS NULL RETURNING offer', [
          sendKey,
          codeHash(keyring, plainCode(code)),
          sealRecord(keyring, `offer-code:${row.offer}`, code),
        ])
        return set.length === 1
      } catch (error) {
        // The shop gave somebody the code of somebody else.
        if (breaksConstraint(error, 'offer_issues_codes')) return false
        throw error
      }
    },

    async takeBack(sendKeys) {
      if (sendKeys.length === 0) return
      await change(async (client) => {
        // The offers first, as everybody who takes from them does.
        await client.query(
          'SELECT FROM offers WHERE id IN (SELECT offer FROM offer_issues WHERE send_key = ANY($1::text[])) ORDER BY id FOR UPDATE',
          [sendKeys],
        )
        await client.query(
          `WITH gone AS (
             DELETE FROM offer_issues i WHERE i.send_key = ANY($1::text[]) AND NOT EXISTS (SELECT FROM offer_uses u WHERE u.send_key = i.send_key) RETURNING i.offer, i.send_key
           ), free AS (
             UPDATE offer_codes c SET taken_by = NULL FROM gone WHERE c.taken_by = gone.send_key
           )
           UPDATE offers o SET issued = o.issued - g.n FROM (SELECT offer, count(*)::int AS n FROM gone GROUP BY offer) g WHERE o.id = g.offer`,
          [sendKeys],
        )
      })
    },

    async opened(sendKeys, at) {
      if (sendKeys.length === 0) return
      await ask('UPDATE offer_issues SET opened_at = $2 WHERE send_key = ANY($1::text[]) AND opened_at IS NULL', [sendKeys, at])
    },
  }
}

function givenOf({ offer, version, body, code, last_day: last }: IssueRow, keyring: Keyring): GivenOffer {
  const own = code === null ? null : openRecord(keyring, `offer-code:${offer}`, code)
  return { offerId: offer, version, offer: body, code: body.codes.mode === 'shared' ? body.codes.code : own, lastDay: last }
}

/** How many of an offer customers were given already; those of messages that were not sent do not count. */
async function hadBy(client: PoolClient, offerId: string, customerIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ customer: string; n: number }>(
    `SELECT s.customer_id AS customer, count(*)::int AS n FROM send_ledger s JOIN offer_issues i ON i.send_key = s.send_key
     WHERE s.customer_id = ANY($2::uuid[]) AND i.offer = $1 AND ${IS_HAD} GROUP BY s.customer_id`,
    [offerId, customerIds],
  )
  return new Map(rows.map(({ customer, n }) => [customer, n]))
}

/** One code of the list for each message, in one statement, so that no two get the same; who is behind the end of the list gets none. */
async function fromList(
  client: PoolClient,
  offerId: string,
  sendKeys: readonly string[],
): Promise<ReadonlyMap<string, { readonly hash: Buffer; readonly sealed: Buffer }>> {
  const { rows } = await client.query<{ taken_by: string; code_hash: Buffer; code: Buffer }>(
    `WITH free AS (
       SELECT id, row_number() OVER () AS n FROM (
         SELECT id FROM offer_codes WHERE offer = $1 AND taken_by IS NULL ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
       ) one
     )
     UPDATE offer_codes c SET taken_by = k.send_key FROM free JOIN unnest($2::text[]) WITH ORDINALITY AS k (send_key, n) ON k.n = free.n
     WHERE c.id = free.id RETURNING c.taken_by, c.code_hash, c.code`,
    [offerId, sendKeys, sendKeys.length],
  )
  return new Map(rows.map((row) => [row.taken_by, { hash: row.code_hash, sealed: row.code }]))
}
