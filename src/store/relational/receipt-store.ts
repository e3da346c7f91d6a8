import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { LedgerReceipt, MatchedReceipt, ReceiptStore } from '#act/inbound/receipt-service.ts'
import type { ReceiptEvent } from '#act/providers/provider.ts'
import type { SendEvent } from '#act/send-ledger.ts'
import type { Database } from './database.ts'
import { toSubject } from './send-rows.ts'
import type { SendRow } from './send-rows.ts'
import { applyAll } from './settle-sends.ts'

/** So many messages in a row to an address failed in a way that counts: it is taken for dead. Own rule. */
const DEAD_AFTER = 3

/** Receipts on the ledger. A provider speaks only of messages that were handed to its own account. */
export function createReceiptStore(db: Kysely<Database>): ReceiptStore {
  return {
    take: (accountId, receipts, now) =>
      db.transaction().execute(async (trx) => {
        const found = await matchSends(trx, accountId, receipts)
        const rows = new Map((await lockRows(trx, [...new Set(found.filter((key) => key !== null))])).map((row) => [row.send_key, row]))
        const bySend = new Map<string, LedgerReceipt[]>()
        const unknown: LedgerReceipt[] = []
        for (const [i, receipt] of receipts.entries()) {
          const key = found[i] ?? null
          if (key === null || !rows.has(key)) unknown.push(receipt)
          else bySend.set(key, [...(bySend.get(key) ?? []), receipt])
        }
        await keepEarly(trx, accountId, unknown, now)
        const happened: { row: SendRow; event: SendEvent }[] = []
        for (const [key, said] of bySend) {
          const row = rows.get(key)
          const event = eventOf(said)
          if (row !== undefined && event !== null) happened.push({ row, event })
        }
        const changed = await applyAll(trx, happened, now)
        const soft = [...bySend].filter(
          ([key, said]) => changed.has(key) && said.some(({ event }) => event.kind === 'failed' && event.count === true),
        )
        if (soft.length > 0)
          await trx
            .updateTable('send_ledger')
            .set({ soft_failed: true })
            .where(
              'send_key',
              'in',
              soft.map(([key]) => key),
            )
            .where('state', '=', 'failed')
            .execute()
        const matched: MatchedReceipt[] = []
        for (const [key, said] of bySend) {
          const row = rows.get(key)
          if (row === undefined) continue
          const isDead = said.some(({ event }) => event.kind === 'failed' && event.count === true) && (await isDeadAddress(trx, row))
          for (const { at, event } of said) {
            const isContradicted = event.kind === 'failed' && (row.state === 'delivered' || said.some((other) => hasArrived(other.event)))
            matched.push({ send: toSubject(row), at, event, addressHash: row.address_hash, isContradicted, isDead })
          }
        }
        return matched
      }),

    /** Our Message-IDs are the first half of a hash of the key (compose-email.ts). Cost: a look into an index for each, and the mails that are just on their way. */
    async keysOfMessages(messageIds, since) {
      const { rows } = await sql<{ message_id: string; send_key: string }>`
        WITH asked AS MATERIALIZED (SELECT DISTINCT decode(id, 'hex') AS id FROM unnest(${[...messageIds]}::text[]) AS ids (id))
        SELECT encode(asked.id, 'hex') AS message_id, s.send_key FROM asked JOIN send_ledger s ON mail_message_id(s.send_key) = asked.id
        WHERE s.channel = 'email' AND s.phase > 0 AND s.handed_at >= ${since}
        UNION ALL
        SELECT encode(asked.id, 'hex'), s.send_key FROM send_ledger s JOIN asked ON mail_message_id(s.send_key) = asked.id
        WHERE s.channel = 'email' AND s.phase = 0 AND s.handed_at >= ${since}`.execute(db)
      return new Map(rows.map((row) => [row.message_id, row.send_key]))
    },

    async early() {
      const { rows } = await sql<EarlyRow>`
        SELECT e.* FROM early_receipts e
        WHERE EXISTS (SELECT FROM send_ledger s WHERE s.account_id = e.account_id AND s.send_key = e.send_key)
          OR EXISTS (SELECT FROM send_ledger s WHERE s.account_id = e.account_id AND s.provider_id = e.provider_id)
        ORDER BY e.id LIMIT 1000`.execute(db)
      const early = new Map<string, (LedgerReceipt & { readonly id: string })[]>()
      for (const row of rows) {
        const { id, account_id, send_key, provider_id, address_hash, at, event } = row
        const receipt = { id, sendKey: send_key, providerId: provider_id, addressHash: address_hash, at, event }
        early.set(account_id, [...(early.get(account_id) ?? []), receipt])
      }
      return early
    },

    async forget(ids, olderThan) {
      await sql`DELETE FROM early_receipts WHERE id = ANY (${[...ids]}::bigint[]) OR received_at < ${olderThan}`.execute(db)
    },
  }
}

