import type { ClickHouseClient } from '@clickhouse/client'
import type { Touch, TouchWriter } from '#act/touch.ts'
import { stableId } from '#kernel/id.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

/** A touch may speak of a customer who was merged since it was sent. Grain: one row per such customer. Cost: one pass over the mapping. */
const CUSTOMERS_NOW = `
SELECT toString(from_id) AS origin, toString(to_id) AS customer FROM customer_alias FINAL WHERE from_id IN {ids:Array(UUID)}`

export function createTouchWriter(client: ClickHouseClient): TouchWriter {
  return {
    async write(touches, receivedAt) {
      if (touches.length === 0) return
      const token = stableId('touches', ...touches.map(({ touchId }) => touchId))
      const ids = [...new Set(touches.map(({ customerId }) => customerId))]
      const moved = await readRows<{ origin: string; customer: string }>(client, CUSTOMERS_NOW, { ids })
      const customers = new Map(moved.map(({ origin, customer }) => [origin, customer]))
      await insertRows(
        client,
        'touches',
        touches.map((touch) => toRow(touch, customers.get(touch.customerId) ?? touch.customerId, receivedAt)),
        token,
      )
    },
  }
}

function toRow(touch: Touch, customerId: string, receivedAt: Date): Record<string, unknown> {
  return {
    touch_id: touch.touchId,
    send_key: touch.sendKey,
    origin_id: touch.customerId,
    owner_id: customerId,
    decision_id: touch.decisionId,
    strategy_id: touch.strategyId,
    channel: touch.channel,
    kind: touch.kind,
    occurred_at: engineTime(touch.occurredAt.getTime()),
    received_at: engineTime(receivedAt.getTime()),
    available_at: engineTime(receivedAt.getTime()),
    is_machine: touch.isMachine ? 1 : 0,
    detail: JSON.stringify(touch.detail),
  }
}
