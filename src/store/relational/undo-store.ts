import type { Pool } from 'pg'
import type { ImportState, UndoReport, UndoRun } from '#collect/import/undo-import.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { askClient } from './ask.ts'
import { lockConsents, voidImportedConsents } from './consent-ledger.ts'
import { IDENTITY_LOCK } from './identifier-store.ts'
import { inTransaction } from './in-transaction.ts'
import { reopenRefused } from './settle-refused.ts'

/** How many customers are looked at in one go, and leave in one transaction. */
const CUSTOMERS_A_STEP = 50_000

/** A code that an order of an import used. */
export interface ImportedCouponUse {
  readonly code: string
  readonly sendKey: string
  readonly orderId: string
}

/** No code of a coupon begins so. */
const OFFER_USE = 'offer '

/** The relational half of taking an import back. */
export interface UndoStore {
  run(id: string): Promise<UndoRun | null>
  runsOf(originId: string): Promise<readonly UndoRun[]>
  begin(ids: readonly string[], report: UndoReport, by: string): Promise<void>
  finish(ids: readonly string[], report: UndoReport, now: Date): Promise<void>
  counts(
    ids: readonly string[],
    originId: string,
  ): Promise<Pick<UndoReport, 'contactsStay' | 'consents' | 'refused'> & { readonly made: number }>
  couponUses(ids: readonly string[]): Promise<readonly ImportedCouponUse[]>
  /** Uses of orders that are gone, and uses that another import says too, with that import. */
  settleCoupons(gone: readonly string[], kept: readonly (readonly [code: string, importId: string | null])[]): Promise<void>
  takeBackConsents(ids: readonly string[], now: Date): Promise<void>
  takeBackRefused(ids: readonly string[], originId: string): Promise<void>
  /** Customers whom the imports made known, a block at a time by id. */
  madeCustomers(ids: readonly string[], after: string | null): Promise<readonly string[]>
  /** Those of them of whom nothing else is known here. */
  lonelyCustomers(customerIds: readonly string[], ids: readonly string[]): Promise<readonly string[]>
  /** Removes those that are still lonely, with the ids merged into them; `forget` removes what the other store knows of them. Answers how many left. */
  removeCustomers(
    customerIds: readonly string[],
    ids: readonly string[],
    forget: (all: readonly string[]) => Promise<void>,
  ): Promise<number>
  /** What is left of the imports' notes goes; customers who stay belong to another import that names them, or the person they were merged with. */
  releaseCustomers(ids: readonly string[]): Promise<void>
}

/** Nothing but the imports $1 says anything of customer c. */
const LONELY = `c.made_by = ANY ($1::uuid[]) AND c.merged_into IS NULL
  AND NOT EXISTS (SELECT FROM customers m WHERE m.merged_into = c.id AND (m.made_by IS NULL OR m.made_by <> ALL ($1::uuid[])))
  AND NOT EXISTS (SELECT FROM import_customers i WHERE i.customer_id = c.id AND i.import_id <> ALL ($1::uuid[]))
  AND NOT EXISTS (
    SELECT FROM customers m JOIN import_customers i ON i.customer_id = m.id WHERE m.merged_into = c.id AND i.import_id <> ALL ($1::uuid[])
  )
  AND NOT EXISTS (SELECT FROM identifiers i WHERE i.customer_id = c.id AND i.source <> 'import')
  AND NOT EXISTS (
    SELECT FROM consent_entries s
    WHERE s.source NOT IN ('import', 'undo') AND (s.customer_id = c.id OR s.customer_id IN (SELECT m.id FROM customers m WHERE m.merged_into = c.id))
  )
  AND NOT EXISTS (
    SELECT FROM device_people d WHERE d.person_id = c.id OR d.person_id IN (SELECT m.id FROM customers m WHERE m.merged_into = c.id)
  )
  AND NOT EXISTS (
    SELECT FROM settled_values v WHERE v.person_id = c.id OR v.person_id IN (SELECT m.id FROM customers m WHERE m.merged_into = c.id)
  )
  AND NOT EXISTS (
    SELECT FROM customer_statements w WHERE w.source NOT IN ('', 'file')
      AND (w.customer_id = c.id OR w.customer_id IN (SELECT m.id FROM customers m WHERE m.merged_into = c.id))
  )
  AND NOT EXISTS (
    SELECT FROM account_statements a WHERE a.said_by <> ALL ($1::text[])
      AND (a.person_id = c.id OR a.person_id IN (SELECT m.id FROM customers m WHERE m.merged_into = c.id))
  )
  AND NOT EXISTS (SELECT FROM send_ledger s WHERE s.customer_id = c.id)
  AND NOT EXISTS (SELECT FROM tasks t WHERE t.customer_id = c.id)
  AND NOT EXISTS (SELECT FROM customer_notes n WHERE n.customer_id = c.id)
  AND NOT EXISTS (SELECT FROM contact_stops s WHERE s.customer_id = c.id)
  AND NOT EXISTS (SELECT FROM contact_reservations r WHERE r.customer_id = c.id)
  AND NOT EXISTS (SELECT FROM churn_alerts a WHERE a.customer_id = c.id AND a.state <> 'open')`

