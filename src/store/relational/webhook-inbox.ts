import type { Pool } from 'pg'
import type { ReceivedWebhook, ReceiverState, WebhookInbox } from '#collect/webhooks/webhook-receiver.ts'
import type { WebhookProvider } from '#collect/webhooks/webhook-provider.ts'
import { isId } from '#kernel/id.ts'
import { openBytes, openRecord, sealBytes, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** One node at a time works webhooks out, so that those of one order are taken one after the other. */
const LOCK = 7_301_221

interface WaitingRow {
  source_id: string
  provider: WebhookProvider
  delivery_id: string
  topic: string
  triggered_at: string
  body: Buffer
  received_at: Date
  attempts: number
}

interface StateRow {
  provider: WebhookProvider
  created_at: Date
  last_at: Date | null
  verified: string
  duplicates: string
  unverified: string
  waiting: string
  taken: string
  ignored: string
  refused: string
}

const secretContext = (sourceId: string, provider: string): string => `webhook-receiver:${sourceId}:${provider}`
const bodyContext = (sourceId: string, provider: string, deliveryId: string): string =>
  `received-webhook:${sourceId}:${provider}:${deliveryId}`

/** Secrets of shop systems, and their webhooks from receipt to when they are worked out. */
export function createWebhookInbox(pool: Pool, keyring: Keyring): WebhookInbox {
  const ask = <Row extends object>(text: string, values: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  const keyOf = ({ sourceId, provider, deliveryId }: ReceivedWebhook): string[] => [sourceId, provider, deliveryId]
  return {
    async secret(sourceId, provider) {
      if (!isId(sourceId)) return null
      const { rows } = await ask<{ secret: Buffer }>(
        `SELECT r.secret FROM webhook_receivers r JOIN sources s ON s.id = r.source_id WHERE r.source_id = $1 AND r.provider = $2 AND s.disabled_at IS NULL`,
        [sourceId, provider],
      )
      return rows[0] === undefined ? null : openRecord(keyring, secretContext(sourceId, provider), rows[0].secret)
    },
    async keep({ sourceId, provider, deliveryId, topic, triggeredAt, body, receivedAt }) {
      const sealed = sealBytes(keyring, bodyContext(sourceId, provider, deliveryId), body)
      const { rows } = await ask<{ fresh: boolean }>(
        `WITH kept AS (
           INSERT INTO received_webhooks (source_id, provider, delivery_id, topic, triggered_at, body, state, next_at, received_at)
           VALUES ($1, $2, $3, $4, $7, $5, 'waiting', $6, $6) ON CONFLICT DO NOTHING RETURNING 1
         )
         UPDATE webhook_receivers SET verified = verified + 1, duplicates = duplicates + CASE WHEN EXISTS (SELECT FROM kept) THEN 0 ELSE 1 END, last_at = $6
         WHERE source_id = $1 AND provider = $2 RETURNING EXISTS (SELECT FROM kept) AS fresh`,
        [sourceId, provider, deliveryId, topic, sealed, receivedAt, triggeredAt],
      )
      return rows[0]?.fresh === true
    },
    async countUnverified(sourceId, provider, now) {
      await ask('UPDATE webhook_receivers SET unverified = unverified + 1, last_at = $3 WHERE source_id = $1 AND provider = $2', [
        sourceId,
        provider,
        now,
      ])
    },
    async alone(work) {
      const client = await pool.connect()
      let broken = false
      try {
        const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK])
        if (rows[0]?.free !== true) return null
        try {
          return await work()
        } finally {
          await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => (broken = true))
        }
      } finally {
        client.release(broken)
      }
    },
    async waiting(now, limit) {
      const { rows } = await ask<WaitingRow>(
        `SELECT source_id, provider, delivery_id, topic, triggered_at, body, received_at, attempts FROM received_webhooks
         WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, seq LIMIT $2`,
        [now, limit],
      )
      return rows.map((row) => ({
        sourceId: row.source_id,
        provider: row.provider,
        deliveryId: row.delivery_id,
        topic: row.topic,
        triggeredAt: row.triggered_at,
        body: openBytes(keyring, bodyContext(row.source_id, row.provider, row.delivery_id), row.body),
        receivedAt: row.received_at,
        attempts: row.attempts,
      }))
    },
    async settle(webhook, end) {
      await ask('UPDATE received_webhooks SET state = $4, body = NULL WHERE source_id = $1 AND provider = $2 AND delivery_id = $3', [
        ...keyOf(webhook),
        end,
      ])
    },
    async postpone(webhook, until) {
      await ask(
        'UPDATE received_webhooks SET attempts = attempts + 1, next_at = $4 WHERE source_id = $1 AND provider = $2 AND delivery_id = $3',
        [...keyOf(webhook), until],
      )
    },
    async noteOrder({ sourceId, provider }, externalId, orderId) {
      await ask(
        `INSERT INTO webhook_orders (source_id, provider, external_id, order_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (source_id, provider, external_id) DO UPDATE SET order_id = excluded.order_id`,
        [sourceId, provider, externalId, orderId],
      )
    },
    async orderOf({ sourceId, provider }, externalId) {
      const { rows } = await ask<{ order_id: string }>(
        'SELECT order_id FROM webhook_orders WHERE source_id = $1 AND provider = $2 AND external_id = $3',
        [sourceId, provider, externalId],
      )
      return rows[0]?.order_id ?? null
    },
    async noteVersion({ sourceId, provider }, kind, externalId, version) {
      await ask(
        `INSERT INTO webhook_versions (source_id, provider, kind, external_id, version) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (source_id, provider, kind, external_id) DO UPDATE SET version = greatest(webhook_versions.version, excluded.version)`,
        [sourceId, provider, kind, externalId, version],
      )
    },
    async versions({ sourceId, provider }, kind, externalIds) {
      const { rows } = await ask<{ external_id: string; version: Date }>(
        'SELECT external_id, version FROM webhook_versions WHERE source_id = $1 AND provider = $2 AND kind = $3 AND external_id = ANY($4)',
        [sourceId, provider, kind, externalIds],
      )
      return new Map(rows.map((row) => [row.external_id, row.version]))
    },
    async setSecret(sourceId, provider, secret, now) {
      await ask(
        `INSERT INTO webhook_receivers (source_id, provider, secret, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (source_id, provider) DO UPDATE SET secret = excluded.secret`,
        [sourceId, provider, sealRecord(keyring, secretContext(sourceId, provider), secret), now],
      )
    },
    remove: async (sourceId, provider) =>
      isId(sourceId) &&
      (await ask('DELETE FROM webhook_receivers WHERE source_id = $1 AND provider = $2', [sourceId, provider])).rowCount === 1,
    async states(sourceId) {
      if (!isId(sourceId)) return []
      const count = (state: string): string => `count(*) FILTER (WHERE w.state = '${state}') AS ${state}`
      const { rows } = await ask<StateRow>(
        `SELECT r.provider, r.created_at, r.last_at, r.verified, r.duplicates, r.unverified, ${['waiting', 'taken', 'ignored', 'refused'].map(count).join(', ')}
         FROM webhook_receivers r LEFT JOIN received_webhooks w ON w.source_id = r.source_id AND w.provider = r.provider
         WHERE r.source_id = $1 GROUP BY r.source_id, r.provider`,
        [sourceId],
      )
      return rows.map(stateOf)
    },
    async forget(before) {
      await ask("DELETE FROM received_webhooks WHERE received_at < $1 AND state <> 'waiting'", [before])
    },
  }
}

function stateOf(row: StateRow): ReceiverState {
  return {
    provider: row.provider,
    createdAt: row.created_at,
    lastAt: row.last_at,
    verified: Number(row.verified),
    duplicates: Number(row.duplicates),
    unverified: Number(row.unverified),
    waiting: Number(row.waiting),
    taken: Number(row.taken),
    ignored: Number(row.ignored),
    refused: Number(row.refused),
  }
}
