import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { SendState } from '#decide/decision.ts'
import type { ExplanationReader } from '#decide/explain-service.ts'
import type { SkipReason } from '#decide/skip-reason.ts'
import { minorDigits } from '#kernel/money.ts'
import { readDecisions } from './analytical/decisions-store.ts'
import { readOrderTimes } from './analytical/queries/customer-360-decisions.ts'
import { CUSTOMER_SKIP } from './analytical/queries/customer-skip.ts'
import { DECISION_TOUCHES } from './analytical/queries/decision-touches.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

interface SkipRow {
  readonly customer_id: string
  readonly reason: string
  readonly checks: string
  readonly risk_probability: number
  readonly value: number
  readonly average_order: number
}

/** One decision with what came of it: the ledgers of decisions and sends, reactions to messages, and orders. */
export function createExplanationReader(parts: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly project: { readonly currency: string }
}): ExplanationReader {
  const { client, db, project } = parts
  return {
    decision: (decisionId) =>
      withEngineErrors(
        'clickhouse',
        async () => (await readDecisions(client, 'decisions.decision_id = {decisionId:UUID}', { decisionId }))[0] ?? null,
      ),

    ofRun: (runId, customerId) =>
      withEngineErrors('clickhouse', async () => {
        const [decided] = await readDecisions(client, 'decisions.run_id = {runId:UUID} AND decisions.customer_id = {customerId:UUID}', {
          runId,
          customerId,
        })
        if (decided !== undefined) return decided
        const [row] = await readRows<SkipRow>(client, CUSTOMER_SKIP, { runId, customerId })
        if (row === undefined) return null
        const minor = 10 ** minorDigits(project.currency)
        return {
          customerId: row.customer_id,
          reason: row.reason as SkipReason,
          checks: row.checks,
          riskProbability: row.risk_probability,
          valueMinor: row.value * minor,
          averageOrderMinor: row.average_order * minor,
        }
      }),

    async outcome({ decisionId, customerId, asOf }, until) {
      const [sends, touches, orders] = await Promise.all([
        db
          .selectFrom('send_ledger')
          .select(['send_key', 'channel', 'state', 'reason', 'planned_at', 'finished_at'])
          .where('decision_id', '=', decisionId)
          .orderBy('planned_at')
          .orderBy('send_key')
          .execute(),
        withEngineErrors('clickhouse', () => readRows<{ kind: string; at: string }>(client, DECISION_TOUCHES, { customerId, decisionId })),
        withEngineErrors('clickhouse', () => readOrderTimes(client, [customerId], asOf)),
      ])
      return {
        sends: sends.map((row) => ({
          sendKey: row.send_key,
          channel: row.channel,
          state: row.state as SendState,
          reason: row.reason,
          plannedAt: row.planned_at,
          finishedAt: row.finished_at,
        })),
        reactions: touches.map(({ kind, at }) => ({ kind, at: new Date(at) })),
        orders: orders.filter((at) => at > asOf && at <= until).map((at) => ({ at })),
      }
    },
  }
}
