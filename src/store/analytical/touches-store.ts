import type { ClickHouseClient } from '@clickhouse/client'
import type { Touch, TouchWriter } from '#act/touch.ts'
import { stableId } from '#kernel/id.ts'
import { engineTime, insertRows } from './insert.ts'

export function createTouchWriter(client: ClickHouseClient): TouchWriter {
  return {
    async write(touches, receivedAt) {
      const token = stableId('touches', ...touches.map(({ touchId }) => touchId))
      await insertRows(
        client,
        'touches',
        touches.map((touch) => toRow(touch, receivedAt)),
        token,
      )
    },
  }
}

function toRow(touch: Touch, receivedAt: Date): Record<string, unknown> {
  return {
    touch_id: touch.touchId,
    send_key: touch.sendKey,
    customer_id: touch.customerId,
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
