import { hash } from 'node:crypto'
import type { Pool } from 'pg'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import type { Signal } from '#act/signal.ts'
import type { OrderStatement } from '#collect/orders/order-statement.ts'
import type { RecordPorts, RecordsAnswer, RecordsDone, ReplayedRecord } from '#collect/records/record-ports.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { newId, NO_CUSTOMER } from '#kernel/id.ts'
import { FROM_RECORD } from '#privacy/consent.ts'
import { sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { appendSignals, readKinds } from './append-signals.ts'
import { type Ask, askClient } from './ask.ts'
import type { FlagBatch } from '#quality/rules/quality-flags.ts'
import { addFlags } from './quality-flag-store.ts'
import { addTimes } from './source-freshness-store.ts'
import { appendConsents } from './consent-ledger.ts'
import { holdLock } from './hold-lock.ts'
import { consentWords } from './import-store.ts'
import { inTransaction } from './in-transaction.ts'

/** Number of the advisory lock that one request with records holds. */
const RECORD_LOCK = 7_301_215
/** How long a request with an Idempotency-Key is remembered. */
const REMEMBERED_MS = 7 * DAY_MS

type SentRecordStore = Pick<RecordPorts, 'alone' | 'answered' | 'known' | 'finish' | 'recordConsents'>

/** What was sent, by name; answers by Idempotency-Key; refused records, counts and signals, in one commit. */
export function createSentRecordStore(pool: Pool, keyring: Keyring): SentRecordStore {
  const keyOf = (key: string): string => hash('sha256', `${keyring.contentSalt}\u0000${key}`, 'hex')
  return {
    alone: (work) => holdLock(pool, RECORD_LOCK, 'alone', work),

    answered: (sourceId, kind, key) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ body: string; answer: RecordsAnswer }>(
          'SELECT body, answer FROM answered_requests WHERE source = $1 AND kind = $2 AND key = $3',
          [sourceId, kind, keyOf(key)],
        )
        return rows[0] ?? null
      }),

    known: (kind, names) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ name: string; content: string; updated_at: Date | null }>(
          'SELECT name, content, updated_at FROM sent_records WHERE kind = $1 AND name = ANY ($2::text[])',
          [kind, names],
        )
        return new Map(rows.map(({ name, content, updated_at }) => [name, { content, updatedAt: updated_at?.getTime() ?? null }]))
      }),

    recordConsents: (customers) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, (client) =>
          appendConsents(
            askClient(client),
            customers.flatMap(({ customerId, consents, saidAt }) =>
              consentWords(consents).map(({ channel, granted }) => ({
                customerId,
                purpose: CONTACT_PURPOSE,
                channel,
                granted,
                source: FROM_RECORD,
                evidence: '',
                saidAt,
              })),
            ),
          ),
        ),
      ),

    finish: (done) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const ask = askClient(client)
          if (done.replayed === undefined) await keepRefused(ask, keyring, done)
          else await closeReplayed(ask, done, done.replayed)
          await addFlags(ask, flagsOf(done))
          await count(ask, done)
          await addTimes(ask, done.times)
          await name(ask, done)
          if (done.sent.key !== null) await answer(ask, done, keyOf(done.sent.key))
          const kinds = done.orders.length === 0 ? new Set() : await readKinds(ask)
          if (kinds.has('order-stored'))
            await appendSignals(
              ask,
              done.orders.map((order) => orderSignal(order, done.now)),
            )
        }),
      ),
  }
}

async function keepRefused(ask: Ask, keyring: Keyring, { sent, refused, now }: RecordsDone): Promise<void> {
  const request = newId(now)
  const ids = refused.map(() => newId(now))
  await ask(
    `INSERT INTO quarantine (id, origin, origin_id, position, stage, reason, field, message, record, created_at, record_kind)
     SELECT id, 'tracking', $1, position, 'read', reason, field, message, record, $8, $9
     FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[]) AS refused (id, position, reason, field, message, record)`,
    [
      `${sent.sourceId}/${request}`,
      ids,
      refused.map((one) => one.position),
      refused.map((one) => one.reason),
      refused.map((one) => one.field),
      refused.map((one) => one.message),
      refused.map((one, i) => sealRecord(keyring, ids[i] ?? '', JSON.stringify(one.record))),
      now,
      sent.kind,
    ],
  )
}

