import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { WEBHOOKS } from '#act/webhook-reader.ts'
import type { ClaimedDelivery, WebhookStore } from '#act/webhook-service.ts'
import { webhookKinds } from '#act/webhook-types.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'
import { followSignals } from './signal-outbox.ts'

interface DeliveryRow {
  readonly id: string
  readonly endpoint_id: string
  readonly message_id: string
  readonly type: string
  readonly body: object
  readonly attempts: number
  readonly url: string
  readonly secret: Buffer
}

export function createWebhookStore(db: Kysely<Database>, keyring: Keyring): WebhookStore {
  return {
    addEndpoint: (endpoint, secret) =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto('webhook_endpoints')
          .values({
            id: endpoint.id,
            name: endpoint.name,
            url: endpoint.url,
            secret: sealRecord(keyring, `webhook:${endpoint.id}`, secret),
            events: [...endpoint.events],
            created_at: endpoint.createdAt,
          })
          .execute()
        await followEndpoints(trx)
      }),

    async endpoints() {
      const rows = await db.selectFrom('webhook_endpoints').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        url: row.url,
        events: row.events,
        createdAt: row.created_at,
        disabledAt: row.disabled_at,
        disabledReason: row.disabled_reason,
      }))
    },

    async target(id) {
      const row = await db
        .selectFrom('webhook_endpoints')
        .select(['id', 'url', 'secret'])
        .where(sql<string>`id::text`, '=', id)
        .executeTakeFirst()
      return row === undefined ? null : { url: row.url, secret: openRecord(keyring, `webhook:${row.id}`, row.secret) }
    },

    setDisabled: (id, at, reason) =>
      db.transaction().execute(async (trx) => {
        const result = await trx
          .updateTable('webhook_endpoints')
          .set({ disabled_at: at, disabled_reason: reason })
          .where(sql<string>`id::text`, '=', id)
          .executeTakeFirst()
        await followEndpoints(trx)
        return result.numUpdatedRows === 1n
      }),

    async enqueue(deliveries, now) {
      if (deliveries.length === 0) return
      await db
        .insertInto('webhook_deliveries')
        .values(
          deliveries.map((delivery) => ({
            id: delivery.id,
            endpoint_id: delivery.endpointId,
            message_id: delivery.messageId,
            type: delivery.type,
            body: JSON.stringify(delivery.body),
            state: 'pending',
            next_attempt_at: now,
            created_at: now,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async claimDue(now, heldUntil, limit) {
      // The attempt counts from here on: a worker that dies leaves the delivery due again at `heldUntil`, and receivers know repeats by webhook-id.
      const result = await sql<DeliveryRow>`
        UPDATE webhook_deliveries d
        SET attempts = d.attempts + 1, next_attempt_at = ${heldUntil}
        FROM webhook_endpoints e
        WHERE e.id = d.endpoint_id AND d.id IN (
          SELECT w.id FROM webhook_deliveries w JOIN webhook_endpoints x ON x.id = w.endpoint_id
          WHERE w.state = 'pending' AND w.next_attempt_at <= ${now} AND x.disabled_at IS NULL
          ORDER BY w.next_attempt_at LIMIT ${limit} FOR UPDATE OF w SKIP LOCKED
        )
        RETURNING d.id, d.endpoint_id, d.message_id, d.type, d.body, d.attempts, e.url, e.secret`.execute(db)
      return result.rows.map((row) => toClaimed(row, keyring))
    },

    async settle(id, { state, nextAttemptAt, status, error }, now) {
      await db
        .updateTable('webhook_deliveries')
        .set({
          state,
          next_attempt_at: nextAttemptAt,
          last_status: status,
          last_error: error,
          finished_at: state === 'pending' ? null : now,
        })
        .where('id', '=', id)
        .execute()
    },

    async replay(id, now) {
      const result = await db
        .updateTable('webhook_deliveries')
        .set({ state: 'pending', attempts: 0, next_attempt_at: now, finished_at: null })
        .where(sql<string>`id::text`, '=', id)
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },
  }
}

/** Signals are written for the webhooks' reader as far as an endpoint in use asks for them. */
export async function followEndpoints(db: Kysely<Database>): Promise<void> {
  await db
    .insertInto('signal_readers')
    .values({ name: WEBHOOKS, kinds: [] })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  // Of two changes at once, the second waits here and sees what the first one wrote.
  await db.selectFrom('signal_readers').select('name').where('name', '=', WEBHOOKS).forUpdate().execute()
  const endpoints = await db.selectFrom('webhook_endpoints').select('events').where('disabled_at', 'is', null).execute()
  await followSignals(db, WEBHOOKS, webhookKinds(endpoints.map(({ events }) => events)))
}

function toClaimed(row: DeliveryRow, keyring: Keyring): ClaimedDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    messageId: row.message_id,
    type: row.type,
    body: row.body,
    attempts: row.attempts,
    url: row.url,
    secret: openRecord(keyring, `webhook:${row.endpoint_id}`, row.secret),
  }
}
