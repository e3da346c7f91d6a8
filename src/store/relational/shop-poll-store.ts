import type { Pool } from 'pg'
import type { PolledKind, ShopCredentials } from '#collect/webhooks/poll/shop-api.ts'
import type { PollStore } from '#collect/webhooks/poll/shop-poller.ts'
import type { WebhookProvider } from '#collect/webhooks/webhook-provider.ts'
import { isId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

interface PollRow {
  source_id: string
  provider: WebhookProvider
  shop: string
  credentials: Buffer
  read_until: Record<PolledKind, string>
  goes_on: boolean
}

interface StateRow {
  provider: WebhookProvider
  shop: string
  next_at: Date
  read_at: Date | null
  problem: string
  checked: string
  missed: string
}

const context = (sourceId: string, provider: string): string => `shop-poll:${sourceId}:${provider}`

/** Which shop systems are read beside their webhooks, with their keys, and how far they were read. */
export function createShopPollStore(pool: Pool, keyring: Keyring): PollStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  const changed = async (text: string, sourceId: string, ...values: readonly unknown[]): Promise<boolean> =>
    isId(sourceId) && (await ask(text, [sourceId, ...values])).rowCount === 1
  return {
    async set({ sourceId, provider, shop, credentials, readUntil }, now) {
      const sealed = sealRecord(keyring, context(sourceId, provider), JSON.stringify(credentials))
      await ask(
        `INSERT INTO shop_polls (source_id, provider, shop, credentials, read_until, next_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (source_id, provider) DO UPDATE SET shop = excluded.shop, credentials = excluded.credentials, read_until = excluded.read_until,
           next_at = excluded.next_at, goes_on = false, problem = ''`,
        [sourceId, provider, shop, sealed, JSON.stringify(readUntil), now],
      )
    },
    remove: (sourceId, provider) => changed('DELETE FROM shop_polls WHERE source_id = $1 AND provider = $2', sourceId, provider),
    hurry: (sourceId, provider, now) =>
      changed('UPDATE shop_polls SET next_at = least(next_at, $3) WHERE source_id = $1 AND provider = $2', sourceId, provider, now),
    async states(sourceId) {
      if (!isId(sourceId)) return []
      const { rows } = await ask<StateRow>(
        'SELECT provider, shop, next_at, read_at, problem, checked, missed FROM shop_polls WHERE source_id = $1',
        [sourceId],
      )
      return rows.map((row) => ({
        provider: row.provider,
        shop: row.shop,
        nextAt: row.next_at,
        readAt: row.read_at,
        problem: row.problem,
        checked: Number(row.checked),
        missed: Number(row.missed),
      }))
    },
    async claim(now, again) {
      const { rows } = await ask<PollRow>(
        `UPDATE shop_polls SET next_at = $2 WHERE (source_id, provider) = (
           SELECT p.source_id, p.provider FROM shop_polls p JOIN sources s ON s.id = p.source_id
           WHERE p.next_at <= $1 AND s.disabled_at IS NULL ORDER BY p.next_at LIMIT 1 FOR UPDATE OF p SKIP LOCKED
         ) RETURNING source_id, provider, shop, credentials, read_until, goes_on`,
        [now, again],
      )
      const [row] = rows
      if (row === undefined) return null
      const credentials: ShopCredentials = JSON.parse(openRecord(keyring, context(row.source_id, row.provider), row.credentials))
      return {
        sourceId: row.source_id,
        provider: row.provider,
        shop: row.shop,
        credentials,
        readUntil: { orders: new Date(row.read_until.orders), customers: new Date(row.read_until.customers) },
        goesOn: row.goes_on,
      }
    },
    async notePage({ sourceId, provider }, kind, readUntil, checked, missed) {
      await ask(
        `UPDATE shop_polls SET read_until = jsonb_set(read_until, ARRAY[$3::text], to_jsonb($4::text)), checked = checked + $5, missed = missed + $6
         WHERE source_id = $1 AND provider = $2`,
        [sourceId, provider, kind, readUntil.toISOString(), checked, missed],
      )
    },
    async noteEnd({ sourceId, provider }, { problem, nextAt, readAt, goesOn }) {
      await ask(
        `UPDATE shop_polls SET problem = $3, next_at = $4, read_at = coalesce($5, read_at), goes_on = $6
         WHERE source_id = $1 AND provider = $2`,
        [sourceId, provider, problem, nextAt, readAt, goesOn],
      )
    },
  }
}