export function createUndoStore(pool: Pool): UndoStore {
  const query = (text: string, values: readonly unknown[]): Promise<void> =>
    withEngineErrors('postgres', async () => {
      await pool.query(text, [...values])
    })
  const runs = (condition: string, value: string): Promise<UndoRun[]> =>
    withEngineErrors('postgres', async () => {
      const { rows } = await pool.query<RunRow>(
        `SELECT id, file_name, state, started_at, noted, origin_id, undo FROM imports WHERE ${condition} ORDER BY started_at, id`,
        [value],
      )
      return rows.map((row) => ({
        id: row.id,
        fileName: row.file_name,
        state: row.state,
        startedAt: row.started_at,
        noted: row.noted,
        originId: row.origin_id,
        undo: row.undo,
      }))
    })
  return {
    run: async (id) => (await runs('id = $1::uuid', id))[0] ?? null,
    runsOf: (originId) => runs('origin_id = $1', originId),
    begin: (ids, report, by) =>
      query(`UPDATE imports SET state = 'undoing', undone_by = $3, undo = $2 WHERE id = ANY ($1::uuid[])`, [
        ids,
        JSON.stringify(report),
        by,
      ]),
    finish: (ids, report, now) =>
      query(`UPDATE imports SET state = 'undone', undo = $2, undone_at = $3, error = NULL WHERE id = ANY ($1::uuid[])`, [
        ids,
        JSON.stringify(report),
        now,
      ]),
    counts: (ids, originId) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ made: number; contacts: number; consents: number; refused: number }>(
          `WITH named AS (SELECT DISTINCT coalesce(c.merged_into, c.id) AS id FROM import_customers i JOIN customers c ON c.id = i.customer_id
             WHERE i.import_id = ANY ($1::uuid[]))
           SELECT
             (SELECT count(*) FROM customers WHERE made_by = ANY ($1::uuid[]) AND merged_into IS NULL) AS made,
             (SELECT count(*) FROM send_ledger s JOIN named ON named.id = s.customer_id)
               + (SELECT count(*) FROM tasks t JOIN named ON named.id = t.customer_id WHERE t.send_key IS NULL) AS contacts,
             (SELECT count(DISTINCT (customer_id, purpose, channel)) FROM consent_entries WHERE import_id = ANY ($1::uuid[]) AND state <> 'void') AS consents,
             (SELECT count(*) FROM quarantine WHERE origin = 'import' AND origin_id = $2 AND state = 'open') AS refused`,
          [ids, originId],
        )
        const { made = 0, contacts = 0, consents = 0, refused = 0 } = rows[0] ?? {}
        return { made: Number(made), contactsStay: Number(contacts), consents: Number(consents), refused: Number(refused) }
      }),
    couponUses: (ids) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ code: string; send_key: string; order_id: string | null }>(
          `SELECT code, send_key, order_id FROM coupons WHERE import_id = ANY ($1::uuid[]) AND used_at IS NOT NULL
           UNION ALL
           SELECT '${OFFER_USE}' || offer || ' ' || order_id, coalesce(send_key, ''), order_id FROM offer_uses WHERE import_id = ANY ($1::uuid[])`,
          [ids],
        )
        return rows.map(({ code, send_key, order_id }) => ({ code, sendKey: send_key, orderId: order_id ?? '' }))
      }),
    settleCoupons: (gone, kept) =>
      withEngineErrors('postgres', async () => {
        await pool.query('UPDATE coupons SET used_at = NULL, order_id = NULL, import_id = NULL WHERE code = ANY ($1::text[])', [gone])
        // Uses of offers stand in a table of their own; those of codes of our own in both.
        await pool.query(
          `DELETE FROM offer_uses WHERE '${OFFER_USE}' || offer || ' ' || order_id = ANY ($1::text[]) AND import_id IS NOT NULL`,
          [gone.filter((code) => code.startsWith(OFFER_USE))],
        )
        await pool.query(
          `UPDATE offer_uses u SET import_id = k.import_id FROM unnest($1::text[], $2::uuid[]) AS k (code, import_id)
           WHERE '${OFFER_USE}' || u.offer || ' ' || u.order_id = k.code`,
          [kept.map(([code]) => code), kept.map(([, importId]) => importId)],
        )
        await pool.query(
          'UPDATE coupons c SET import_id = k.import_id FROM unnest($1::text[], $2::uuid[]) AS k (code, import_id) WHERE c.code = k.code',
          [kept.map(([code]) => code), kept.map(([, importId]) => importId)],
        )
      }),
    takeBackConsents: (ids, now) => voidImportedConsents(pool, ids, now),
    takeBackRefused: async (ids, originId) => {
      // What the imports gave back mended is to be mended once more.
      await withEngineErrors('postgres', () => reopenRefused(pool, ids))
      await query('DELETE FROM sign_up_places WHERE said_by = ANY ($1::text[])', [ids])
      // What rules of quality marked in the file went with it.
      for (const table of ['quality_flags', 'quality_counts']) {
        await query(
          `DELETE FROM ${table} WHERE origin = 'import' AND origin_id = $2
             AND NOT EXISTS (SELECT FROM imports WHERE origin_id = $2 AND state <> 'undone' AND id <> ALL ($1::uuid[]))`,
          [ids, originId],
        )
      }
      await query(
        `DELETE FROM quarantine WHERE origin = 'import' AND origin_id = $2 AND state IN ('open', 'resolved')
           AND NOT EXISTS (SELECT FROM imports WHERE origin_id = $2 AND state <> 'undone' AND id <> ALL ($1::uuid[]))`,
        [ids, originId],
      )
    },
    madeCustomers: (ids, after) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT id FROM customers WHERE made_by = ANY ($1::uuid[]) AND merged_into IS NULL AND ($2::uuid IS NULL OR id > $2)
           ORDER BY id LIMIT ${CUSTOMERS_A_STEP}`,
          [ids, after],
        )
        return rows.map(({ id }) => id)
      }),
    lonelyCustomers: (customerIds, ids) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ id: string }>(`SELECT c.id FROM customers c WHERE ${LONELY} AND c.id = ANY ($2::uuid[])`, [
          ids,
          customerIds,
        ])
        return rows.map(({ id }) => id)
      }),
    removeCustomers: (customerIds, ids, forget) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          await client.query('SELECT pg_advisory_xact_lock($1)', [IDENTITY_LOCK])
          await lockConsents(askClient(client))
          const { rows } = await client.query<{ id: string; merged_into: string | null }>(
            `WITH lonely AS (SELECT c.id FROM customers c WHERE ${LONELY} AND c.id = ANY ($2::uuid[]))
             SELECT c.id, c.merged_into FROM customers c JOIN lonely ON lonely.id = c.id OR lonely.id = c.merged_into FOR UPDATE OF c`,
            [ids, customerIds],
          )
          const all = rows.map(({ id }) => id)
          if (all.length === 0) return 0
          for (const table of ['consents', 'identifiers', 'churn_alerts', 'customer_statements', 'import_customers', 'channel_addresses'])
            await client.query(`DELETE FROM ${table} WHERE customer_id = ANY ($1::uuid[])`, [all])
          await client.query('DELETE FROM customers WHERE id = ANY ($1::uuid[])', [all])
          await client.query('DELETE FROM consent_entries WHERE customer_id = ANY ($1::uuid[])', [all])
          // Somebody who comes again has the same id: what tied it to others is forgotten with the rest.
          await client.query('DELETE FROM identity_edges WHERE customer_id = ANY ($1::uuid[]) OR other_customer_id = ANY ($1::uuid[])', [
            all,
          ])
          // Before the commit: after a crash the customers are still here and leave both stores the next time.
          await forget(all)
          return rows.filter(({ merged_into }) => merged_into === null).length
        }),
      ),
    releaseCustomers: (ids) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          await client.query(
            `UPDATE customers c SET made_by = (
               SELECT i.import_id FROM import_customers i JOIN customers m ON m.id = i.customer_id
               WHERE (m.id = coalesce(c.merged_into, c.id) OR m.merged_into = coalesce(c.merged_into, c.id)) AND i.import_id <> ALL ($1::uuid[])
               ORDER BY i.import_id LIMIT 1
             ) WHERE c.made_by = ANY ($1::uuid[])`,
            [ids],
          )
          await client.query('DELETE FROM import_customers WHERE import_id = ANY ($1::uuid[])', [ids])
          await client.query('DELETE FROM imported_records WHERE import_id = ANY ($1::uuid[])', [ids])
        }),
      ),
  }
}

interface RunRow {
  id: string
  file_name: string
  state: ImportState
  started_at: Date
  noted: boolean
  origin_id: string
  undo: UndoReport | null
}
