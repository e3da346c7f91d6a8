import { PLAN_VIOLATIONS } from '#collect/plan/plan-words.ts'
import type { Pool } from 'pg'

import type { PlanStore, PlanVersion } from '#collect/plan/plan-keeper.ts'
import type { HeldMessage, ReplayPorts } from '#collect/plan/replay-refused.ts'
import type { TrackingPlan } from '#collect/plan/tracking-plan.ts'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'
import { isObject } from '#collect/tracking/tracking-message.ts'
import { openRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'
import { sealRequests } from './inbox-payload.ts'
import { decodeCursor, encodeCursor } from './page-cursor.ts'

interface VersionRow {
  scope: string
  version: number
  plan: TrackingPlan | null
  author: string
  note: string
  created_at: Date
}

export function createTrackingPlanStore(pool: Pool): PlanStore {
  return {
    newest: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ scope: string; version: number }>(
          'SELECT scope, max(version) AS version FROM tracking_plans GROUP BY scope',
        )
        return new Map(rows.map(({ scope, version }) => [scope, version]))
      }),
    read: (scope, version) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<VersionRow>(
          'SELECT scope, version, plan, author, note, created_at FROM tracking_plans WHERE scope = $1 AND version = $2',
          [scope, version],
        )
        return rows[0] === undefined ? null : versionOf(rows[0])
      }),
    versions: (scope, limit) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<Omit<VersionRow, 'plan'>>(
          'SELECT scope, version, author, note, created_at FROM tracking_plans WHERE scope = $1 ORDER BY version DESC LIMIT $2',
          [scope, limit],
        )
        return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at }))
      }),
    add: ({ scope, version, plan, author, note, createdAt }) =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query(
          `INSERT INTO tracking_plans (scope, version, plan, author, note, created_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (scope, version) DO NOTHING`,
          [scope, version, plan === null ? null : JSON.stringify(plan), author, note, createdAt],
        )
        return rowCount === 1
      }),
  }
}

function versionOf({ created_at, ...row }: VersionRow): PlanVersion {
  return { ...row, createdAt: created_at }
}

/** Messages that a plan or a rule of quality keeps out, and their way back into the inbox. */
export function createHeldMessages(pool: Pool, keyring: Keyring): Pick<ReplayPorts, 'held' | 'putBack'> {
  return {
    held: (sourceId, cursor, limit) =>
      withEngineErrors('postgres', async () => {
        const after = cursor === null ? null : decodeCursor(cursor, 'uuid')
        const { rows } = await pool.query<{ id: string; origin_id: string; sent_at: string | null; record: Buffer; created_at: Date }>(
          `SELECT id, origin_id, sent_at, record, created_at FROM quarantine
           WHERE origin = 'tracking' AND state = 'open' AND (stage = 'validate' AND reason = ANY ($1::text[]) OR stage = 'clean' AND reason = 'quality_rule')
             AND ($2::text IS NULL OR starts_with(origin_id, $2 || '/'))
             AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
           ORDER BY created_at, id LIMIT $5`,
          [PLAN_VIOLATIONS, sourceId, after?.time ?? null, after?.key ?? null, limit],
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        return {
          items: rows.map((row): HeldMessage => ({
            id: row.id,
            sourceId: row.origin_id.split('/')[0] ?? '',
            receivedAt: row.created_at.getTime(),
            sentAt: row.sent_at,
            record: recordOf(openRecord(keyring, row.id, row.record)),
          })),
          nextCursor: last === undefined ? null : encodeCursor({ time: last.created_at, key: last.id }),
        }
      }),

    putBack: (messages, { actor, now }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rows } = await client.query<{ id: string }>(
            `UPDATE quarantine SET state = 'resolved', outcome = 'stored', resolved_by = $2, resolved_at = $3
             WHERE id = ANY ($1::uuid[]) AND state = 'open' RETURNING id`,
            [messages.map(({ id }) => id), actor, now],
          )
          const closed = new Set(rows.map(({ id }) => id))
          const requests = messages
            .filter(({ id }) => closed.has(id))
            .map(({ sourceId, receivedAt, sentAt, record }): TrackingRequest => ({
              sourceId,
              receivedAt,
              sentAt,
              messages: [record],
              putBackAt: now.getTime(),
            }))
          for (const [source, all] of Map.groupBy(requests, ({ sourceId }) => sourceId)) {
            const { payload, bytes } = sealRequests(keyring, all)
            await client.query('INSERT INTO inbox (source, payload, records, bytes, received_at) VALUES ($1, $2, $3, $4, $5)', [
              source,
              payload,
              all.length,
              bytes,
              now,
            ])
          }
          return closed.size
        }),
      ),
  }
}

/** As it came: what is no object was wrapped when it was kept. A plan refuses objects alone. */
function recordOf(json: string): unknown {
  const content: unknown = JSON.parse(json)
  return isObject(content) ? content : null
}