/** @throws AppError `record-closed` where somebody else was faster */
async function closeReplayed(ask: Ask, { answer: { results }, now }: RecordsDone, { id, actor }: ReplayedRecord): Promise<void> {
  const closed = await ask(
    `UPDATE quarantine SET state = 'resolved', outcome = $2, resolved_by = $3, resolved_at = $4 WHERE id = $1 AND state = 'open' RETURNING id`,
    [id, results[0]?.outcome ?? 'stored', actor, now],
  )
  if (closed.length === 0)
    throw new AppError('conflict', 'record-closed', 'This record has already been stored or dismissed. Reload the list.')
}

function flagsOf({ sent, flags, now }: RecordsDone): FlagBatch {
  const day = now.toISOString().slice(0, 10)
  return { origin: 'tracking', originId: sent.sourceId, day, now, flags: flags.map((flag) => ({ ...flag, customerId: null })) }
}

async function count(
  ask: Ask,
  { sent, answer: { received, stored, duplicates, quarantined, droppedByConsent }, now, replayed }: RecordsDone,
): Promise<void> {
  await ask(
    `INSERT INTO intake_counts AS c (source, day, received, stored, duplicates, quarantined, dropped_by_consent) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (source, day) DO UPDATE SET received = c.received + excluded.received, stored = c.stored + excluded.stored,
       duplicates = c.duplicates + excluded.duplicates, quarantined = c.quarantined + excluded.quarantined,
       dropped_by_consent = c.dropped_by_consent + excluded.dropped_by_consent`,
    replayed === undefined
      ? [sent.sourceId, now.toISOString().slice(0, 10), received, stored, duplicates, quarantined, droppedByConsent]
      : // It was received, and counted as quarantined, on the day it came.
        [sent.sourceId, replayed.receivedAt.toISOString().slice(0, 10), 0, stored, duplicates, -1, droppedByConsent],
  )
  if (replayed === undefined) await ask('UPDATE sources SET last_seen_at = $2 WHERE id::text = $1', [sent.sourceId, now])
}

async function name(ask: Ask, { sent, names }: RecordsDone): Promise<void> {
  if (names.size === 0) return
  const rows = [...names]
  await ask(
    `INSERT INTO sent_records AS r (kind, name, content, updated_at)
     SELECT $1, name, content, updated_at FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS sent (name, content, updated_at)
     ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content, updated_at = coalesce(excluded.updated_at, r.updated_at)`,
    [
      sent.kind,
      rows.map(([key]) => key),
      rows.map(([, { content }]) => content),
      rows.map(([, { updatedAt }]) => (updatedAt === null ? null : new Date(updatedAt))),
    ],
  )
}

async function answer(ask: Ask, done: RecordsDone, key: string): Promise<void> {
  await ask(
    `INSERT INTO answered_requests (source, kind, key, body, answer, answered_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [done.sent.sourceId, done.sent.kind, key, done.body, JSON.stringify(done.answer), done.now],
  )
  await ask('DELETE FROM answered_requests WHERE answered_at < $1', [new Date(done.now.getTime() - REMEMBERED_MS)])
}

function orderSignal({ customerId, orderId, orderedAt, occurredAt }: OrderStatement, now: Date): Signal<'order-stored'> {
  const at = orderedAt ?? occurredAt
  return {
    kind: 'order-stored',
    customerId: customerId === NO_CUSTOMER ? null : customerId,
    occurredAt: new Date(at),
    origin: `record:${orderId}`,
    historical: now.getTime() - at > DAY_MS,
    payload: { orderId },
  }
}
