import type { ClickHouseClient } from '@clickhouse/client'
import type { Feedback } from '#collect/import/feedback-row-step.ts'
import type { CustomerOf } from '#collect/import/import-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

const IDS_A_QUERY = 1_000

interface There {
  readonly feedbackId: string
  readonly originId: string
  readonly customerId: string
}

/** Under which origins feedback is there already. Grain: one row per feedback and origin. Cost: the index of ids, for every 1,000. */
async function originsOf(client: ClickHouseClient, ids: readonly string[]): Promise<There[]> {
  const found: There[] = []
  for (let start = 0; start < ids.length; start += IDS_A_QUERY) {
    found.push(
      ...(await readRows<There>(
        client,
        `SELECT feedback_id AS feedbackId, toString(origin_id) AS originId, toString(customer_id) AS customerId
         FROM feedback FINAL WHERE feedback_id IN {ids:Array(String)} AND is_removed = 0`,
        { ids: ids.slice(start, start + IDS_A_QUERY) },
      )),
    )
  }
  return found
}

/** How feedback came. */
export interface FeedbackRun {
  /** Of the file that says it; '' for what came otherwise. */
  readonly importId: string
  readonly receivedAt: number
  readonly availableAt: (answeredAt: number) => number
}

/** Writes feedback; what is there already is replaced, also where it names another customer now. */
export async function insertFeedback(
  client: ClickHouseClient,
  all: readonly CustomerOf<Feedback>[],
  { importId, receivedAt, availableAt }: FeedbackRun,
  token: string,
  table: 'feedback' | 'feedback_versions' = 'feedback',
): Promise<void> {
  await withEngineErrors('clickhouse', async () => {
    const there = Map.groupBy(
      await originsOf(client, [...new Set(all.map(({ value }) => value.feedbackId))]),
      ({ feedbackId }) => feedbackId,
    )
    const rows = all.flatMap(({ value, originId, customerId }) => {
      const before = there.get(value.feedbackId) ?? []
      const same = before.find((one) => one.originId === originId) ?? before.find((one) => one.customerId === customerId)
      const origin = same?.originId ?? originId
      const row = {
        feedback_id: value.feedbackId,
        origin_id: origin,
        owner_id: customerId,
        kind: value.kind,
        score: value.score ?? null,
        least: value.least,
        most: value.most,
        topic: value.topic,
        product_id: value.productId,
        order_id: value.orderId,
        store_id: value.storeId,
        channel: value.channel,
        comment: value.comment,
        answered_at: engineTime(value.answeredAt),
        received_at: engineTime(receivedAt),
        available_at: engineTime(availableAt(value.answeredAt)),
        is_removed: 0,
        import_id: importId,
      }
      const gone = before
        .filter((one) => one.originId !== origin)
        .map((one) => ({ ...row, origin_id: one.originId, owner_id: one.customerId, is_removed: 1 }))
      return [row, ...gone]
    })
    await insertRows(client, table, rows, token)
  })
}