interface EarlyRow {
  readonly id: string
  readonly account_id: string
  readonly send_key: string | null
  readonly provider_id: string | null
  readonly address_hash: Buffer | null
  readonly at: Date
  readonly event: ReceiptEvent
}

function hasArrived(event: ReceiptEvent): boolean {
  return event.kind !== 'failed' && event.kind !== 'delayed'
}

/** Of all that is said of one message: that it arrived counts more than that it did not; that it is late says nothing. */
function eventOf(receipts: readonly LedgerReceipt[]): SendEvent | null {
  if (receipts.some(({ event }) => hasArrived(event))) return { kind: 'receipt', arrived: true, reason: '' }
  const failed = receipts.map(({ event }) => event).findLast((event) => event.kind === 'failed')
  return failed === undefined ? null : { kind: 'receipt', arrived: false, reason: failed.reason }
}

/** The send of each receipt; null: none, or more than one and no telling which. Cost: two looks into indexes for each. */
async function matchSends(
  trx: Transaction<Database>,
  accountId: string,
  receipts: readonly LedgerReceipt[],
): Promise<readonly (string | null)[]> {
  const { rows } = await sql<{ place: string; send_key: string | null }>`
    SELECT r.place, CASE WHEN r.send_key IS NOT NULL THEN k.send_key WHEN p.keys = 1 THEN p.any_key WHEN p.own = 1 THEN p.own_key END AS send_key
    FROM unnest(
      ${receipts.map((one) => one.sendKey)}::text[], ${receipts.map((one) => one.providerId)}::text[],
      ${receipts.map((one) => one.addressHash)}::bytea[]
    ) WITH ORDINALITY AS r (send_key, provider_id, address_hash, place)
    LEFT JOIN send_ledger k ON k.send_key = r.send_key AND k.account_id = ${accountId}::uuid
    LEFT JOIN LATERAL (
      SELECT count(*)::integer AS keys, min(s.send_key) AS any_key, count(*) FILTER (WHERE s.address_hash = r.address_hash)::integer AS own,
        min(s.send_key) FILTER (WHERE s.address_hash = r.address_hash) AS own_key
      FROM send_ledger s WHERE r.send_key IS NULL AND s.account_id = ${accountId}::uuid AND s.provider_id = r.provider_id
    ) p ON true
    ORDER BY r.place`.execute(trx)
  return rows.map((row) => row.send_key)
}

async function lockRows(trx: Transaction<Database>, keys: readonly string[]): Promise<readonly SendRow[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<SendRow>`
    SELECT * FROM send_ledger WHERE send_key = ANY (${[...keys]}::text[]) ORDER BY send_key FOR UPDATE`.execute(trx)
  return rows
}

async function keepEarly(trx: Transaction<Database>, accountId: string, receipts: readonly LedgerReceipt[], now: Date): Promise<void> {
  if (receipts.length === 0) return
  await sql`
    INSERT INTO early_receipts (account_id, send_key, provider_id, address_hash, at, event, received_at)
    SELECT ${accountId}::uuid, send_key, provider_id, address_hash, at, event, ${now}
    FROM unnest(
      ${receipts.map((one) => one.sendKey)}::text[], ${receipts.map((one) => one.providerId)}::text[],
      ${receipts.map((one) => one.addressHash)}::bytea[], ${receipts.map((one) => one.at)}::timestamptz[],
      ${receipts.map((one) => JSON.stringify(one.event))}::jsonb[]
    ) AS r (send_key, provider_id, address_hash, at, event)
    ON CONFLICT DO NOTHING`.execute(trx)
}

/** Whether the last messages to the address of a send, of those that are settled, all failed in a way that counts. */
async function isDeadAddress(trx: Transaction<Database>, { address_hash: hash }: SendRow): Promise<boolean> {
  if (hash === null) return false
  const { rows } = await sql<{ soft: number }>`
    SELECT count(*) FILTER (WHERE soft_failed AND state = 'failed')::integer AS soft FROM (
      SELECT soft_failed, state FROM send_ledger
      WHERE told_address = ${hash} ORDER BY finished_at DESC, send_key LIMIT ${DEAD_AFTER}
    ) last`.execute(trx)
  return (rows[0]?.soft ?? 0) >= DEAD_AFTER
}
